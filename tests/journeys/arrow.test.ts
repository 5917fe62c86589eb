import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestReader } from '../kit/reader.ts';
import { type Running, startRunning } from '../kit/running.ts';

const ROOT = join(import.meta.dirname, '../..');
const real = join(ROOT, '../shared/articles/humanitarian-corridors.txt');
const article = existsSync(real) ? real : join(ROOT, 'examples/night-ferry.txt');
if (article !== real) console.info('../shared/articles is not here: the sample article is published in its place');

/** A job is given to another worker once its lock has run out (10 s) and somebody has looked (every 5 s). */
const RESUMED_MS = 25_000;

let dateline: Running;
beforeAll(async () => {
  dateline = await startRunning();
});
afterAll(() => dateline.stop());

const texts = (reader: TestReader) =>
  [...reader.state.updates.values()].map((update) => 'text' in update && update.text);

test('a first start has a briefing to look at, a key to write with, and is ready', async () => {
  const { json } = await dateline.read('/v1/briefings');
  expect(json.briefings).toHaveLength(1);
  expect((await dateline.read('/readyz')).status).toBe(200);
  expect((await dateline.read('/healthz')).status).toBe(200);
  const page = await dateline.read(`/briefings/${json.briefings[0].id}`);
  expect(page.json).toContain('<!doctype html>');
  expect(page.json).toContain(json.briefings[0].title);
});

test('an article that is published becomes the updates of a briefing, the same for every reader', async () => {
  const opened = await dateline.write('POST', '/v1/briefings', { id: 'corridors', title: 'Corridors' });
  expect(opened.status).toBe(201);
  const fromStart = new TestReader(dateline.url);
  await fromStart.follow({ briefing: 'corridors', from: 'start' });
  const broken = new TestReader(dateline.url, { reconnection: true });
  await broken.follow({ briefing: 'corridors', from: 'start' });

  const publishing = dateline.command('publish', article, '--briefing', 'corridors', '--pace', '40');
  await fromStart.reaches(6);
  const midway = new TestReader(dateline.url);
  await midway.follow({ briefing: 'corridors', last: 500 });
  broken.cut();
  await broken.until(() => !broken.socket.connected, 'it was not cut');
  const { code, stdout, stderr } = await publishing;
  expect(`${code} ${stderr}`).toMatch(/^0 /);
  expect(stdout).toContain('/briefings/corridors');

  const { json } = await dateline.read('/v1/briefings/corridors/log');
  const last = json.entries.at(-1).seq;
  await broken.connected();
  await broken.follow({ briefing: 'corridors', from: broken.cursor });
  const replayer = new TestReader(dateline.url);
  await replayer.replay({ briefing: 'corridors', speed: 60 });
  for (const reader of [fromStart, midway, broken, replayer]) {
    await reader.reaches(last);
    expect(reader.holes).toEqual([]);
    expect(reader.state).toEqual(fromStart.state);
    reader.close();
  }
  for (const reader of [fromStart, broken, replayer]) expect(reader.entries).toEqual(json.entries);
  const cut = await dateline.write(
    'POST',
    '/v1/segments',
    await import('node:fs').then((fs) => fs.readFileSync(article, 'utf8')),
  );
  expect(texts(fromStart)).toEqual(cut.json.segments.map(({ text }: { text: string }) => text));
});

test('a worker that is killed in the middle of a paced article publishes each segment once, in order', async () => {
  await dateline.write('POST', '/v1/briefings', { id: 'killed', title: 'Killed' });
  const reader = new TestReader(dateline.url);
  await reader.follow({ briefing: 'killed' });
  const body = Array.from(
    { length: 30 },
    (_, at) => `Paragraph number ${at} of an article that goes on for a while.`,
  ).join('\n\n');
  const accepted = await dateline.write('POST', '/v1/briefings/killed/articles', { body, pace: 100 });
  expect(accepted.status).toBe(202);
  await reader.reaches(8);
  const worker = dateline.worker();
  process.kill(worker, 'SIGKILL');
  await dateline.workerAfter(worker);
  await reader.reaches(31, RESUMED_MS);
  const ordered = texts(reader).map((text) => Number(/number (\d+)/.exec(String(text))?.[1]));
  expect(ordered).toEqual(Array.from({ length: 30 }, (_, at) => at));
  expect(reader.holes).toEqual([]);
  const status = await dateline.write('GET', `/v1/briefings/killed/articles/${accepted.json.article}`);
  expect(status.json).toMatchObject({ state: 'done', segments: 30, published: 30 });
  reader.close();
});

test('what was taken in is there again after everything was killed', async () => {
  const before = await dateline.read('/v1/briefings/corridors?limit=500');
  await dateline.stop('SIGKILL');
  const { folder, key } = dateline;
  dateline = await startRunning(folder);
  expect(dateline.key).toBe(key);
  expect((await dateline.read('/v1/briefings/corridors?limit=500')).json).toEqual(before.json);
  const { json } = await dateline.read('/v1/briefings');
  expect(json.briefings.map(({ id }: { id: string }) => id).sort()).toEqual(['corridors', 'killed', 'night-ferry']);
});

test('it ends in order when it is asked to', async () => {
  expect(await dateline.stop('SIGINT')).toBe(0);
});
