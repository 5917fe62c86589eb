import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BadLine, beginnings, courses, startBadLine, takesItsCourse } from './faults.ts';

const RUNS = 200;
const BOUND_MS = 90_000; // for a machine that is busy with the other tests

let line: BadLine;
beforeAll(async () => {
  line = await startBadLine();
});
afterAll(() => line.stop());

test(
  'whatever happens to the line, readers have a gapless run of the log, and its fold',
  async () => {
    const property = fc.asyncProperty(beginnings, courses, (beginning, course) =>
      takesItsCourse(line, beginning, course),
    );
    await fc.assert(property, { numRuns: RUNS, interruptAfterTimeLimit: BOUND_MS / 2, markInterruptAsFailure: true });
    expect(line.site.journalled).toEqual([]);
  },
  BOUND_MS,
);
