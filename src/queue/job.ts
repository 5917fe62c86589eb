import type { JobsOptions } from 'bullmq';
import { z } from 'zod';
import { id } from '../protocol/update.ts';

/** What a job says: which version of which article. The article itself is never in it: jobs are kept, texts must be able to go. */
export const articleJob = z.strictObject({ briefing: id, article: id, version: z.int().positive() });
export type ArticleJob = z.infer<typeof articleJob>;
export type ArticleAddress = Pick<ArticleJob, 'briefing' | 'article'>;

/** How far an article is; on its job, for whoever watches the queue. */
export type Progress = { segments: number; published: number };

/** A mistake of ours may be a passing one: five tries take about a minute. */
export const ATTEMPTS = 5;
const BACKOFF_FIRST_MS = 1_000;
const BACKOFF_MOST_MS = 30_000;

/** Jobs that ended well, and that did not, kept for operators to look at: they hold ids and no text. */
const DONE_KEPT = { count: 1_000, age: 3_600 };
const FAILED_KEPT = { count: 10_000 };

export const jobOptions: JobsOptions = {
  attempts: ATTEMPTS,
  backoff: { type: 'custom' },
  removeOnComplete: DONE_KEPT,
  removeOnFail: FAILED_KEPT,
};

/** One job for one version of an article, whoever asks for it and however often. BullMQ takes no ':' in an id. */
export function jobId({ briefing, article, version }: ArticleJob): string {
  return `${briefing}/${article}/${version}`;
}

/** The job with this id: the due list names articles as the queue does. */
export function jobOf(name: string): ArticleJob {
  const [briefing = '', article = '', version = ''] = name.split('/');
  return { briefing, article, version: Number(version) };
}

/** At most so long before try number `made + 1`. */
export function backoffMost(made: number): number {
  return Math.min(BACKOFF_MOST_MS, BACKOFF_FIRST_MS * 2 ** (made - 1));
}

/** Full jitter: what failed together must not come back together. */
export function backoff(made: number, random: () => number): number {
  return Math.round(random() * backoffMost(made));
}
