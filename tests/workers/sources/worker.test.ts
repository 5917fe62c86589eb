import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSourceSweep } from '../../../workers/sources/sweep.ts';
import { until } from '../../queue/arrow.ts';
import { rss } from './feed-server.ts';
import { startWatching, type Watching } from './watching.ts';

let watching: Watching;
beforeEach(async () => {
  watching = await startWatching();
});
afterEach(() => watching.stop());

const OFTEN = 200;
const SOON = { lockMs: 500, stalledMs: 200, sweepMs: 50 };
const items = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ id: `i${at}`, body: `Item ${at}.` })).reverse();
const words = (count: number) => Array.from({ length: count }, (_, at) => `Item ${at}.`);
const repeat = '{dateline}:sources:repeat';
const schedulers = () => watching.client.zrange(repeat, '0', '-1');
const active = () => watching.client.llen('{dateline}:sources:active');
const lateAt = async () => Number(await watching.client.zscore('dl:sources', 'storm/wire'));
const late = () => watching.client.zadd('dl:sources', Date.now() - 1, 'storm/wire');

const HOUR = 3_600_000;
/** Watches a feed of one item, waits until the first look is over, and has the next one's time come. */
async function anHourLater(lose: () => Promise<unknown>): Promise<void> {
  watching.watcher(SOON);
  await watching.watch(watching.server.serve('/feed', rss(items(1))), { every: HOUR });
  await watching.reaches(({ taken }) => taken === 1);
  await until(
    async () => (await active()) === 0,
    5_000,
    async () => 'a look is under way',
  );
  await lose();
  await watching.client.hset('dl:{storm}:source:wire', 'nextAt', Date.now());
  await late();
  watching.server.serve('/feed', rss(items(2)));
}
const wipeQueue = async () => watching.client.del(await watching.client.keys('{dateline}:sources:*'));

test('what is new in a feed is in the log soon after, look after look', async () => {
  watching.work();
  watching.watcher();
  await watching.watch(watching.server.serve('/feed', rss(items(3))), { every: OFTEN });
  await watching.publishes(3);
  watching.server.serve('/feed', rss(items(5)));
  await watching.publishes(5);
  expect(new Set(await watching.texts())).toEqual(new Set(words(5)));
  await watching.server.until(6); // it goes on asking
  expect(await watching.find()).toMatchObject({ taken: 5, failures: 0 });
});

test('two workers that look at ten sources take each item once', async () => {
  watching.work();
  const sources = Array.from({ length: 10 }, (_, at) => `s${at}`);
  for (const source of sources) {
    const feed = items(5).map(({ id }) => ({ id: `urn:${source}:${id}`, body: `${source} ${id}` }));
    await watching.watch(watching.server.serve(`/${source}`, rss(feed)), { source, every: OFTEN });
  }
  watching.watcher(SOON);
  watching.watcher(SOON);
  await watching.publishes(50);
  for (const source of sources) await watching.reaches(({ taken }) => taken === 5, source);
  const before = watching.server.asked.length;
  await watching.server.until(before + 20); // every source twice more
  const texts = await watching.texts();
  expect(texts).toHaveLength(50);
  expect(new Set(texts).size).toBe(50);
  for (const source of sources) expect(await watching.find(source)).toMatchObject({ taken: 5, failures: 0 });
});

test('two looks at one source at once make each of its items one article', async () => {
  watching.work();
  await watching.put(watching.server.serve('/feed', rss(items(40))));
  await Promise.all([watching.look(), watching.look(0), watching.look(0)]);
  await watching.publishes(40);
  expect(await watching.texts()).toHaveLength(40);
  expect(await watching.find()).toMatchObject({ taken: 40 });
  expect(await watching.client.keys('dl:{storm}:article:*')).toHaveLength(40);
});

test('the queue is wiped, and the looks are planned again', async () => {
  await anHourLater(wipeQueue);
  await watching.reaches(({ taken }) => taken === 2);
  expect(await schedulers()).toHaveLength(1);
  expect(await lateAt()).toBeGreaterThan(Date.now() + HOUR);
});

test('a scheduler that has lost its next look is set going again', async () => {
  await anHourLater(async () => expect(await watching.client.del('{dateline}:sources:delayed')).toBe(1));
  await watching.reaches(({ taken }) => taken === 2);
  expect(await schedulers()).toHaveLength(1);
});

test('a source that cannot be looked up holds up no other', async () => {
  await anHourLater(async () => {
    await wipeQueue();
    await watching.client.set('dl:{storm}:source:broken', 'no record');
    await watching.client.zadd('dl:sources', Date.now() - 1_000, 'storm/broken');
  });
  await watching.reaches(({ taken }) => taken === 2);
});

test('looks that are planned again are given their time', async () => {
  await watching.put(watching.server.serve('/feed', rss([])), { every: HOUR });
  await late();
  const sweep = createSourceSweep({ ...watching.parts, now: Date.now }, { sweepMs: 10 });
  await until(
    async () => (await schedulers()).length === 1,
    5_000,
    async () => 'no look is planned',
  );
  await sweep.close();
  expect(await lateAt()).toBeGreaterThan(Date.now() + HOUR);
});

test('a source whose queue was away when it was put is looked at all the same', async () => {
  watching.watcher(SOON);
  await watching.put(watching.server.serve('/feed', rss(items(1))), { every: OFTEN });
  await late();
  await watching.reaches(({ taken }) => taken === 1);
});

test('what is left on the list of a request that died leaves it', async () => {
  watching.watcher(SOON);
  await watching.client.zadd('dl:sources', Date.now() - 1, 'storm/orphan', Date.now() + 30_000, 'storm/young');
  await until(
    async () => (await watching.client.zrange('dl:sources', '0', '-1')).join() === 'storm/young',
    5_000,
    async () => (await watching.client.zrange('dl:sources', '0', '-1')).join(),
  );
});

test('looks at a source that was put anew, or removed, end their own plan', async () => {
  watching.watcher(SOON);
  const url = watching.server.serve('/feed', rss([]));
  await watching.watch(url, { every: OFTEN });
  await watching.reaches(({ lookedAt }) => lookedAt !== undefined);
  await watching.watch(url, { every: OFTEN, pace: 1 }); // and nobody has ended the first plan
  const { generation } = await watching.find();
  await until(
    async () => (await schedulers()).join() === `storm/wire/${generation}`,
    5_000,
    async () => (await schedulers()).join(),
  );
  await watching.sources.remove({ briefing: 'storm', source: 'wire' });
  await until(
    async () => (await schedulers()).length === 0,
    5_000,
    async () => (await schedulers()).join(),
  );
});

test('a worker that closes gives its looks back at once, and another does them over', async () => {
  const { promise: may, resolve: release } = Promise.withResolvers<void>();
  const url = watching.server.answer('/feed', (_, response) => void may.then(() => response.end(rss(items(2)))));
  const first = watching.watcher();
  const sources = ['a', 'b', 'c', 'd', 'e', 'f'];
  for (const source of sources) await watching.watch(url, { source, every: HOUR });
  await watching.server.until(sources.length);
  const began = performance.now();
  await first.close();
  expect(performance.now() - began).toBeLessThan(2_000); // it does not begin anew what it has just given back
  release();
  watching.watcher();
  for (const source of sources) {
    await watching.reaches(({ taken }) => taken === 2, source);
    expect(await watching.find(source)).toMatchObject({ failures: 0 });
  }
});

test('looks leave no jobs behind', async () => {
  watching.watcher(SOON);
  await watching.watch(watching.server.serve('/feed', rss(items(1))), { every: 100 });
  await watching.watch(`${watching.server.origin}/none`, { source: 'none', every: 100 });
  await watching.server.until(30);
  const names = () => watching.client.keys('{dateline}:sources:repeat:storm/*');
  await until(
    async () => (await names()).length <= 8, // for each: its scheduler, the next look, the one under way, and its lock
    5_000,
    async () => (await names()).join(),
  );
  expect(await watching.client.exists('{dateline}:sources:completed', '{dateline}:sources:failed')).toBe(0);
});

test('a broken Redis connection stops no looks for good', async () => {
  watching.watcher(SOON);
  await watching.watch(watching.server.serve('/feed', rss(items(1))), { every: OFTEN });
  await watching.reaches(({ taken }) => taken === 1);
  await watching.client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
  watching.server.serve('/feed', rss(items(2)));
  await watching.reaches(({ taken }) => taken === 2);
});
