import type { Log } from '../src/log/log.ts';
import type { Segment } from '../src/protocol/article.ts';
import { Refusal } from '../src/protocol/codes.ts';
import { DEATHS } from '../src/protocol/limits.ts';
import type { Content } from '../src/protocol/update.ts';
import {
  type ArticleJob,
  type Articles,
  type Outcome,
  type PendingArticle,
  type Run,
  updateOf,
} from '../src/queue/index.ts';
import { type Cut, cutWhole } from './cutting.ts';
import { waitUntil } from './waiting.ts';

export type Publishing = { log: Log; articles: Articles; cut: Cut; now: () => number };

/** A segment that is due later than this gives its job's place in the worker to others. */
const HOLD_MS = 2_000;
/** A queue's delayed jobs wake some 100 ms late: it wakes us this much before the time, and we wait for the rest ourselves. */
const WAKE_EARLY_MS = 500;
/** Segments read at once: what a job holds in memory. */
const PAGE = 100;
/** Progress is for people to watch. */
const PROGRESS_MS = 250;

/**
 * Brings an article into its log, from wherever an earlier run of the job has got to: cuts it if that has not been done, then
 * publishes each segment when it is due. A segment follows only when the one before is in the log, so order does not
 * hang on the queue; its operation has one name for ever, so nothing is published twice.
 */
export async function publish(job: ArticleJob, run: Run, publishing: Publishing): Promise<Outcome> {
  const { articles } = publishing;
  const article = await articles.find(job);
  // Gone, of another version, or ended by a run that was thought dead: there is nothing to do here any more.
  if (!article || article.state === 'done' || article.state === 'failed') return settled(job, articles);
  if (run.stalls - article.stalls >= DEATHS)
    throw new Refusal(
      'INTERNAL',
      `Its worker died ${run.stalls - article.stalls} times at segment ${article.published}`,
    );
  const whole = article.segments > 0 ? article : await cutInto(job, article, run, publishing);
  const outcome = await publishFrom(whole, job, run, publishing).catch(unlessSuperseded);
  if (outcome === 'superseded' && (await articles.find(job))) throw new Refusal('ARTICLE_SUPERSEDED');
  return typeof outcome === 'object' ? outcome : settled(job, articles);
}

/** Cancelled or moved while it was running, as a rule: then there is nothing to do here any more. */
function unlessSuperseded(error: unknown): 'superseded' {
  if (error instanceof Refusal && error.code === 'ARTICLE_SUPERSEDED') return 'superseded';
  throw error;
}

async function settled(job: ArticleJob, articles: Articles): Promise<'done'> {
  await articles.settle(job);
  return 'done';
}

async function cutInto(
  job: ArticleJob,
  article: PendingArticle,
  run: Run,
  { articles, cut }: Publishing,
): Promise<PendingArticle> {
  const body = await articles.body(job);
  if (body !== undefined) {
    const { title, url, language, format } = article;
    const { segments, words } = await cutWhole({ title, url, language, format, body }, cut);
    await articles.cut(job, segments, run.stalls, words);
  }
  const whole = await articles.find(job);
  if (!whole?.segments) throw new Refusal('UNAVAILABLE', 'The article was given another version a moment ago');
  return whole;
}

async function publishFrom(
  article: PendingArticle,
  job: ArticleJob,
  { signal, stalls, progress }: Run,
  { log, articles, now }: Publishing,
): Promise<Outcome> {
  let page: Awaited<ReturnType<Articles['segments']>> = [];
  let pageFrom = article.published;
  let taking: Promise<unknown> = Promise.resolve();
  let shownAt = Number.NEGATIVE_INFINITY;

  for (let at = article.published; at < article.segments; at++) {
    const due = article.base + at * article.pace;
    if (due > now()) {
      await taking;
      if (due - now() > HOLD_MS) return { again: due - WAKE_EARLY_MS };
      await articles.due(job, due);
      await waitUntil(due, now, signal);
    }
    if (signal.aborted) break;
    if (at >= pageFrom + page.length) {
      await taking;
      pageFrom = at;
      page = await articles.segments(job, at, Math.min(PAGE, article.segments - at));
    }
    const segment = page[at - pageFrom] ?? 'taken'; // the page was read to hold it
    if (typeof segment === 'object') {
      await log.append(job.briefing, `publish:${updateOf(job.article, at)}`, {
        type: 'published',
        update: updateOf(job.article, at),
        content: contentOf(segment, at, job, article),
        article: { id: job.article, version: job.version },
      });
    }
    // Its text goes while the next one is written: one at a time, so that nothing is taken that is not in the log.
    await taking;
    taking = articles.take(job, at, stalls);
    taking.catch(() => undefined); // it is awaited a step later
    if (now() - shownAt >= PROGRESS_MS || at + 1 === article.segments) {
      shownAt = now();
      progress({ segments: article.segments, published: at + 1 });
    }
  }
  await taking;
  return signal.aborted ? { again: now() } : 'done';
}

function contentOf(
  segment: Segment,
  at: number,
  job: ArticleJob,
  { title, url, byline, language, ready }: PendingArticle,
): Content {
  if (ready) return segment;
  return {
    ...(byline !== undefined && { byline }),
    ...(language !== undefined && { language }),
    ...segment,
    source: {
      article: job.article,
      segment: at,
      ...(url !== undefined && { url }),
      ...(title !== undefined && { title }),
    },
  };
}
