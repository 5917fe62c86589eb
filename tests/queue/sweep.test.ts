import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Arrow, bodyOf, startArrow, textOf, until } from './arrow.ts';

let arrow: Arrow;
beforeEach(async () => {
  arrow = await startArrow();
  await arrow.open();
});
afterEach(() => arrow.stop());

const SOON = { everyMs: 50, graceMs: 100 };
const job = (article: string) => ({ briefing: 'storm', article, version: 1 });
const texts = (article: string, count: number) => Array.from({ length: count }, (_, at) => textOf(article, at));
async function wipeQueue(): Promise<void> {
  const keys = await arrow.client.keys('{dateline}:*');
  if (keys.length > 0) await arrow.client.del(keys); // wiped a moment ago, it may be empty still
}
const due = () => arrow.client.zrange('dl:due', '0', '-1');

test('an article whose request died before there was a job is published', async () => {
  await arrow.articles.accept(job('left'), { pace: 0, base: Date.now() }, bodyOf('left', 3), { request: 'first' });
  arrow.work(SOON);
  await arrow.done('left');
  expect(await arrow.published('left')).toEqual(texts('left', 3));
});

test('the queue is wiped in the middle of a paced article, and the rest comes all the same', async () => {
  arrow.work(SOON);
  await arrow.handIn('paced', 3, { pace: 3_000 }); // longer than a worker holds a job
  await arrow.reaches('paced', (status) => status?.published === 1);
  await until(
    async () => (await arrow.client.zcard('{dateline}:articles:delayed')) === 1,
    2_000,
    async () => 'not delayed',
  );
  await wipeQueue();
  await arrow.reaches('paced', (status) => (status?.published ?? 0) >= 2);
  await wipeQueue();
  await arrow.done('paced');
  expect(await arrow.published('paced')).toEqual(texts('paced', 3));
});

test('a delayed job that got stuck is run', async () => {
  arrow.work(SOON);
  await arrow.handIn('stuck', 2, { pace: 3_000 });
  await arrow.reaches('stuck', (status) => status?.published === 1);
  const delayed = '{dateline}:articles:delayed';
  await until(
    async () => (await arrow.client.zcard(delayed)) === 1,
    2_000,
    async () => 'not delayed',
  );
  await arrow.client.zadd(delayed, (Date.now() + 3_600_000) * 0x1000, 'storm/stuck/1');
  await arrow.done('stuck', 8_000);
});

test('a job that is done while its article is not is run again', async () => {
  arrow.work(SOON);
  await arrow.queue.add(job('early')); // there is no such article yet: nothing to do
  await until(
    async () => (await arrow.client.zcard('{dateline}:articles:completed')) === 1,
    5_000,
    async () => 'not run',
  );
  await arrow.articles.accept(job('early'), { pace: 0, base: Date.now() }, bodyOf('early', 2), { request: 'first' });
  await arrow.done('early');
});

test('a job that failed without its article being told is shown as failed', async () => {
  await arrow.handIn('silent', 2);
  await arrow.client.hset('{dateline}:articles:storm/silent/1', 'failedReason', 'job stalled');
  await arrow.client.lrem('{dateline}:articles:wait', 0, 'storm/silent/1');
  await arrow.client.zadd('{dateline}:articles:failed', Date.now(), 'storm/silent/1');
  arrow.work(SOON);
  await arrow.reaches('silent', (status) => status?.state === 'failed' && status.error?.message === 'job stalled');
  expect(await due()).toEqual([]);
});

test('what has ended leaves the due list, what has no record leaves it after a minute', async () => {
  arrow.work(SOON);
  await arrow.handIn('ended', 1);
  await arrow.done('ended');
  await arrow.client.zadd('dl:due', Date.now() - 60_500, 'storm/orphan/1', Date.now() - 30_000, 'storm/young/1');
  await arrow.client.zadd('dl:due', Date.now() - 1_000, 'storm/ended/1');
  await until(
    async () => (await due()).join() === 'storm/young/1',
    5_000,
    async () => (await due()).join(),
  );
});

test('an article that cannot be looked at holds up no other', async () => {
  await arrow.client.set('dl:{storm}:article:broken', 'no record');
  await arrow.client.zadd('dl:due', Date.now() - 1_000, 'storm/broken/1');
  await arrow.articles.accept(job('left'), { pace: 0, base: Date.now() }, bodyOf('left', 2), { request: 'first' });
  arrow.work(SOON);
  await arrow.done('left');
  expect(await due()).toEqual(['storm/broken/1']);
});
