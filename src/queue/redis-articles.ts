import { readFileSync } from 'node:fs';
import type { ClientContext, Result } from 'ioredis';
import type { ArticleStatus, Format } from '../protocol/article.ts';
import { Refusal } from '../protocol/codes.ts';
import { ARTICLE_FAILED_KEPT_MS, ARTICLE_KEPT_MS, ARTICLES_PENDING, IDEMPOTENCY_MS } from '../protocol/limits.ts';
import { reaching } from '../protocol/reaching.ts';
import type { Connection } from '../runtime/redis.ts';
import {
  type Accepted,
  type ArticleError,
  type ArticleFacts,
  type Articles,
  type ArticleWords,
  type Handing,
  type Overdue,
  type PendingArticle,
  type Plan,
  type Ready,
  type Stopped,
  type Turn,
  updateOf,
} from './articles.ts';
import { type ArticleAddress, type ArticleJob, jobId, jobOf } from './job.ts';
import { articleKey, articleRequestsKey, DUE } from './keys.ts';

type Call<Answer, Context extends ClientContext> = (...keyAndArguments: (string | number)[]) => Result<Answer, Context>;
declare module 'ioredis' {
  interface RedisCommander<Context> {
    dlAcceptArticle: Call<[result: Accepted['result'], version: number, edition: number] | ['changed'], Context>;
    dlCutArticle: Call<number, Context>;
    dlTakeSegment: Call<number, Context>;
    dlFailArticle: Call<number, Context>;
    dlForgetSegment: Call<number, Context>;
    dlCancelArticle: Call<['unknown'] | ['out' | 'ok', version: number, edition: number], Context>;
    dlMoveArticle: Call<['moved', before: string] | ['out'] | ['changed'], Context>;
  }
}

/** A full memory takes no news in; but what is published goes out of it, and a takedown is never refused. */
const SCRIPTS = {
  dlAcceptArticle: ['accept.lua', '', 2],
  dlCutArticle: ['cut.lua', ''],
  dlTakeSegment: ['take.lua', ' flags=allow-oom'],
  dlFailArticle: ['fail.lua', ' flags=allow-oom'],
  dlForgetSegment: ['forget.lua', ' flags=allow-oom'],
  dlCancelArticle: ['cancel.lua', ' flags=allow-oom'],
  dlMoveArticle: ['move.lua', ' flags=allow-oom'],
} as const;

function defineScripts(redis: Connection): void {
  for (const [command, [file, flags, numberOfKeys = 1]] of Object.entries(SCRIPTS)) {
    const lua = `#!lua${flags}\n${readFileSync(new URL(file, import.meta.url), 'utf8')}`;
    redis.defineCommand(command, { numberOfKeys, lua });
  }
}

const FIELDS = [
  'version',
  'edition',
  'state',
  'pace',
  'base',
  'segments',
  'published',
  'retracted',
  'stalls',
  'error',
  'ready',
  'format',
] as const;
const WORDS = ['title', 'url', 'byline', 'language'] as const satisfies (keyof ArticleWords)[];
type Fields = Partial<Record<(typeof FIELDS)[number] | (typeof WORDS)[number], string>>;

const key = ({ briefing, article }: ArticleAddress) => articleKey(briefing, article);

/** Articles in the logs' Redis; see the header of `accept.lua` for what is stored. `now` in ms. */
export function createRedisArticles(redis: Connection, { now }: { now: () => number }): Articles {
  defineScripts(redis);

  async function fieldsOf(address: ArticleAddress): Promise<Fields | undefined> {
    const names = [...FIELDS, ...WORDS];
    const values = await redis.hmget(key(address), ...names);
    const fields: Fields = {};
    for (const [at, name] of names.entries()) if (values[at] != null) fields[name] = values[at];
    return fields.version === undefined ? undefined : fields;
  }

  // The due list comes first: whatever dies after it leaves something that the sweep finds.
  async function accept(
    address: ArticleAddress,
    { pace, base, ...words }: ArticleFacts,
    body: string | Ready,
    { request, above = 0 }: Handing,
  ): Promise<Accepted> {
    const waiting = await redis.zcard(DUE);
    if (waiting >= ARTICLES_PENDING)
      throw new Refusal(
        'TOO_MANY',
        `${waiting} articles are on their way, as many as may be; try again when some are out`,
      );
    const requests = articleRequestsKey(address.briefing, address.article);
    const said = [...fieldsIn(words), 'pace', pace, 'base', base, ...textIn(address.article, body)];
    for (;;) {
      const held = Number((await redis.hget(key(address), 'version')) ?? 0);
      const isKnown = (await redis.hexists(requests, request)) === 1;
      const next = isKnown ? held : Math.max(held, above) + 1;
      await redis.zadd(DUE, 'NX', base, jobId({ ...address, version: next }));
      const answer = await redis.dlAcceptArticle(key(address), requests, next, request, IDEMPOTENCY_MS, now(), ...said);
      const [result, version = next, edition = next] = answer;
      if (result === 'changed') continue; // somebody else handed that version in
      // What is on the due list in vain goes from there by itself, a minute later.
      if (result === 'new' && held > 0) await redis.zrem(DUE, jobId({ ...address, version: held }));
      return { result, job: { ...address, version }, edition };
    }
  }

  async function cancel(address: ArticleAddress): Promise<Stopped> {
    const [result, version = 0, edition = 0] = await redis.dlCancelArticle(key(address), ARTICLE_KEPT_MS);
    if (result === 'unknown') return { result };
    await redis.zrem(DUE, jobId({ ...address, version: version - 1 }));
    return { result, job: { ...address, version }, edition };
  }

  // The due list comes first here too. Of two editors who move it at once, each moves it, one after the other.
  async function move(address: ArticleAddress, base: number): Promise<Stopped & { before?: number }> {
    for (;;) {
      const fields = await fieldsOf(address);
      if (!fields) return { result: 'unknown' };
      const old = { ...address, version: Number(fields.version) };
      const job = { ...address, version: old.version + 1 };
      const edition = Number(fields.edition);
      await redis.zadd(DUE, base, jobId(job));
      const [result, before] = await redis.dlMoveArticle(key(address), old.version, base);
      if (result === 'changed') continue; // what it put on the due list is found there to be of nobody
      await redis.zrem(DUE, jobId(result === 'moved' ? old : job));
      return result === 'moved'
        ? { result: 'ok', job, edition, before: Number(before) }
        : { result, job: old, edition };
    }
  }

  async function find(job: ArticleJob): Promise<PendingArticle | undefined> {
    const fields = await fieldsOf(job);
    if (!fields || Number(fields.version) !== job.version) return undefined;
    return { ...wordsOf(fields), ...figuresOf(fields) };
  }

  function cut(job: ArticleJob, plan: Plan, stalls: number, words: ArticleWords = {}): Promise<number> {
    const said = fieldsIn(words);
    const turns = plan.turns.map((turn) => (turn ? JSON.stringify(turn) : ''));
    const retracted = JSON.stringify(plan.retracted);
    return redis.dlCutArticle(key(job), job.version, stalls, retracted, said.length, ...said, ...turns);
  }

  async function turns(job: ArticleJob, from: number, count: number) {
    const names = Array.from({ length: count }, (_, at) => `s:${from + at}`);
    const texts = await redis.hmget(key(job), ...names);
    return texts.map((text) => (text ? (JSON.parse(text) as Turn) : undefined));
  }

  async function overdue(before: number, limit: number): Promise<Overdue[]> {
    const list = await redis.zrangebyscore(DUE, '-inf', before, 'WITHSCORES', 'LIMIT', 0, limit);
    const places = Array.from({ length: list.length / 2 }, (_, at) => 2 * at);
    return places.map((at) => ({ job: jobOf(list[at] ?? ''), since: Number(list[at + 1]) }));
  }

  async function status(address: ArticleAddress): Promise<ArticleStatus | undefined> {
    const fields = await fieldsOf(address);
    if (!fields) return undefined;
    const { edition, state, segments, published, base } = figuresOf(fields);
    const error = fields.error === undefined ? undefined : (JSON.parse(fields.error) as ArticleError);
    const planned = (state === 'waiting' || state === 'publishing') && published === 0 && base > now();
    return {
      version: edition,
      state: planned && state === 'publishing' ? 'scheduled' : state,
      segments,
      published,
      ...(planned && { publishAt: new Date(base).toISOString() }),
      ...(error && { error }),
    };
  }

  return {
    accept: (...call) => reaching(accept(...call)),
    cancel: (address) => reaching(cancel(address)),
    move: (...call) => reaching(move(...call)),
    find: (job) => reaching(find(job)),
    body: (job) => reaching(redis.hget(key(job), 'body').then((body) => body ?? undefined)),
    cut: (...call) => reaching(cut(...call)),
    turns: (...call) => reaching(turns(...call)),
    take: (job, segment, stalls) =>
      reaching(redis.dlTakeSegment(key(job), job.version, segment, stalls, ARTICLE_KEPT_MS)),
    fail: async (job, error) =>
      void (await reaching(redis.dlFailArticle(key(job), job.version, JSON.stringify(error), ARTICLE_FAILED_KEPT_MS))),
    forget: async (address, update) => void (await reaching(redis.dlForgetSegment(key(address), update))),
    status: (address) => reaching(status(address)),
    due: async (job, at, later) =>
      void (await reaching(later ? redis.zadd(DUE, 'XX', 'GT', at, jobId(job)) : redis.zadd(DUE, at, jobId(job)))),
    overdue: (...call) => reaching(overdue(...call)),
    settle: async (job) => void (await reaching(redis.zrem(DUE, jobId(job)))),
  };
}

/** Names and values, in turn, of what is said. */
function fieldsIn(words: object): string[] {
  return Object.entries(words).flatMap(([name, value]) => (value === undefined ? [] : [name, String(value)]));
}

function wordsOf(fields: Fields): ArticleWords {
  return Object.fromEntries(WORDS.flatMap((name) => (fields[name] === undefined ? [] : [[name, fields[name]]])));
}

/** What there is of its text at first: a body, or its one segment, as if it had been cut. */
function textIn(article: string, body: string | Ready): (string | number)[] {
  if (typeof body === 'string') return ['body', body];
  const turn: Turn = { type: 'published', update: updateOf(article, 0), segment: body.ready, nth: 0 };
  const cut = ['state', 'publishing', 'segments', 1, 'published', 0, 'retracted', '[]'];
  return [...cut, 'ready', 1, 's:0', JSON.stringify(turn)];
}

function figuresOf(fields: Fields) {
  const { state, pace, base, segments, published, stalls, ready, format, edition, retracted } = fields;
  return {
    ...(format !== undefined && { format: format as Format }),
    ...(ready !== undefined && { ready: true as const }),
    edition: Number(edition ?? 1),
    retracted: JSON.parse(retracted ?? '[]') as string[],
    state: (state ?? 'waiting') as PendingArticle['state'],
    pace: Number(pace ?? 0),
    base: Number(base ?? 0),
    segments: Number(segments ?? 0),
    published: Number(published ?? 0),
    stalls: Number(stalls ?? 0),
  };
}
