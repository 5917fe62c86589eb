import { Queue } from 'bullmq';
import { reaching } from '../protocol/reaching.ts';
import type { Journal } from '../runtime/logging.ts';
import type { Connection } from '../runtime/redis.ts';
import { patiently } from './article-queue.ts';
import { QUEUE_PREFIX, SOURCES_QUEUE_NAME } from './keys.ts';
import type { SourceJob } from './sources.ts';

/** Where looks are planned. It can be lost at any time: what is watched stands in the sources' own records. */
export type SourceQueue = {
  /** Plans a look at once, and from then on one `every` ms; a plan that is there already stays as it is. */
  schedule(job: SourceJob, every: number): Promise<void>;
  /** Plans no more looks. One that is under way finds out by itself. */
  unschedule(job: SourceJob): Promise<void>;
  close(): Promise<void>;
};

/** `commands` stays open when the queue is closed: it is its owner's. */
export function createSourceQueue(commands: Connection, journal: Journal): SourceQueue {
  let opening: Promise<Queue<SourceJob>> | undefined;

  /** BullMQ keeps a beginning that failed: so it begins anew. */
  function opened(): Promise<Queue<SourceJob>> {
    opening ??= open(commands, journal).catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  }

  async function schedule(job: SourceJob, every: number): Promise<void> {
    const template = { name: 'look', data: job, opts: lookOptions };
    await (await opened()).upsertJobScheduler(schedulerId(job), { every }, template);
  }

  async function unschedule(job: SourceJob): Promise<void> {
    await (await opened()).removeJobScheduler(schedulerId(job));
  }

  return {
    schedule: (...call) => reaching(patiently(schedule(...call))),
    unschedule: (job) => reaching(patiently(unschedule(job))),
    close: async () => (await opening?.catch(() => undefined))?.close(),
  };
}

/** What a look has found is in its source's record: a job that is kept would only take the place of a later one. */
const lookOptions = { removeOnComplete: true, removeOnFail: true, attempts: 1 };

/** Each way in which a source was put has a scheduler of its own, so that its first look is at once. BullMQ takes no ':'. */
function schedulerId({ briefing, source, generation }: SourceJob): string {
  return `${briefing}/${source}/${generation}`;
}

async function open(commands: Connection, journal: Journal): Promise<Queue<SourceJob>> {
  const queue = new Queue<SourceJob>(SOURCES_QUEUE_NAME, { connection: commands, prefix: QUEUE_PREFIX });
  queue.on('error', (error) => journal.debug({ error }, 'the queue cannot be reached'));
  await queue.waitUntilReady();
  return queue;
}
