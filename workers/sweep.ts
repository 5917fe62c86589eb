import type { ArticleQueue, Articles, Overdue } from '../src/queue/index.ts';
import type { Journal } from '../src/runtime/logging.ts';

export type Sweeping = {
  articles: Articles;
  queue: ArticleQueue;
  journal: Journal;
  now: () => number;
  random: () => number;
};
export type SweepOptions = { everyMs?: number; graceMs?: number };

/** One cheap question a second; several workers ask at different moments. */
const EVERY_MS = 1_000;
/** An article that is later than this has lost its job, or its job got stuck. */
const GRACE_MS = 3_000;
/** What is on the due list without a record belongs to a request that died, or is about to write it. */
const ORPHAN_MS = 60_000;
/** Looked at in one sweep; the others are next. */
const AT_ONCE = 100;

/** Brings back what the queue has lost: it can be wiped, and its delayed jobs can get stuck, but the due list knows. */
export function createSweep(sweeping: Sweeping, { everyMs = EVERY_MS, graceMs = GRACE_MS }: SweepOptions = {}) {
  const { journal, random } = sweeping;
  let closed = false;
  let timer = setTimeout(start, random() * everyMs);
  let running: Promise<void> = Promise.resolve();

  function start(): void {
    running = sweep(sweeping, graceMs)
      .catch((error) => journal.debug({ error }, 'the due list cannot be read'))
      .then(() => {
        if (!closed) timer = setTimeout(start, everyMs * (0.5 + random()));
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

/** One that cannot be looked at, since its briefing's server is away, holds up none of the others: it comes up again as the others do. */
async function sweep(sweeping: Sweeping, graceMs: number): Promise<void> {
  const { articles, journal, now } = sweeping;
  const late = await articles.overdue(now() - graceMs, AT_ONCE);
  const looking = late.map((one) =>
    look(one, sweeping, graceMs).catch((error) => {
      journal.debug({ error, ...one.job }, 'an overdue article cannot be looked at');
      return articles.due(one.job, now() + graceMs, 'later');
    }),
  );
  await Promise.all(looking);
}

async function look({ job, since }: Overdue, { articles, queue, journal, now }: Sweeping, graceMs: number) {
  const state = (await articles.find(job))?.state;
  if (state === undefined && now() - since < ORPHAN_MS) return;
  if (state === undefined || state === 'done' || state === 'failed') return articles.settle(job);
  const revived = await queue.revive(job);
  const about = { briefing: job.briefing, article: job.article };
  if (revived.job === 'failed') {
    await articles.fail(job, { code: 'INTERNAL', message: revived.reason });
    return articles.settle(job);
  }
  if (revived.job === 'again') journal.warn({ ...about, lateMs: now() - since }, 'an overdue article is run again');
  // Looked at again after as long; unless its worker has noted a later time meanwhile.
  await articles.due(job, now() + graceMs, 'later');
}
