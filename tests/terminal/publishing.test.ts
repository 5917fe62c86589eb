import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createProgress } from '../../client/terminal/progress.ts';
import { ARTICLE_BYTES } from '../../src/protocol/limits.ts';
import { type Running, startRunning } from '../kit/running.ts';
import { Run } from './run.ts';

let dateline: Running;
let folder: string;
beforeAll(async () => {
  dateline = await startRunning();
  folder = await mkdtemp(join(tmpdir(), 'dl-files-'));
});
afterAll(async () => {
  await dateline.stop();
  await rm(folder, { recursive: true });
});

async function file(name: string, body: string | Buffer): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, body);
  return path;
}

function run(words: readonly string[], env: Record<string, string> = {}): Run {
  return new Run([...words, '--server', dateline.url], { DATELINE_EDITOR_KEY: dateline.key, ...env });
}

async function texts(briefing: string): Promise<string[]> {
  const { json } = await dateline.read(`/v1/briefings/${briefing}`);
  return json.updates.map(({ text }: { text: string }) => text).reverse();
}

const PLAIN = 'One paragraph of some length.\n\nAnother paragraph of some length.\n';

test('publish opens a briefing that is called as the file is, and prints its address', async () => {
  const publishing = run(['publish', await file('the-long_night.txt', PLAIN)]);
  expect(await publishing.ends()).toBe(0);
  const [, id = ''] = /^http:\/\/\S+\/briefings\/(\S+)\n$/.exec(publishing.stdout) ?? [];
  expect(id).toBe('the-long-night');
  expect((await dateline.read(`/v1/briefings/${id}`)).json.briefing.title).toBe('The long night');
  expect(await texts(id)).toEqual(['One paragraph of some length.', 'Another paragraph of some length.']);
  expect(publishing.stderr).toContain('2 of 2 segments published');
});

test('publish takes HTML, a title, a pace and an address, and publishes into a briefing that is open', async () => {
  const opening = run(['open', 'storm', '--title', 'Storm', '--language', 'en', '--summary', 'Wind']);
  expect(await opening.ends()).toBe(0);
  expect(opening.stdout).toBe(`${dateline.url.replace(/\/$/, '')}/briefings/storm\n`);
  const page = await file('gusts.html', '<p>One <em>gust</em>.</p><p>Another gust.</p>');
  const options = ['--briefing', 'storm', '--title', 'Gusts', '--pace', '5', '--url', 'https://news.example/gusts'];
  expect(await run(['publish', page, ...options]).ends()).toBe(0);
  const { json } = await dateline.read('/v1/briefings/storm');
  expect(json.briefing).toMatchObject({ title: 'Storm', language: 'en', summary: 'Wind' });
  expect(await texts('storm')).toEqual(['One gust.', 'Another gust.']);
  expect(json.updates[0].source).toMatchObject({ title: 'Gusts', url: 'https://news.example/gusts' });
});

test('the editor key is found in the data folder of a service on this machine', async () => {
  const opening = run(['open', 'keyed', '--title', 'Keyed'], {
    DATELINE_EDITOR_KEY: '',
    DATELINE_DATA: dateline.folder,
  });
  expect(await opening.ends()).toBe(0);
});

test('an interrupted publish leaves the article to the service', async () => {
  const slow = await file('slow.txt', PLAIN);
  const publishing = run(['publish', slow, '--pace', '600000']);
  await publishing.remarks('1 of 2 segments published');
  publishing.interrupt();
  expect(await publishing.ends()).toBe(0);
  expect(publishing.stderr).toContain('The service goes on publishing');
});

test.each<[string, string[], number, RegExp]>([
  ['a briefing that is open already', ['open', 'night-ferry', '--title', 'Again'], 1, /BRIEFING_EXISTS: .*another id/],
  ['an id that cannot be one', ['open', 'a b', '--title', 'Again'], 1, /BAD_REQUEST: .*id/],
  ['no title', ['open', 'untitled'], 2, /--title/],
  ['a file that is not there', ['publish', '/nowhere/a.txt'], 2, /cannot be read/],
  ['a file of another kind', ['publish', '/nowhere/a.pdf'], 2, /neither plain text/],
])('%s is refused, with what to do', async (_, words, code, said) => {
  const refused = run(words);
  expect(await refused.ends()).toBe(code);
  expect(refused.stderr).toMatch(said);
  expect(refused.stdout).toBe('');
});

test('an article without a word, too long a one, and one in another encoding are refused', async () => {
  for (const [name, body, code, said] of [
    ['empty.txt', ' \n\n ', 1, /NO_TEXT/],
    ['long.txt', 'x'.repeat(ARTICLE_BYTES + 1), 2, /at most 2000000/],
    ['latin.txt', Buffer.from([0x63, 0x61, 0x66, 0xe9]), 2, /UTF-8/],
  ] as const) {
    const refused = run(['publish', await file(name, body), '--briefing', 'night-ferry']);
    expect(await refused.ends()).toBe(code);
    expect(refused.stderr).toMatch(said);
  }
});

test('a wrong key and an unknown briefing are refused, with what to do', async () => {
  const article = await file('any.txt', PLAIN);
  const wrong = run(['publish', article], { DATELINE_EDITOR_KEY: 'not-the-editor-key' });
  expect(await wrong.ends()).toBe(1);
  expect(wrong.stderr).toMatch(/BAD_KEY: .*DATELINE_EDITOR_KEY/);
  const nowhere = run(['publish', article, '--briefing', 'nowhere']);
  expect(await nowhere.ends()).toBe(1);
  expect(nowhere.stderr).toMatch(/BRIEFING_UNKNOWN/);
});

test('a service that is not there, or is another one, ends a command with 3', async () => {
  const nobody = new Run(['open', 'x', '--title', 'X', '--server', 'http://127.0.0.1:9']);
  expect(await nobody.ends()).toBe(3);
  expect(nobody.stderr).toMatch(/Cannot reach .*npm start/);
  const other = createServer((_, response) => response.end('Hello'));
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  const hello = new Run(['open', 'x', '--title', 'X', '--server', `http://127.0.0.1:${port}`]);
  expect(await hello.ends()).toBe(3);
  expect(hello.stderr).toMatch(/not as Dateline does/);
  other.close();
});

test('on a terminal, progress is a bar', () => {
  const terminal = Object.assign(new PassThrough(), { isTTY: true as const, columns: 80 });
  const progress = createProgress(terminal);
  progress.show({ version: 1, state: 'waiting', segments: 0, published: 0 });
  progress.show({ version: 1, state: 'publishing', segments: 4, published: 3 });
  progress.show({ version: 1, state: 'done', segments: 4, published: 4 });
  progress.end();
  expect(String(terminal.read())).toMatch(/█.*4 of 4 segments/);
});
