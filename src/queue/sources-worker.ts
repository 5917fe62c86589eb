import { DelayedError, UnrecoverableError } from 'bullmq';
import type { QueueConnections } from './backend.ts';
import { SOURCES_QUEUE_NAME } from './keys.ts';
import {
  createQueueWorker,
  type Process,
  type QueueWorker,
  type QueueWorkerOptions,
  type Surroundings,
} from './queue-worker.ts';
import { type SourceJob, sourceJob } from './sources.ts';

/** Looks at a source once. `signal` ends it: the worker closes, or the job's lock is lost and another worker has it. */
export type Look = (job: SourceJob, signal: AbortSignal) => Promise<void>;

/** Looks at once: each may hold a feed and a thread that reads it. */
const CONCURRENCY = 8;
/** Runs looks from the queue. Its connections stay open when it is closed; `blocking` must be this worker's alone. */
export function createSourceWorker(
  connections: QueueConnections,
  look: Look,
  surroundings: Surroundings,
  options: QueueWorkerOptions = {},
): QueueWorker {
  const { journal, now } = surroundings;

  const process: Process<SourceJob> = async (job, token, signal, closing) => {
    const named = sourceJob.safeParse(job.data);
    if (!named.success) throw new UnrecoverableError('the job does not name a source');
    // A worker that closes may be given one more job: the one that it has just given back.
    if (!closing()) await lookOnce(named.data, signal);
    if (!closing() && !signal.aborted) return;
    // What was broken off is another worker's to do, now and not at the next look's time.
    await job.moveToDelayed(now(), token).catch((error) => journal.debug({ error }, 'the queue is away'));
    throw new DelayedError();
  };

  async function lookOnce(job: SourceJob, signal: AbortSignal): Promise<void> {
    const { briefing, source } = job;
    await look(job, signal).catch((error: unknown) => {
      journal.warn({ error, briefing, source }, 'what a look has found could not be kept');
    });
  }

  return createQueueWorker(SOURCES_QUEUE_NAME, process, connections, surroundings, {
    concurrency: CONCURRENCY,
    ...options,
  });
}
