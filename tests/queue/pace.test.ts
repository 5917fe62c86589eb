import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Arrow, startArrow, textOf } from './arrow.ts';

let arrow: Arrow;
beforeEach(async () => {
  arrow = await startArrow();
  await arrow.open();
});
afterEach(() => arrow.stop());

/** When each segment was published, ms after the first was due. */
async function times(base: number): Promise<number[]> {
  return (await arrow.entries()).filter(({ type }) => type === 'published').map(({ at }) => Date.parse(at) - base);
}

test('segments keep their times, however long each takes to write', async () => {
  const slow: typeof arrow.log = {
    ...arrow.log,
    async append(...call) {
      await new Promise((resolve) => setTimeout(resolve, 40));
      return arrow.log.append(...call);
    },
  };
  arrow.work({}, { log: slow });
  const base = Date.now();
  await arrow.handIn('paced', 30, { pace: 50, base });
  await arrow.done('paced');
  for (const [at, ms] of (await times(base)).entries()) {
    expect(ms).toBeGreaterThanOrEqual(at * 50);
    expect(ms).toBeLessThan(at * 50 + 800); // paced from one to the next, the last would be 1,200 behind
  }
});

test('an article is not readable before its time, and is there when it comes', async () => {
  arrow.work();
  const base = Date.now() + 3_000; // longer than a worker holds a job
  await arrow.handIn('embargo', 2, { base });
  await arrow.reaches('embargo', (status) => status?.state === 'scheduled' && status.segments === 2);
  await arrow.done('embargo');
  const [first = 0, second = 0] = await times(base);
  expect(first).toBeGreaterThanOrEqual(0);
  expect(second).toBeLessThan(250);
});

test('an article that waits for its next segment holds no place in the worker', async () => {
  arrow.work({ concurrency: 1 });
  await arrow.handIn('slow', 2, { pace: 3_600_000 });
  await arrow.reaches('slow', (status) => status?.published === 1);
  await arrow.handIn('quick', 3);
  await arrow.done('quick', 5_000);
  expect(await arrow.articles.status({ briefing: 'storm', article: 'slow' })).toEqual({
    version: 1,
    state: 'publishing',
    segments: 2,
    published: 1,
  });
});

test('a worker that closes gives a paced article back at once, and another goes on', async () => {
  const first = arrow.work();
  await arrow.handIn('handed', 10, { pace: 150 });
  await arrow.reaches('handed', (status) => (status?.published ?? 0) >= 3);
  const began = performance.now();
  await first.close();
  expect(performance.now() - began).toBeLessThan(1_000);
  expect((await arrow.published('handed')).length).toBeLessThan(6); // what is not due is not published in a hurry
  arrow.work();
  await arrow.done('handed');
  expect(await arrow.published('handed')).toEqual(Array.from({ length: 10 }, (_, at) => textOf('handed', at)));
});
