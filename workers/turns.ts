import type { Log } from '../src/log/log.ts';
import { Refusal } from '../src/protocol/codes.ts';
import type { Content } from '../src/protocol/update.ts';
import { type ArticleJob, type PendingArticle, publicationOf, type Turn } from '../src/queue/index.ts';
import { exactOf, markOf, revisedBy } from './matching/index.ts';

/** Publishes a segment: once, whoever does it and how often. `follows`: the segment that is to be in the log before it. */
export async function add(
  turn: Turn,
  at: number,
  { article, job, log, follows }: { article: PendingArticle; job: ArticleJob; log: Log; follows: number | undefined },
): Promise<void> {
  const named = (segment: number) => publicationOf(job.article, article.edition, segment);
  await log.append(job.briefing, named(at), {
    type: 'published',
    update: turn.update,
    content: contentOf(turn, at, article, job),
    article: writerOf(job),
    ...(follows !== undefined && { follows: named(follows) }),
  });
}

/** Takes back what the article does not say any more. */
export async function retract({ retracted, edition }: PendingArticle, job: ArticleJob, log: Log): Promise<void> {
  for (const update of retracted)
    await log.append(job.briefing, `retract:${update}/${edition}`, {
      type: 'retracted',
      update,
      article: writerOf(job),
    });
}

/** Revises what there is by then: an editor may have been there since this was planned. What was retracted stays so. */
export async function revise(
  turn: Turn,
  at: number,
  article: PendingArticle,
  job: ArticleJob,
  log: Log,
): Promise<void> {
  for (;;) {
    const current = await log.current(job.briefing, turn.update);
    if (!current?.content) return;
    const content = { ...revisedBy(current.content, turn.segment), source: sourceOf(turn, at, article, job) };
    if (sayTheSame(content, current.content)) return;
    const result = await log
      .append(job.briefing, publicationOf(job.article, article.edition, at), {
        type: 'revised',
        update: turn.update,
        expected: current.revision,
        content,
        article: writerOf(job),
      })
      .catch(unlessOvertaken);
    if (result) return;
  }
}

function sayTheSame(one: Content, other: Content): boolean {
  return exactOf(markOf(one)) === exactOf(markOf(other));
}

/** An editor was faster, or has retracted it: what that leaves to be done, the next look tells. */
function unlessOvertaken(error: unknown): undefined {
  const isOvertaken = error instanceof Refusal && /^(?:REVISION_CONFLICT|UPDATE_RETRACTED)$/.test(error.code);
  if (!isOvertaken) throw error;
}

const writerOf = ({ article, version }: ArticleJob) => ({ id: article, version });

function contentOf(turn: Turn, at: number, article: PendingArticle, job: ArticleJob): Content {
  const { byline, language, ready } = article;
  if (ready) return turn.segment;
  return {
    ...(byline !== undefined && { byline }),
    ...(language !== undefined && { language }),
    ...turn.segment,
    source: sourceOf(turn, at, article, job),
  };
}

function sourceOf(turn: Turn, at: number, { url, title }: PendingArticle, job: ArticleJob): Content['source'] {
  return {
    article: job.article,
    segment: at,
    mark: markOf(turn.segment),
    ...(url !== undefined && { url }),
    ...(title !== undefined && { title }),
  };
}
