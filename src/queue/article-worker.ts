import { DelayedError, type Job, UnrecoverableError } from 'bullmq';
import { Refusal } from '../protocol/codes.ts';
import type { ArticleError } from './articles.ts';
import type { QueueConnections } from './backend.ts';
import { type ArticleJob, ATTEMPTS, articleJob, backoffMost, type Progress } from './job.ts';
import { QUEUE_NAME } from './keys.ts';
import {
  createQueueWorker,
  type Process,
  type QueueWorker,
  type QueueWorkerOptions,
  type Surroundings,
} from './queue-worker.ts';

/** One run of a job. `signal` ends it: the worker closes, or the job's lock is lost and another worker has it. */
export type Run = { signal: AbortSignal; stalls: number; progress: (progress: Progress) => void };
/** What a run came to: the job is done, or is to be run again at a time, ms; until then it holds no place in the worker. */
export type Outcome = 'done' | { again: number };

/** What a worker does with articles. */
export type Work = {
  run(job: ArticleJob, run: Run): Promise<Outcome>;
  /** The job will not be run before that time, ms. */
  postponed(job: ArticleJob, until: number): Promise<void>;
  /** The job has failed for good. */
  failed(job: ArticleJob, error: ArticleError): Promise<void>;
};

/** Jobs at once: all but the cutting is waiting for Redis or for a time. */
const CONCURRENCY = 100;
/** An article whose log cannot be written to comes back after at most so long, as often as it takes. */
const LATER_MS = 5_000;
/** Runs jobs from the queue. Its connections stay open when it is closed. */
export function createArticleWorker(
  connections: QueueConnections,
  work: Work,
  surroundings: Surroundings,
  options: QueueWorkerOptions = {},
): QueueWorker {
  const { journal, now, random } = surroundings;

  const process: Process<ArticleJob> = async (job, token, signal, closing) => {
    const named = articleJob.safeParse(job.data);
    if (!named.success) throw new UnrecoverableError('the job does not name an article');
    const outcome = closing() ? { again: now() } : await runOnce(named.data, job, signal);
    if (outcome === 'done') return;
    await work.postponed(named.data, outcome.again).catch((error) => journal.debug({ error }, 'the due list is away'));
    await job.moveToDelayed(outcome.again, token).catch((error) => journal.debug({ error }, 'the queue is away'));
    // Also when it could not be moved: then its lock runs out, and it is run again like a dead worker's.
    throw new DelayedError();
  };

  async function runOnce(named: ArticleJob, job: Job<ArticleJob>, signal: AbortSignal): Promise<Outcome> {
    const progress = (made: Progress) =>
      void job.updateProgress(made).catch((error) => journal.debug({ error }, 'no progress is shown'));
    try {
      return await work.run(named, { signal, stalls: job.stalledCounter, progress });
    } catch (error) {
      return await after(error, named, job);
    }
  }

  /** A refusal that will stay is final, one that passes costs no attempt, and a mistake of ours gets a few more tries. */
  async function after(error: unknown, named: ArticleJob, job: Job<ArticleJob>): Promise<Outcome> {
    const final = verdict(error, job.attemptsMade + 1 >= (job.opts.attempts ?? ATTEMPTS));
    const about = { error, briefing: named.briefing, article: named.article };
    if (final === 'later') {
      journal.warn(about, 'an article has to wait');
      return { again: now() + Math.round(LATER_MS * (0.2 + 0.8 * random())) };
    }
    if (final === 'again') {
      journal.error(about, 'publishing an article went wrong; it is tried again');
      await work.postponed(named, now() + backoffMost(job.attemptsMade + 1)).catch(() => undefined);
      throw new Error(PRIVATE);
    }
    journal.error(about, 'an article has failed');
    try {
      await work.failed(named, final);
    } catch {
      return { again: now() + LATER_MS }; // its record has to say so first
    }
    throw new UnrecoverableError(`${final.code}: ${final.message}`);
  }

  return createQueueWorker(QUEUE_NAME, process, connections, surroundings, { concurrency: CONCURRENCY, ...options });
}

/** Kept with the job in place of the error's own words, in which there may be some of the article's. */
const PRIVATE = 'INTERNAL: the service made a mistake; the journal tells more';

function verdict(error: unknown, lastTry: boolean): 'later' | 'again' | ArticleError {
  if (!(error instanceof Refusal)) return lastTry ? { code: 'INTERNAL', message: PRIVATE } : 'again';
  if (error.retry !== 'never' && error.code !== 'INTERNAL') return 'later';
  return { code: error.code, message: error.message };
}
