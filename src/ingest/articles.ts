import type { Log } from '../log/log.ts';
import { textOfHtml } from '../log/safe-html.ts';
import type { ArticleAccepted, SegmentsCut } from '../protocol/answers.ts';
import { type Article, article, articleId, type Draft, draft, type Segment } from '../protocol/article.ts';
import { Refusal } from '../protocol/codes.ts';
import { ARTICLE_BYTES } from '../protocol/limits.ts';
import { ninjs } from '../protocol/ninjs.ts';
import { type ArticleQueue, type Articles, articleNamed } from '../queue/index.ts';
import type { Journal } from '../runtime/logging.ts';
import { type Body, cleanedText, jsonOf, type MediaType } from './body.ts';
import type { Call, Route } from './call.ts';
import { checked } from './checked.ts';
import { enqueue } from './enqueuing.ts';
import { articleIdOf } from './identity.ts';
import { articleOfNinjs, isNinjs, isTakenBack } from './ninjs.ts';
import { takeBack } from './taking-back.ts';

export type ArticleParts = {
  log: Log;
  articles: Articles;
  queue: ArticleQueue;
  /** Cuts an article as a worker would. */
  cut: (draft: Draft) => Promise<readonly Segment[]>;
  journal: Journal;
  now: () => number;
};

const TYPES: readonly MediaType[] = ['text/plain', 'text/html', 'application/json'];
const HANDED_IN: readonly MediaType[] = [...TYPES, 'application/ninjs+json'];

/** Handing an article in, asking how it is doing, and seeing what it would be cut into. */
export function articleRoutes({ log, articles, queue, cut, journal, now }: ArticleParts): Route[] {
  /** The article is the one that is named, else the one that a wire calls so, or the one of that page, else one of its own. */
  async function accept({ params, body, seed }: Call) {
    const { briefing } = params;
    const { uri, words } = handedIn(body);
    if (!words) {
      const address = { briefing, article: params.article ?? articleNamed(briefing, uri) };
      return takeBack(address, seed, { log, articles });
    }
    const { body: text, publishAt, pace = 0, article: inBody, ...said } = words;
    const named = params.article === undefined ? inBody : checked(articleId, params.article);
    if (inBody !== undefined && inBody !== named)
      throw new Refusal('BAD_REQUEST', 'The body names another article than the address');
    const known = await log.briefing(briefing);
    if (!known) throw new Refusal('BRIEFING_UNKNOWN');
    if (known.status === 'ended') throw new Refusal('BRIEFING_ENDED');
    const called = uri ?? (said.url && pageOf(said.url));
    const article = named ?? (called === undefined ? articleIdOf(seed) : articleNamed(briefing, called));
    const { version: above } = await log.article(briefing, article);
    const base = Math.max(now(), publishAt === undefined ? 0 : Date.parse(publishAt));
    const facts = { ...said, pace, base };
    const { result, job, edition } = await articles.accept({ briefing, article }, facts, text, {
      request: seed,
      above,
    });
    const name = await enqueue(job, { queue, journal }, result === 'resumed' ? 'afresh' : undefined);
    const json: ArticleAccepted = { article, job: name, version: edition };
    return { status: 202, json, location: `/v1/briefings/${briefing}/articles/${article}` };
  }

  async function status({ params }: Call) {
    const json = await articles.status(params);
    if (!json) throw new Refusal('ARTICLE_UNKNOWN');
    return { status: 200, json };
  }

  async function preview({ body }: Call) {
    const json: SegmentsCut = { segments: [...(await cut(draftOf(body)))] };
    return { status: 200, json };
  }

  const all = '/v1/briefings/:briefing/articles';
  return [
    { method: 'post', path: all, types: HANDED_IN, limit: ARTICLE_BYTES, run: accept },
    { method: 'put', path: `${all}/:article`, types: HANDED_IN, limit: ARTICLE_BYTES, run: accept },
    { method: 'get', path: `${all}/:article`, run: status },
    { method: 'post', path: '/v1/segments', types: TYPES, limit: ARTICLE_BYTES, run: preview },
  ];
}

/** A page has one address, whatever place in it is pointed at. */
function pageOf(url: string): string {
  const page = new URL(url);
  page.hash = '';
  return page.href;
}

/** What is handed in; without words, what the provider takes back. `uri` is what a wire calls it. */
type Handed = { words: Article; uri?: string } | { words?: undefined; uri: string };

function handedIn(body: Body): Handed {
  if (body.type === 'text/plain' || body.type === 'text/html')
    return { words: articleOf({ body: cleanedText(body.text) }, body) };
  const json = jsonOf(body);
  if (!isNinjs(body.type, json)) return { words: articleOf(checked(article, json), body) };
  const item = checked(ninjs, json);
  if (isTakenBack(item)) return { uri: item.uri };
  return { uri: item.uri, words: articleOf(checked(article, articleOfNinjs(item)), body) };
}

function articleOf(said: Article, body: Body): Article {
  return readable({ ...said, format: formatOf(said, body) });
}

function draftOf(body: Body): Draft {
  const said = body.type === 'application/json' ? checked(draft, jsonOf(body)) : { body: cleanedText(body.text) };
  return readable({ ...said, format: formatOf(said, body) });
}

function formatOf(said: { format?: Article['format'] }, { type }: Body): Article['format'] {
  return said.format ?? (type === 'text/html' ? 'html' : 'text');
}

/** What nothing can be seen of is refused at once, not by a worker later. */
function readable<T extends Draft>(said: T): T {
  const words = said.format === 'html' ? textOfHtml(said.body) : said.body;
  if (!/[\p{L}\p{N}\p{P}\p{S}]/u.test(words)) throw new Refusal('NO_TEXT');
  return said;
}
