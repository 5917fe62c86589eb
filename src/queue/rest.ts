import type { Worker } from 'bullmq';
import type { Journal } from '../runtime/logging.ts';
import type { Connection } from '../runtime/redis.ts';

const FIRST_MS = 100;
const MOST_MS = 5_000;
/** After so long without a fault the next one is the first again. */
const CALM_MS = 30_000;

/** A job that another worker has taken over, or that has been removed: it says nothing of the Redis. */
const ABOUT_A_JOB = /^(could not renew lock|Missing lock|Missing key|Lock mismatch|Job .* is not in)/i;

/**
 * Lets a worker rest after a fault of Redis, longer each time. On its own it asks again at once: a full memory, a replica or a
 * full disk had it fail 24,000 times in six seconds.
 */
export function restOnFaults(
  worker: Worker,
  commands: Connection,
  { journal, now, random }: { journal: Journal; now: () => number; random: () => number },
): { stop: () => void } {
  let faults = 0;
  let last = Number.NEGATIVE_INFINITY;
  let resting: NodeJS.Timeout | undefined;
  let stopped = false;

  worker.on('error', (error) => {
    if (ABOUT_A_JOB.test(error.message)) return journal.debug({ error }, 'a job is not ours any more');
    if (stopped || resting) return;
    faults = now() - last > CALM_MS ? 1 : faults + 1;
    last = now();
    const most = Math.min(MOST_MS, FIRST_MS * 2 ** faults);
    const ms = Math.round(most * (0.5 + random() / 2));
    journal.warn({ error, ms }, 'the queue cannot be worked on; resting');
    void worker.pause(true);
    resting = setTimeout(resume, ms);
  });

  /** Not before Redis is back: what is asked of it meanwhile would wait, and be done all at once when nobody wants it. */
  function resume(): void {
    resting = commands.status === 'ready' ? undefined : setTimeout(resume, FIRST_MS);
    if (!resting && !stopped) void worker.resume();
  }

  return {
    stop: () => {
      stopped = true;
      clearTimeout(resting);
    },
  };
}
