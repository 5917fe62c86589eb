// Lets lines be cut, stalled and blocked for as long as one likes: npm run soak -- [<runs>] [<seed>]
import { startBadLines, takeCourses } from './faults.ts';

const LINES = 4;
const ROUND = 50;

const [runs = 5_000, seed = Math.trunc(Math.random() * 2 ** 31)] = process.argv.slice(2).map(Number);
const lines = await startBadLines(LINES);
try {
  for (let done = 0; done < runs; ) {
    const began = performance.now();
    const taken = await takeCourses(lines, { numRuns: ROUND, seed: seed + done, endOnFailure: true });
    console.log(`${done + taken} of ${runs} runs, seed ${seed + done}, ${Math.round(performance.now() - began)} ms`);
    done += taken;
  }
} finally {
  await lines.stop();
}
if (lines.site.journalled.length > 0) throw new Error(lines.site.journalled.join('\n'));
