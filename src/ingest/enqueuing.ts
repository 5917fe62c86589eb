import { type ArticleJob, type ArticleQueue, jobId } from '../queue/index.ts';
import type { Journal } from '../runtime/logging.ts';

export type Enqueuing = { queue: ArticleQueue; journal: Journal };

/** From here on the article is accepted: should the queue be away, a worker's sweep finds it on the due list. Gives the job's id. */
export function enqueue(job: ArticleJob, { queue, journal }: Enqueuing, afresh?: 'afresh'): Promise<string> {
  return queue.add(job, afresh).catch((error: unknown) => {
    const about = { briefing: job.briefing, article: job.article };
    journal.warn({ error, ...about }, 'the queue is away; the article waits for a sweep');
    return jobId(job);
  });
}
