import { type Job, Worker } from 'bullmq';
import type { Journal } from '../runtime/logging.ts';
import { backendOver, type QueueConnections } from './backend.ts';
import { backoff } from './job.ts';
import { QUEUE_PREFIX } from './keys.ts';
import { restOnFaults } from './rest.ts';

export type Surroundings = { journal: Journal; now: () => number; random: () => number };
export type QueueWorkerOptions = { concurrency?: number; lockMs?: number; stalledMs?: number };

/** `ready` fails when BullMQ could not begin; it will not try again by itself. */
export type QueueWorker = { ready: Promise<void>; close: () => Promise<void> };

/** What is done with a job. `signal` ends it; `closing` says whether the worker takes no more by now. */
export type Process<Data> = (
  job: Job<Data>,
  token: string,
  signal: AbortSignal,
  closing: () => boolean,
) => Promise<void>;

/** A dead worker's job is taken over after at most the two together; a live one renews its lock twice in that time. */
const LOCK_MS = 10_000;
const STALLED_MS = 5_000;
/** BullMQ fails a job that stalled more often without asking anyone: whoever runs it tells a killer from a victim. */
const STALLS = 1_000_000;
/** When Redis takes no answer for a finished job: the time to the next try. */
const RETRY_ANSWER_MS = 1_000;
/** Closing waits so long for runs to see their signal. */
const CLOSE_MS = 4_000;

/** Runs jobs of one queue. Its connections stay open when it is closed; `blocking` must be this worker's alone. */
export function createQueueWorker<Data>(
  queue: string,
  process: Process<Data>,
  connections: QueueConnections,
  surroundings: Surroundings,
  { concurrency = 1, lockMs = LOCK_MS, stalledMs = STALLED_MS }: QueueWorkerOptions,
): QueueWorker {
  const { journal, random } = surroundings;
  let closing = false;
  const worker = new Worker<Data>(
    queue,
    // Three parameters, or BullMQ gives no signal.
    (job: Job<Data>, token: string | undefined, signal: AbortSignal | undefined) =>
      process(job, token ?? '', signal ?? new AbortController().signal, () => closing),
    {
      connection: connections.commands,
      prefix: QUEUE_PREFIX,
      concurrency,
      lockDuration: lockMs,
      stalledInterval: stalledMs,
      maxStalledCount: STALLS,
      runRetryDelay: RETRY_ANSWER_MS,
      settings: { backoffStrategy: (made) => backoff(made, random) },
    },
    backendOver(connections),
  );
  const rest = restOnFaults(worker, connections.commands, surroundings);
  worker.on('stalled', (job) => journal.warn({ job }, 'a worker died or hung; its job is run again'));
  worker.on('lockRenewalFailed', (jobs) => {
    for (const job of jobs) worker.cancelJob(job, 'the lock is lost');
  });
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
