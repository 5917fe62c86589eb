import type { Log } from '../src/log/log.ts';
import type { Segment } from '../src/protocol/article.ts';
import { Refusal } from '../src/protocol/codes.ts';
import { DEATHS } from '../src/protocol/limits.ts';
import type { ArticleJob, Articles, ArticleWords, Outcome, PendingArticle, Run } from '../src/queue/index.ts';
import { type Cut, cutWhole } from './cutting.ts';
import { planOf } from './planning.ts';
import { add, retract, revise } from './turns.ts';
import { createUnderWay } from './under-way.ts';
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
 * Brings an article into its log, from wherever an earlier run of the job has got to: cuts it and plans what to do if that has
 * not been done, then does each segment's turn when it is due. None is in the log before the one that it follows, so order does
 * not hang on the queue; each has one name for ever, so nothing is done twice.
 */
export async function publish(job: ArticleJob, run: Run, publishing: Publishing): Promise<Outcome> {
  const { articles, log } = publishing;
  const article = await articles.find(job);
  // Gone, of another version, or ended by a run that was thought dead: there is nothing to do here any more.
  if (!article || article.state === 'done' || article.state === 'failed') return settled(job, articles);
  if (run.stalls - article.stalls >= DEATHS)
    throw new Refusal(
      'INTERNAL',
      `Its worker died ${run.stalls - article.stalls} times at segment ${article.published}`,
    );
  // From here on the versions before it are what the log has of them.
  await log.supersede(job.briefing, { id: job.article, version: job.version });
  const whole = article.segments > 0 ? article : await cutInto(job, article, run, publishing);
  if (!whole) return settled(job, articles);
  const outcome = await publishFrom(whole, job, run, publishing).catch(unlessSuperseded);
  if (outcome === 'superseded' && (await articles.find(job))) throw new Refusal('ARTICLE_SUPERSEDED');
  return typeof outcome === 'object' ? outcome : settled(job, articles);
}

/** Cancelled or moved while it was running, or handed in anew: then there is nothing to do here any more. */
function unlessSuperseded(error: unknown): 'superseded' {
  if (error instanceof Refusal && error.code === 'ARTICLE_SUPERSEDED') return 'superseded';
  throw error;
}

async function settled(job: ArticleJob, articles: Articles): Promise<'done'> {
  await articles.settle(job);
  return 'done';
}

/** The article with its turns: those that were planned first. Undefined when it has been given another version meanwhile. */
async function cutInto(
  job: ArticleJob,
  article: PendingArticle,
  run: Run,
  { articles, cut, log }: Publishing,
): Promise<PendingArticle | undefined> {
  const body = await articles.body(job);
  if (body !== undefined) {
    const { title, url, language, format } = article;
    const { segments, words } = await cutWhole({ title, url, language, format, body }, cut);
    const said = saidBeside(segments, { ...words, title: title ?? words?.title });
    await articles.cut(job, await planOf(job, segments, log), run.stalls, said);
  }
  return articles.find(job);
}

/** A title that is an update of its own is said there alone: beside the other updates it would outlive its retraction. */
function saidBeside(segments: readonly Segment[], words: ArticleWords): ArticleWords {
  const { title = '' } = words;
  const isUpdate = segments.some(({ kind, text }) => kind === 'headline' && title.includes(text));
  return isUpdate ? { ...words, title: '' } : words;
}

async function publishFrom(
  article: PendingArticle,
  job: ArticleJob,
  run: Run,
  { log, articles, now }: Publishing,
): Promise<Outcome> {
  const { signal, stalls } = run;
  const { segments, base, pace } = article;
  const show = showing(run, segments, now);
  const underWay = createUnderWay(async (at) => {
    await articles.take(job, at, stalls);
    show(at + 1);
  });
  let page: Awaited<ReturnType<Articles['turns']>> = [];
  let pageFrom = article.published;

  for (let at = article.published; at < segments && !signal.aborted; at++) {
    if (at >= pageFrom + page.length) {
      pageFrom = at;
      page = await articles.turns(job, at, Math.min(PAGE, segments - at));
    }
    const turn = page[at - pageFrom];
    const due = base + (turn?.nth ?? 0) * pace;
    if (due > now()) {
      await underWay.settled();
      if (due - now() > HOLD_MS) return { again: due - WAKE_EARLY_MS };
      await articles.due(job, due);
      await waitUntil(due, now, signal);
      if (signal.aborted) break;
    }
    if (at === 0) await retract(article, job, log);
    if (turn?.type === 'published') {
      await underWay.send(at, add(turn, at, { article, job, log, follows: underWay.last() }));
    } else if (turn || at + 1 === segments) {
      await underWay.arrived();
      if (turn) await revise(turn, at, article, job, log);
      await underWay.done(at);
    }
  }
  await underWay.settled();
  return signal.aborted ? { again: now() } : 'done';
}

/** Shows how far the article is, now and then and at its end. */
function showing({ progress }: Run, segments: number, now: () => number) {
  let shownAt = Number.NEGATIVE_INFINITY;
  return (published: number) => {
    if (now() - shownAt < PROGRESS_MS && published < segments) return;
    shownAt = now();
    progress({ segments, published });
  };
}
