import { Queue } from 'bullmq';
import { reaching } from '../protocol/reaching.ts';
import type { Journal } from '../runtime/logging.ts';
import type { Connection } from '../runtime/redis.ts';
import { type ArticleJob, jobId, jobOptions } from './job.ts';
import { QUEUE_NAME, QUEUE_PREFIX } from './keys.ts';

/** What a look at an overdue article's job did: it was `left` alone, put in `again`, or has `failed` for good. */
export type Revived = { job: 'left' | 'again' } | { job: 'failed'; reason: string };

/** Where jobs are put in. The queue can be lost at any time: what is to be done stands in the articles' own records. */
export type ArticleQueue = {
  /** Puts the article's job in, once; gives its id. With `afresh`: also when an earlier run of it has failed or is done. */
  add(job: ArticleJob, afresh?: 'afresh'): Promise<string>;
  /** Sees to it that an article that is overdue has a job that will run. */
  revive(job: ArticleJob): Promise<Revived>;
  close(): Promise<void>;
};

/** BullMQ waits for ever for a Redis that was away when it began: whoever hands an article in does not. */
const PATIENCE_MS = 1_500;

/** `commands` stays open when the queue is closed: it is its owner's. */
export function createArticleQueue(commands: Connection, journal: Journal): ArticleQueue {
  let opening: Promise<Queue<ArticleJob>> | undefined;

  /** BullMQ keeps a beginning that failed: so it begins anew. */
  function opened(): Promise<Queue<ArticleJob>> {
    opening ??= open(commands, journal).catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  }

  async function put(job: ArticleJob): Promise<string> {
    const id = jobId(job);
    await (await opened()).add('publish', job, { ...jobOptions, jobId: id });
    return id;
  }

  async function putAfresh(job: ArticleJob): Promise<string> {
    const held = await (await opened()).getJob(jobId(job));
    // One that is being worked on cannot be removed, and need not be.
    await held?.remove().catch((error: unknown) => journal.debug({ error }, 'the job is being worked on'));
    return put(job);
  }

  async function revive(job: ArticleJob): Promise<Revived> {
    const held = await (await opened()).getJob(jobId(job));
    const state = (await held?.getState()) ?? 'unknown';
    switch (state) {
      case 'failed':
        return { job: 'failed', reason: held?.failedReason ?? 'the job has failed' };
      case 'delayed':
        await held?.promote();
        return { job: 'again' };
      case 'unknown':
      case 'completed':
        await putAfresh(job);
        return { job: 'again' };
      default:
        return { job: 'left' };
    }
  }

  return {
    add: (job, afresh) => reaching(patiently(afresh ? putAfresh(job) : put(job))),
    revive: (job) => reaching(patiently(revive(job))),
    close: async () => (await opening?.catch(() => undefined))?.close(),
  };
}

async function open(commands: Connection, journal: Journal): Promise<Queue<ArticleJob>> {
  const queue = new Queue<ArticleJob>(QUEUE_NAME, { connection: commands, prefix: QUEUE_PREFIX });
  queue.on('error', (error) => journal.debug({ error }, 'the queue cannot be reached'));
  await queue.waitUntilReady();
  return queue;
}

/** Gives what a call to the queue gives, or an error when it takes too long. */
export async function patiently<T>(call: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('the queue takes too long')), PATIENCE_MS);
  return await Promise.race([call, late]).finally(() => clearTimeout(timer));
}
