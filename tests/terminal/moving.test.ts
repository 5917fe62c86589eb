import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCount } from '../../client/terminal/count.ts';
import { exportLog } from '../../client/terminal/export.ts';
import { importLog } from '../../client/terminal/import.ts';
import { Service } from '../../client/terminal/service.ts';
import { type Running, startRunning } from '../kit/running.ts';
import { fileOf } from '../protocol/exports.ts';
import { type Piped, piped } from './piped.ts';
import { Run } from './run.ts';

const BOUND_MS = 60_000; // a service is started twice
const at = '2026-01-31T09:00:00.000Z';
const opened = (id: string) => ({ seq: 1, at, type: 'opened', briefing: { id, title: 'The storm' } });
const published = (seq: number, text = 'Roofs fly.') => ({
  seq,
  at,
  type: 'published',
  update: { id: `u${seq}`, revision: 1, kind: 'paragraph', text },
});
const logOf = (briefing: string, updates: number, text?: () => string) => {
  const all = Array.from({ length: updates }, (_, index) => published(index + 2, text?.()));
  return fileOf([opened(briefing), ...all], { briefing });
};

let dateline: Running;
let folder: string;
beforeAll(async () => {
  dateline = await startRunning();
  folder = await mkdtemp(join(tmpdir(), 'dl-files-'));
}, BOUND_MS);
afterAll(async () => {
  await dateline.stop();
  await rm(folder, { recursive: true });
  await rm(dateline.folder, { recursive: true, force: true });
});

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

function command(words: readonly string[], env: Record<string, string> = {}): Run {
  return new Run([...words, '--server', dateline.url], { DATELINE_EDITOR_KEY: dateline.key, ...env });
}

const entriesOf = async (briefing: string) => (await dateline.read(`/v1/briefings/${briefing}`)).json.briefing?.updates;

test('import prints the address of a briefing that is as it was exported, and export the file again', async () => {
  const text = logOf('storm', 50);
  const path = await file('storm.ndjson', text);
  const first = command(['import', path]);
  expect(await first.ends()).toBe(0);
  expect(first.stdout).toBe(`${dateline.url}/briefings/storm\n`);
  expect(first.stderr).toContain('Checking: 51 of 51 entries\n');
  expect(first.stderr).toContain('Sending: 51 of 51 entries\n');
  expect(first.stderr).toMatch(/\n51 entries imported\n$/);

  const exported = command(['export', 'storm'], { DATELINE_EDITOR_KEY: '' });
  expect(await exported.ends()).toBe(0);
  expect(exported.stdout).toBe(text);
  expect(exported.stderr).toBe('Reading: 51 of 51 entries\n51 entries exported\n');

  const again = await importing(path);
  expect(again.stderr).toMatch(/\n51 entries were there already; nothing has changed\n$/);
});

const newsroom = (key = dateline.key) => new Service(dateline.url, key);
const importing = (path: string, by = newsroom()) => piped((io) => importLog(path, by, io, Date.now));
const exporting = (briefing: string) => piped((io) => exportLog(briefing, newsroom(), io));

test('the briefing that a newcomer finds can be exported and put in place again', async () => {
  const { stdout } = await exporting('night-ferry');
  const [, epoch] = /"epoch":"(\w+)"/.exec(stdout) ?? [];
  expect((await dateline.read('/v1/briefings/night-ferry')).json.cursor).toMatch(new RegExp(`^${epoch}:`));
  const again = await importing(await file('ferry.ndjson', stdout));
  expect(again).toMatchObject({ exit: 0, stderr: expect.stringContaining('nothing has changed') });
});

test('a bad line is named, and nothing of the file is imported', async () => {
  const path = await file('bad.ndjson', logOf('bad', 30).replace('"seq":20,', '"seq":21,'));
  const run = command(['import', path]);
  expect(await run.ends()).toBe(2);
  expect(run.stderr).toContain(`${path}, line 21: its seq is 21, where 20 comes next. Nothing was imported.`);
  expect(run.stdout).toBe('');
  expect((await dateline.read('/v1/briefings/bad')).status).toBe(404);
});

const other = () => file('other.ndjson', logOf('night-ferry', 5));
/** Large enough that it is still on its way when it is refused. */
const large = () =>
  file(
    'large.ndjson',
    logOf('large', 2_000, () => `${Math.random()}`.repeat(50)),
  );
test.each<[string, () => Promise<Piped>, number, RegExp]>([
  [
    'a file that is cut off',
    async () => importing(await file('cut.ndjson', logOf('x', 5).slice(0, -300))),
    2,
    /line 5: /,
  ],
  ['a file that is not there', () => importing('/nowhere/a.ndjson'), 2, /cannot be read: ENOENT/],
  [
    'another log of a briefing',
    async () => importing(await other()),
    1,
    /EXISTS: .* from entry 1 on\. A log is imported/,
  ],
  ['a wrong key', async () => importing(await large(), newsroom('not-the-key')), 1, /BAD_KEY: .*DATELINE_EDITOR_KEY/],
  ['an export of nothing', () => exporting('nowhere'), 1, /BRIEFING_UNKNOWN/],
  ['no service', async () => importing(await large(), new Service('http://127.0.0.1:9', 'x')), 3, /Cannot reach/],
])('%s is refused, with what to do', async (_, command, exit, said) => {
  expect(await command()).toMatchObject({ exit, stdout: '', stderr: expect.stringMatching(said) });
});

test(
  'a service that is killed while it imports has all of the log afterwards or nothing, and takes it when it comes again',
  async () => {
    const path = await file('killed.ndjson', logOf('killed', 10_000));
    const interrupted = command(['import', path]);
    await interrupted.remarks('Sending: 10001 of 10001');
    await dateline.stop('SIGKILL');
    await interrupted.ends();
    dateline = await startRunning(dateline.folder);
    expect([undefined, 10_000]).toContain(await entriesOf('killed'));
    expect((await importing(path)).exit).toBe(0);
    expect(await entriesOf('killed')).toBe(10_000);
  },
  BOUND_MS,
);

test('on a terminal, what is counted is a bar, also when there is more than was known', () => {
  const terminal = Object.assign(new PassThrough(), { isTTY: true as const, columns: 80 });
  const count = createCount(terminal, 'Reading', 'entries');
  count.reach(3, 4);
  count.reach(8, 8);
  count.end();
  expect(String(terminal.read())).toMatch(/Reading {2}█.*8 of 8 entries/);
  count.reach(9, 9);
  expect(terminal.read()).toBeNull();
});
