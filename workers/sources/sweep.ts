import type { LateSource, SourceQueue, Sources } from '../../src/queue/index.ts';
import type { Journal } from '../../src/runtime/logging.ts';

export type SourceSweeping = {
  sources: Sources;
  sourceQueue: SourceQueue;
  journal: Journal;
  now: () => number;
  random: () => number;
};
export type SourceSweepOptions = { sweepMs?: number };

/** One cheap question; several workers ask at different moments. */
const SWEEP_MS = 5_000;
/** A source that was put into the queue again is given so long, and an interval. */
const GRACE_MS = 60_000;
/** Looked at in one sweep; the others are next. */
const AT_ONCE = 100;

/** Plans looks again that the queue has lost: it can be wiped, but the sources' own records know what is watched. */
export function createSourceSweep(sweeping: SourceSweeping, { sweepMs = SWEEP_MS }: SourceSweepOptions = {}) {
  const { journal, random } = sweeping;
  let closed = false;
  let timer = setTimeout(start, random() * sweepMs);
  let running: Promise<void> = Promise.resolve();

  function start(): void {
    running = sweep(sweeping)
      .catch((error) => journal.debug({ error }, 'the list of sources cannot be read'))
      .then(() => {
        if (!closed) timer = setTimeout(start, sweepMs * (0.5 + random()));
      });
  }

  return {
    async close() {
      closed = true;
      clearTimeout(timer);
      await running;
    },
  };
}

/** One that cannot be planned, since its briefing's server is away, holds up none of the others: it comes up again a minute later. */
async function sweep(sweeping: SourceSweeping): Promise<void> {
  const { sources, journal, now } = sweeping;
  const late = await sources.late(now(), AT_ONCE);
  const planning = late.map((one) =>
    planAgain(one, sweeping).catch((error) => {
      journal.debug({ error, ...one.address }, 'looks at a source cannot be planned');
      return sources.expect(one.address, now() + GRACE_MS);
    }),
  );
  await Promise.all(planning);
}

async function planAgain({ address, since }: LateSource, parts: SourceSweeping): Promise<void> {
  const { sources, sourceQueue, journal, now } = parts;
  const source = await sources.find(address);
  // Put a minute ago and without a record still: the request that was about to write it has died.
  if (!source || source.state === 'gone') return sources.settle(address);
  const job = { ...address, generation: source.generation };
  await sourceQueue.unschedule(job); // a scheduler that is left, without its next look, would begin an interval later
  await sourceQueue.schedule(job, source.every);
  await sources.expect(address, now() + source.every + GRACE_MS);
  journal.warn({ ...address, lateMs: now() - since }, 'a source has not been looked at; its looks are planned again');
}
