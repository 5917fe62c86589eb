import { DelayedError, type Job, UnrecoverableError, Worker } from 'bullmq';
import type { ArticleWorker, Surroundings } from './article-worker.ts';
import { backendOver, type QueueConnections } from './backend.ts';
import { QUEUE_PREFIX, SOURCES_QUEUE_NAME } from './keys.ts';
import { restOnFaults } from './rest.ts';
import { type SourceJob, sourceJob } from './sources.ts';

/** Looks at a source once. `signal` ends it: the worker closes, or the job's lock is lost and another worker has it. */
export type Look = (job: SourceJob, signal: AbortSignal) => Promise<void>;

export type SourceWorkerOptions = { concurrency?: number; lockMs?: number; stalledMs?: number };

/** Looks at once: each may hold a feed and a thread that reads it. */
const CONCURRENCY = 8;
/** A dead worker's look is taken over after at most the two together. */
const LOCK_MS = 10_000;
const STALLED_MS = 5_000;
/** BullMQ fails a job that stalled more often; a look that cannot be done to its end is cut off by its own limits. */
const STALLS = 1_000_000;
const RETRY_ANSWER_MS = 1_000;
/** Closing waits so long for looks to see their signal. */
const CLOSE_MS = 4_000;

/** Runs looks from the queue. Its connections stay open when it is closed; `blocking` must be this worker's alone. */
export function createSourceWorker(
  connections: QueueConnections,
  look: Look,
  surroundings: Surroundings,
  { concurrency = CONCURRENCY, lockMs = LOCK_MS, stalledMs = STALLED_MS }: SourceWorkerOptions = {},
): ArticleWorker {
  const { journal, now } = surroundings;
  let closing = false;

  const worker = new Worker<SourceJob>(
    SOURCES_QUEUE_NAME,
    // Three parameters, or BullMQ gives no signal.
    (job: Job<SourceJob>, token: string | undefined, signal: AbortSignal | undefined) => process(job, token, signal),
    {
      connection: connections.commands,
      prefix: QUEUE_PREFIX,
      concurrency,
      lockDuration: lockMs,
      stalledInterval: stalledMs,
      maxStalledCount: STALLS,
      runRetryDelay: RETRY_ANSWER_MS,
    },
    backendOver(connections),
  );
  const rest = restOnFaults(worker, connections.commands, surroundings);
  worker.on('stalled', (job) => journal.warn({ job }, 'a worker died or hung; its look is done again'));
  worker.on('lockRenewalFailed', (jobs) => {
    for (const job of jobs) worker.cancelJob(job, 'the lock is lost');
  });

  async function process(job: Job<SourceJob>, token = '', signal = new AbortController().signal): Promise<void> {
    const named = sourceJob.safeParse(job.data);
    if (!named.success) throw new UnrecoverableError('the job does not name a source');
    // A worker that closes may be given one more job: the one that it has just given back.
    if (!closing) await lookOnce(named.data, signal);
    if (!closing && !signal.aborted) return;
    // What was broken off is another worker's to do, now and not at the next look's time.
    await job.moveToDelayed(now(), token).catch((error) => journal.debug({ error }, 'the queue is away'));
    throw new DelayedError();
  }

  async function lookOnce(job: SourceJob, signal: AbortSignal): Promise<void> {
    const { briefing, source } = job;
    await look(job, signal).catch((error: unknown) => {
      journal.warn({ error, briefing, source }, 'what a look has found could not be kept');
    });
  }

  const ready = worker.waitUntilReady();
  ready.catch(() => undefined); // its caller may not wait for it
  return {
    ready,
    async close() {
      closing = true;
      rest.stop();
      const closed = worker.close();
      worker.cancelAllJobs('the worker closes');
      await Promise.race([closed, new Promise((done) => setTimeout(done, CLOSE_MS).unref())]);
    },
  };
}
