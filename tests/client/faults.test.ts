import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BadLines, startBadLines, takeCourses } from './faults.ts';

const LINES = 4;
/** On each line; it takes a quarter of a minute for all of them. */
const RUNS = 50;
/** On a machine that is busy with other tests there are fewer, in this time, ms. */
const TIME_MS = 60_000;
const BOUND_MS = 120_000;

let lines: BadLines;
beforeAll(async () => {
  lines = await startBadLines(LINES);
});
afterAll(() => lines.stop());

test(
  'whatever happens to the line, readers have a gapless run of the log, and its fold',
  async () => {
    const seed = Math.trunc(Math.random() * 2 ** 31);
    const runs = await takeCourses(lines, { numRuns: RUNS, seed, interruptAfterTimeLimit: TIME_MS });
    console.info(`${runs} runs, seed ${seed}`);
    expect(runs).toBeGreaterThan((LINES * RUNS) / 10);
    expect(lines.site.journalled).toEqual([]);
  },
  BOUND_MS,
);
