import type { Log } from '../log/log.ts';
import type { ArticleChanged, UpdatePlanned } from '../protocol/answers.ts';
import { rescheduling } from '../protocol/article.ts';
import { Refusal } from '../protocol/codes.ts';
import type { Content } from '../protocol/update.ts';
import { type ArticleAddress, type ArticleJob, type Articles, publicationOf, updateOf } from '../queue/index.ts';
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
  const facts = { pace: 0, base: Math.max(now(), Date.parse(publishAt)) };
  const address = { briefing, article: update };
  const { result, job, edition } = await articles.accept(address, facts, { ready: content }, { request: update });
  const name = await enqueue(job, parts, result === 'resumed' ? 'afresh' : undefined);
  const json: UpdatePlanned = { article: update, job: name, version: edition, update: updateOf(update, 0) };
  return { status: 202, json, location: `/v1/briefings/${briefing}/articles/${update}` };
}

/** What editors do to articles that are not out: cancelling, and moving to another time. */
export function plannedRoutes({ log, articles, now, ...parts }: PlanParts): Route[] {
  /**
   * The worker may hold a segment whose time has come, or comes within this second: so the log takes nothing more of the
   * versions that any worker can have. What got in before that is told as out.
   */
  async function fence({ briefing, article, version }: ArticleJob, edition: number): Promise<void> {
    const out = await fencedOff({ briefing, article, version }, edition);
    if (out > 0) await articles.take({ briefing, article, version }, out - 1, 0);
  }

  /** How many segments are out, and that is all: no worker can add to them. */
  async function fencedOff({ briefing, article, version }: ArticleJob, edition: number): Promise<number> {
    await log.supersede(briefing, { id: article, version });
    const { published = 0, segments = 0 } = (await articles.status({ briefing, article })) ?? {};
    const places = Array.from({ length: segments - published }, (_, nth) => published + nth);
    const held = await log.holds(
      briefing,
      places.map((at) => publicationOf(article, edition, at)),
    );
    return published + held.lastIndexOf(true) + 1;
  }

  async function changed(address: ArticleAddress): Promise<Reply> {
    const status = await articles.status(address);
    if (!status) throw new Refusal('ARTICLE_UNKNOWN');
    const json: ArticleChanged = { article: address.article, ...status };
    return { status: 200, json };
  }

  async function cancel({ params: { briefing, article } }: Call) {
    const address = { briefing, article };
    const { result, job, edition } = await articles.cancel(address);
    if (result === 'unknown') throw new Refusal('ARTICLE_UNKNOWN');
    if (result === 'ok') await fence(job, edition);
    const reply = await changed(address);
    if ((reply.json as ArticleChanged).state === 'done') throw out('done');
    return reply;
  }

  async function move({ params: { briefing, article }, body }: Call) {
    const { publishAt } = checked(rescheduling, jsonOf(body));
    const address = { briefing, article };
    const { result, job, edition, before = 0 } = await articles.move(address, Math.max(now(), Date.parse(publishAt)));
    if (result === 'unknown') throw new Refusal('ARTICLE_UNKNOWN');
    if (result === 'out') throw out((await articles.status(address))?.state);
    if ((await fencedOff(job, edition)) === 0) {
      await enqueue(job, parts);
      return changed(address);
    }
    // Its time had come meanwhile: it goes on as it was.
    const { job: back = job } = await articles.move(address, before);
    await fence(back, edition);
    await enqueue(back, parts);
    throw out('publishing');
  }

  const one = '/v1/briefings/:briefing/articles/:article';
  return [
    { method: 'delete', path: one, run: cancel },
    { method: 'patch', path: one, types: ['application/json'], run: move },
  ];
}
