import { afterEach, beforeEach, expect, test } from 'vitest';
import { DEATHS } from '../../src/protocol/limits.ts';
import { ready } from '../../src/runtime/redis.ts';
import { publish } from '../../workers/publishing.ts';
import { type Arrow, bodyOf, byParagraph, startArrow, textOf, until } from './arrow.ts';

let arrow: Arrow;
beforeEach(async () => {
  arrow = await startArrow();
  await arrow.open();
});
afterEach(() => arrow.stop());

const failed = (article: string) => arrow.reaches(article, (status) => status?.state === 'failed');
const statusOf = (article: string) => arrow.articles.status({ briefing: 'storm', article });
const SECRET = '!The name of the witness is Ada.';

test('an article that cannot be cut fails after a few tries and is kept to be seen; the others go on', async () => {
  arrow.work();
  await arrow.handIn('poison', 1, { body: SECRET });
  await arrow.handIn('fine', 3);
  await failed('poison');
  await arrow.done('fine');
  expect(await statusOf('poison')).toMatchObject({ state: 'failed', segments: 0, error: { code: 'INTERNAL' } });
  await until(
    async () => (await arrow.client.zcard('{dateline}:articles:failed')) === 1,
    2_000,
    async () => 'not kept',
  );
  expect(arrow.lines.filter((line) => line.includes('it is tried again'))).toHaveLength(4);
});

test('the words of an article that failed are in no line and in no job', async () => {
  arrow.work();
  await arrow.handIn('poison', 1, { body: SECRET });
  await failed('poison');
  expect(arrow.lines.join('\n')).not.toContain('Ada');
  expect(arrow.lines.join('\n')).toContain('byParagraph'); // but the place where it went wrong is
  await arrow.client.del('dl:{storm}:article:poison');
  expect(await arrow.everything()).not.toContain('Ada');
});

test('an article for a briefing that has ended fails at once, and goes on when it is handed in again', async () => {
  // Somebody ends it between the second segment and the third.
  const ending: typeof arrow.log = {
    ...arrow.log,
    async append(briefing, operation, change) {
      if (operation === 'publish:late/1/2') await arrow.log.append(briefing, 'end', { type: 'ended' });
      return arrow.log.append(briefing, operation, change);
    },
  };
  const worker = arrow.work({}, { log: ending });
  await arrow.handIn('late', 4);
  await failed('late');
  expect(await statusOf('late')).toMatchObject({ segments: 4, published: 2, error: { code: 'BRIEFING_ENDED' } });
  expect(await arrow.client.zrange('dl:due', '0', '-1')).toEqual([]);
  await until(
    async () => (await arrow.client.zrange('{dateline}:articles:failed', '0', '-1')).join() === 'storm/late/1',
    2_000,
    async () => 'the job is not kept as failed',
  );
  await worker.close();
  await arrow.log.append('storm', 'reopen', { type: 'reopened' });
  arrow.work();
  await arrow.handIn('late', 4);
  await arrow.done('late');
  expect(await arrow.published('late')).toEqual([0, 1, 2, 3].map((at) => textOf('late', at)));
});

test('a mistake of ours leaves no words with the job either', async () => {
  const broken = { ...arrow.articles, turns: () => Promise.reject(new Error('cannot read Ada')) };
  arrow.work({}, { articles: broken });
  await arrow.handIn('broken', 2);
  await failed('broken');
  expect(await arrow.everything()).not.toContain('Ada');
});

test('an article that has failed is left as it is when its job is run again', async () => {
  const job = { briefing: 'storm', article: 'left', version: 1 };
  await arrow.articles.accept(job, { pace: 0, base: 0 }, bodyOf('left', 2), { request: 'first' });
  await arrow.articles.fail(job, { code: 'BRIEFING_ENDED', message: 'It has ended' });
  const run = { signal: new AbortController().signal, stalls: 0, progress: () => {} };
  expect(await publish(job, run, { log: arrow.log, articles: arrow.articles, cut: byParagraph, now: Date.now })).toBe(
    'done',
  );
  expect(await arrow.published('left')).toEqual([]);
  expect(await statusOf('left')).toMatchObject({ state: 'failed', error: { code: 'BRIEFING_ENDED' } });
});

test('an article without words fails as such', async () => {
  arrow.work({}, { cut: () => ({ segments: [] }) });
  await arrow.handIn('blank', 1);
  await failed('blank');
  expect(await statusOf('blank')).toMatchObject({ error: { code: 'NO_TEXT' } });
});

test('an article that comes to more segments than one may have fails as such', async () => {
  arrow.work(
    {},
    { cut: () => ({ segments: Array.from({ length: 10_001 }, () => ({ kind: 'paragraph', text: 'x' })) }) },
  );
  await arrow.handIn('endless', 1);
  await failed('endless');
  expect(await statusOf('endless')).toMatchObject({ error: { code: 'TOO_COMPLEX' } });
});

test('an article that kills its workers is given up, one that only lost some is not', async () => {
  const job = { briefing: 'storm', article: 'killer', version: 1 };
  await arrow.articles.accept(job, { pace: 0, base: 0 }, bodyOf('killer', 2), { request: 'first' });
  const run = (stalls: number) => ({ signal: new AbortController().signal, stalls, progress: () => {} });
  const parts = { log: arrow.log, articles: arrow.articles, cut: byParagraph, now: Date.now };
  await expect(publish(job, run(DEATHS), parts)).rejects.toMatchObject({ code: 'INTERNAL' });
  expect(await publish(job, run(DEATHS - 1), parts)).toBe('done');
});

test('a full memory costs no article and few lines, and heals', async () => {
  arrow.work();
  await arrow.handIn('before', 200, { pace: 10 });
  await arrow.reaches('before', (status) => (status?.published ?? 0) >= 5);
  await arrow.client.config('SET', 'maxmemory', '1mb');
  const lines = arrow.lines.length;
  await arrow.reaches('before', (status) => status?.state === 'publishing', 1_000);
  await new Promise((resolve) => setTimeout(resolve, 2_000)); // how it is while memory is full is the point
  expect(arrow.lines.length - lines).toBeLessThan(20);
  await arrow.client.config('SET', 'maxmemory', '0');
  await arrow.done('before');
  expect(await arrow.published('before')).toEqual(Array.from({ length: 200 }, (_, at) => textOf('before', at)));
});

test('a worker without work waits quietly, longer than its commands may take', async () => {
  const commands = arrow.link('requests');
  await ready(commands);
  arrow.work({}, { connections: { commands, blocking: arrow.link('blocking') } });
  await new Promise((resolve) => setTimeout(resolve, 2_500)); // the silence is the point
  expect(arrow.lines.filter((line) => line.includes('resting'))).toEqual([]);
  await arrow.handIn('after', 2);
  await arrow.done('after');
});

test('a run whose job was taken over ends', async () => {
  const doubled: string[] = [];
  const counting: typeof arrow.log = {
    ...arrow.log,
    async append(...call) {
      const appended = await arrow.log.append(...call);
      if (appended.result === 'again') doubled.push(call[1]);
      return appended;
    },
  };
  arrow.work({ lockMs: 300, stalledMs: 100 }, { log: counting });
  await arrow.handIn('taken', 150, { pace: 30 });
  await arrow.reaches('taken', (status) => (status?.published ?? 0) >= 3);
  await arrow.client.del('{dateline}:articles:storm/taken/1:lock'); // as if it had run out: now it counts as stalled
  await arrow.done('taken');
  expect(await arrow.published('taken')).toHaveLength(150);
  // Both go on for the time that it takes to see it, however slow the machine is just now, and one of them to the end.
  const last = Array.from({ length: 20 }, (_, at) => `publish:taken/1/${130 + at}`);
  expect(doubled.filter((operation) => last.includes(operation))).toEqual([]);
});

test('Redis goes away in the middle, and nothing is lost or doubled', async () => {
  await arrow.stop();
  arrow = await startArrow({ appendfsync: 'always' });
  await arrow.open();
  arrow.work({ lockMs: 1_000, stalledMs: 300 });
  await arrow.handIn('cut', 400, { pace: 5 });
  for (const share of [50, 150, 250]) {
    await arrow.reaches('cut', (status) => (status?.published ?? 0) >= share);
    await arrow.redis.kill();
    await arrow.redis.restart();
  }
  await arrow.done('cut');
  expect(await arrow.published('cut')).toEqual(Array.from({ length: 400 }, (_, at) => textOf('cut', at)));
});
