import { readFileSync } from 'node:fs';
import type { Result } from 'ioredis';
import type { Briefing } from '../protocol/briefing.ts';
import { type EntryId, START, seqOf, timeOf } from '../protocol/cursor.ts';
import { CLOCK_SKEW_MS, PAGE_BYTES } from '../protocol/limits.ts';
import { reaching } from '../protocol/reaching.ts';
import type { Connection } from '../runtime/redis.ts';
import { type Answer, appendedOf } from './answer.ts';
import { confirmThere } from './confirming.ts';
import { createHearers } from './hearers.ts';
import { BRIEFINGS, keysOf } from './keys.ts';
import { bodyOf, contentOf, entryOf, smallOf } from './line.ts';
import {
  type Appended,
  type ArticleVersion,
  type BriefingPage,
  type Change,
  type Current,
  type ExportedLog,
  type Imported,
  type KnownArticle,
  LOG_LIMITS,
  type Log,
  type LogLimits,
  type Page,
  type Place,
} from './log.ts';
import { briefingOf, metaFields } from './meta.ts';
import { createImporter } from './redis-import.ts';

/** `now` in ms; `epoch` makes a new log's id: eight of [0-9a-z]. */
export type Sources = { now: () => number; epoch: () => string; limits?: LogLimits };
/** `subscriber` is a connection of its own: a Redis connection that listens can do nothing else. */
export type Connections = { redis: Connection; subscriber: Connection };

type ReadLine = [id: EntryId, type: string, update: string, revision: string, small: string, body: string];
type ReadAnswer = [] | [epoch: string, head: EntryId, found: 0 | 1, lines: ReadLine[]];

declare module 'ioredis' {
  interface RedisCommander<Context> {
    dlAppend(...keysAndArguments: (string | number)[]): Result<Answer, Context>;
    dlRetract(...keysAndArguments: (string | number)[]): Result<Answer, Context>;
    dlSupersede(...keysAndArguments: (string | number)[]): Result<number, Context>;
    dlRead(...keysAndArguments: (string | number)[]): Result<ReadAnswer, Context>;
    dlList(...keysAndArguments: (string | number)[]): Result<string[], Context>;
  }
}

const script = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');

/** A full memory refuses news, but never a takedown: the same script, with the flag that lets it through. */
function defineScripts(redis: Connection): void {
  const append = script('append.lua');
  redis.defineCommand('dlAppend', { numberOfKeys: 4, lua: `#!lua\n${append}` });
  redis.defineCommand('dlRetract', { numberOfKeys: 4, lua: `#!lua flags=allow-oom\n${append}` });
  redis.defineCommand('dlSupersede', { numberOfKeys: 2, lua: `#!lua flags=allow-oom\n${script('supersede.lua')}` });
  const reading = (name: string) => `#!lua flags=no-writes\n${script(name)}`;
  redis.defineCommand('dlRead', { numberOfKeys: 3, readOnly: true, lua: reading('read.lua') });
  redis.defineCommand('dlList', { numberOfKeys: 1, readOnly: true, lua: reading('list.lua') });
}

/** The log in Redis Streams, one per briefing; see the headers of the scripts for what is stored where. */
export function createRedisLog({ redis, subscriber }: Connections, sources: Sources): Log {
  defineScripts(redis);
  const hearers = createHearers(subscriber);
  const place = createImporter(redis, { token: sources.epoch });

  async function append(briefing: string, operation: string, change: Change): Promise<Appended> {
    if (change.type === 'opened') await redis.zadd(BRIEFINGS, 'NX', sources.now(), briefing);
    const keys = keysOf(briefing);
    const frees = change.type === 'retracted' || change.type === 'ended';
    const answer = await redis[frees ? 'dlRetract' : 'dlAppend'](
      keys.log,
      keys.bodies,
      keys.meta,
      keys.index,
      ...argumentsOf(operation, change, keys.channel, sources),
    );
    const appended = appendedOf(answer, change);
    // The list goes by the log's clock: the writer's may be off, and the opening may have been refused for it before.
    if (change.type === 'opened' && seqOf(appended.id) === 1)
      await redis.zadd(BRIEFINGS, timeOf(appended.id), briefing);
    return appended;
  }

  async function importLog(briefing: string, exported: ExportedLog): Promise<Imported> {
    const there = await read(briefing, { after: START, limit: 0 });
    const id = there ? undefined : await place(briefing, exported);
    if (id === undefined) return confirmThere({ read }, briefing, exported);
    return { result: 'ok', epoch: exported.epoch, id };
  }

  async function read(briefing: string, { after, limit, bytes = PAGE_BYTES }: Place): Promise<Page | undefined> {
    const { log, bodies, meta } = keysOf(briefing);
    const answer = await redis.dlRead(log, bodies, meta, after, limit, bytes);
    if (answer.length === 0) return undefined;
    const [epoch, head, found, lines] = answer;
    return { epoch, head, found: found === 1, entries: lines.map((line) => entryOf(briefing, lineOf(line))) };
  }

  async function supersede(briefing: string, { id, version }: ArticleVersion): Promise<void> {
    const { meta, index } = keysOf(briefing);
    await redis.dlSupersede(meta, index, id, version);
  }

  async function article(briefing: string, id: string): Promise<KnownArticle> {
    const [version, barred] = await redis.hmget(keysOf(briefing).index, `article:${id}`, `barred:${id}`);
    return { version: Number(version ?? 0), barred: barred?.trimEnd().split(' ') ?? [] };
  }

  async function holds(briefing: string, operations: readonly string[]): Promise<boolean[]> {
    if (operations.length === 0) return [];
    const entries = await redis.hmget(keysOf(briefing).index, ...operations.map((operation) => `op:${operation}`));
    return entries.map((entry) => entry !== null);
  }

  async function current(briefing: string, update: string): Promise<Current | undefined> {
    const { index, bodies } = keysOf(briefing);
    const revision = Number((await redis.hget(index, update)) ?? 0);
    if (revision === 0) return undefined;
    const body = revision > 0 ? await redis.hget(bodies, `${update}:${revision}`) : null;
    // Retracted between the two reads: the second one found nothing, and nothing is what there is.
    return body === null ? { revision: Math.abs(revision) } : { revision, content: contentOf(body) };
  }

  async function briefing(id: string): Promise<Briefing | undefined> {
    return briefingOf(id, await redis.hmget(keysOf(id).meta, ...metaFields));
  }

  async function list({ limit, after }: { limit: number; after?: string }): Promise<BriefingPage> {
    const ids = await redis.dlList(BRIEFINGS, after ?? '', limit + 1);
    const found = await Promise.all(ids.slice(0, limit).map(briefing));
    const page = { briefings: found.filter((one): one is Briefing => one !== undefined) };
    return ids.length > limit ? { ...page, next: ids[limit - 1]! } : page; // limit is at least 1
  }

  return {
    append: (...call) => reaching(append(...call)),
    import: (...call) => reaching(importLog(...call)),
    supersede: (...call) => reaching(supersede(...call)),
    article: (...call) => reaching(article(...call)),
    holds: (...call) => reaching(holds(...call)),
    read: (...call) => reaching(read(...call)),
    current: (...call) => reaching(current(...call)),
    briefing: (id) => reaching(briefing(id)),
    list: (page) => reaching(list(page)),
    watch: (briefing, hear) => reaching(hearers.add(briefing, hear)),
  };
}

function argumentsOf(operation: string, change: Change, channel: string, sources: Sources): (string | number)[] {
  const { limits = LOG_LIMITS } = sources;
  const update = 'update' in change ? change.update : '';
  const expected = 'expected' in change && change.expected !== undefined ? change.expected : '';
  const article = 'article' in change ? change.article : undefined;
  const barred = 'barred' in change ? change.barred : undefined;
  const startsAt = change.type === 'opened' ? change.briefing.startsAt : undefined;
  return [
    operation,
    change.type,
    update,
    expected,
    bodyOf(change),
    sources.now(),
    channel,
    smallOf(change),
    article?.id ?? '',
    article?.version ?? '',
    change.type === 'opened' ? sources.epoch() : '',
    startsAt === undefined ? '' : Date.parse(startsAt),
    limits.entries,
    limits.pins,
    CLOCK_SKEW_MS,
    barred?.article ?? '',
    barred?.mark ?? '',
    'follows' in change ? (change.follows ?? '') : '',
  ];
}

function lineOf([id, type, update, revision, small, body]: ReadLine) {
  return { id, type, update, revision: Number(revision), small, body };
}
