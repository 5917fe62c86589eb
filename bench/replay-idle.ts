import { Lateness } from './replay-figures.ts';

/**
 * A process that has nothing to do but to be woken every 10 ms: what it is late by is the machine's own, and nobody's pacing
 * can be better. Tells its parent how late it was since it was asked last.
 */
const EVERY_MS = 10;

let lateness = new Lateness();
function wake(due: number): void {
  setTimeout(
    () => {
      const now = performance.now();
      lateness.add(now, due);
      wake(Math.max(now, due + EVERY_MS));
    },
    Math.max(0, Math.ceil(due - performance.now())),
  );
}
wake(performance.now() + EVERY_MS);

process.on('message', () => {
  process.send?.(lateness.figures);
  lateness = new Lateness();
});
process.on('disconnect', () => process.exit());
