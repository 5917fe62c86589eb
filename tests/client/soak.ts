// Runs the courses of `faults.ts` for as long as one likes: npm run soak -- <runs> [<seed>]
import fc from 'fast-check';
import { beginnings, courses, startBadLine, takesItsCourse } from './faults.ts';

const ROUND = 100;

const [runs = 5_000, seed = Math.trunc(Math.random() * 2 ** 31)] = process.argv.slice(2).map(Number);
const line = await startBadLine();
try {
  for (let done = 0; done < runs; done += ROUND) {
    const round = seed + done;
    const started = performance.now();
    const property = fc.asyncProperty(beginnings, courses, (beginning, course) =>
      takesItsCourse(line, beginning, course),
    );
    await fc.assert(property, { numRuns: Math.min(ROUND, runs - done), seed: round, endOnFailure: true });
    const ms = Math.round((performance.now() - started) / Math.min(ROUND, runs - done));
    console.log(`${done + Math.min(ROUND, runs - done)} of ${runs} runs, seed ${round}, ${ms} ms each`);
  }
} finally {
  await line.stop();
}
if (line.site.journalled.length > 0) throw new Error(line.site.journalled.join('\n'));
