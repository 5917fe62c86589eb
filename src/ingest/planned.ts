import type { Log } from '../log/log.ts';
import type { ArticleChanged, UpdatePlanned } from '../protocol/answers.ts';
import { rescheduling } from '../protocol/article.ts';
import { Refusal } from '../protocol/codes.ts';
import type { Content } from '../protocol/update.ts';
import { type ArticleAddress, type ArticleJob, type Articles, updateOf } from '../queue/index.ts';
import { jsonOf } from './body.ts';
import type { Call, Reply, Route } from './call.ts';
import { checked } from './checked.ts';
import { type Enqueuing, enqueue } from './enqueuing.ts';

export type PlanParts = Enqueuing & { log: Log; articles: Articles; now: () => number };

const out = (state: string | undefined) =>
  new Refusal(
    'ARTICLE_OUT',
    'It is out, or was stopped: what is out can be retracted, what was stopped can be handed in again',
    { ...(state && { state }) },
  );

/** Takes an update in that waits for its time, as an article of one segment that need not be cut. */
export async function plan(
  { briefing, update, publishAt, content }: { briefing: string; update: string; publishAt: string; content: Content },
  { log, articles, now, ...parts }: PlanParts,
): Promise<Reply> {
  const known = await log.briefing(briefing);
  if (!known) throw new Refusal('BRIEFING_UNKNOWN');
  if (known.status === 'ended') throw new Refusal('BRIEFING_ENDED');
  const job: ArticleJob = { briefing, article: update, version: 1 };
  const facts = { pace: 0, base: Math.max(now(), Date.parse(publishAt)) };
  const taken = await articles.accept(job, facts, { ready: content });
  const name = await enqueue(job, parts, taken === 'resumed' ? 'afresh' : undefined);
  const json: UpdatePlanned = { article: job.article, job: name, update: updateOf(job.article, 0) };
  return { status: 202, json, location: `/v1/briefings/${briefing}/articles/${job.article}` };
}

/** What editors do to articles that are not out: cancelling, and moving to another time. */
export function plannedRoutes({ log, articles, now, ...parts }: PlanParts): Route[] {
  /**
   * The worker may hold a segment whose time has come, or comes within this second: so the log takes nothing more of the
   * versions that any worker can have. What got in before that is told as out.
   */
  async function fence({ briefing, article, version }: ArticleJob): Promise<number> {
    await log.supersede(briefing, { id: article, version });
    let published = (await articles.status({ briefing, article }))?.published ?? 0;
    while (await log.current(briefing, updateOf(article, published))) published += 1;
    if (published > 0) await articles.take({ briefing, article, version }, published - 1, 0);
    return published;
  }

  async function changed(address: ArticleAddress): Promise<Reply> {
    const status = await articles.status(address);
    if (!status) throw new Refusal('ARTICLE_UNKNOWN');
    const json: ArticleChanged = { article: address.article, ...status };
    return { status: 200, json };
  }

  async function cancel({ params: { briefing, article } }: Call) {
    const address = { briefing, article };
    const { result, job } = await articles.cancel(address);
    if (result === 'unknown') throw new Refusal('ARTICLE_UNKNOWN');
    if (result === 'ok') await fence(job);
    const reply = await changed(address);
    if ((reply.json as ArticleChanged).state === 'done') throw out('done');
    return reply;
  }

  async function move({ params: { briefing, article }, body }: Call) {
    const { publishAt } = checked(rescheduling, jsonOf(body));
    const address = { briefing, article };
    const { result, job, before = 0 } = await articles.move(address, Math.max(now(), Date.parse(publishAt)));
    if (result === 'unknown') throw new Refusal('ARTICLE_UNKNOWN');
    if (result === 'out') throw out((await articles.status(address))?.state);
    await log.supersede(briefing, { id: article, version: job.version });
    if (!(await log.current(briefing, updateOf(article, 0)))) {
      await enqueue(job, parts);
      return changed(address);
    }
    // Its time had come meanwhile: it goes on as it was.
    const { job: back = job } = await articles.move(address, before);
    await fence(back);
    await enqueue(back, parts);
    throw out('publishing');
  }

  const one = '/v1/briefings/:briefing/articles/:article';
  return [
    { method: 'delete', path: one, run: cancel },
    { method: 'patch', path: one, types: ['application/json'], run: move },
  ];
}
