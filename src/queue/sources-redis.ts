import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ClientContext, Result } from 'ioredis';
import { Refusal } from '../protocol/codes.ts';
import { SOURCE_ITEMS_KNOWN, SOURCES_PER_BRIEFING } from '../protocol/limits.ts';
import { reaching } from '../protocol/reaching.ts';
import type { SourceError, SourceSettings } from '../protocol/source-watch.ts';
import type { Connection } from '../runtime/redis.ts';
import { SOURCES, sourceKeys } from './keys.ts';
import type {
  Finding,
  KnownItem,
  LateSource,
  Put,
  SourceAddress,
  SourceJob,
  Sources,
  WatchedSource,
} from './sources.ts';

type Call<Answer, Context extends ClientContext> = (...keyAndArguments: (string | number)[]) => Result<Answer, Context>;
declare module 'ioredis' {
  interface RedisCommander<Context> {
    dlPutSource: Call<[result: Put['result'] | 'full', generation: number, before: number], Context>;
    dlNoteSource: Call<0 | 1, Context>;
    dlTakeItem: Call<0 | 1, Context>;
  }
}

/** A full memory takes no source and no item in; that a look has failed for it is noted all the same. */
const SCRIPTS = {
  dlPutSource: ['sources-put.lua', 2, ''],
  dlNoteSource: ['sources-note.lua', 1, ' flags=allow-oom'],
  dlTakeItem: ['sources-take.lua', 3, ''],
} as const;

function defineScripts(redis: Connection): void {
  for (const [command, [file, numberOfKeys, flags]] of Object.entries(SCRIPTS)) {
    const lua = `#!lua${flags}\n${readFileSync(new URL(file, import.meta.url), 'utf8')}`;
    redis.defineCommand(command, { numberOfKeys, lua });
  }
}

/** A source that was put is looked at within a minute, or the sweep sees to it. */
const FIRST_LOOK_MS = 60_000;

/** Sources in the logs' Redis; see the header of `sources-put.lua` for what is stored. `now` in ms. */
export function createRedisSources(redis: Connection, { now }: { now: () => number }): Sources {
  defineScripts(redis);

  // The list of all comes first: whatever dies after it leaves something that the sweep finds.
  async function put(address: SourceAddress, { url, every, pace }: SourceSettings): Promise<Put> {
    await redis.zadd(SOURCES, 'LT', now() + FIRST_LOOK_MS, nameOf(address));
    const { record, list } = sourceKeys(address.briefing, address.source);
    const answer = await redis.dlPutSource(record, list, address.source, url, every, pace, now(), SOURCES_PER_BRIEFING);
    const [result, generation, before] = answer;
    if (result !== 'full') return { result, generation, before };
    await redis.zrem(SOURCES, nameOf(address));
    throw new Refusal('SOURCES_FULL', `A briefing watches at most ${SOURCES_PER_BRIEFING} sources; remove one first`);
  }

  async function find({ briefing, source }: SourceAddress): Promise<WatchedSource | undefined> {
    const fields = await redis.hgetall(sourceKeys(briefing, source).record);
    return fields.url === undefined ? undefined : sourceOf(fields);
  }

  async function list(briefing: string): Promise<(WatchedSource & SourceAddress)[]> {
    const ids = (await redis.smembers(sourceKeys(briefing).list)).sort();
    const found = await Promise.all(ids.map((source) => find({ briefing, source })));
    return ids.flatMap((source, at) => (found[at] ? [{ ...found[at], briefing, source }] : []));
  }

  async function remove(address: SourceAddress): Promise<WatchedSource | undefined> {
    const known = await find(address);
    const { record, list: ids, items, seen } = sourceKeys(address.briefing, address.source);
    // In this order: without its record, a source is nowhere, and removing it again takes the rest away.
    await redis.del(record, items, seen);
    await redis.srem(ids, address.source);
    await redis.zrem(SOURCES, nameOf(address));
    return known;
  }

  async function note({ briefing, source, generation }: SourceJob, finding: Finding): Promise<boolean> {
    const said = Object.entries(finding).flatMap(([name, value]) => [name, fieldOf(value)]);
    return (await redis.dlNoteSource(sourceKeys(briefing, source).record, generation, ...said)) === 1;
  }

  async function known({ briefing, source }: SourceJob, identities: readonly string[]) {
    if (identities.length === 0) return [];
    const { items, seen } = sourceKeys(briefing, source);
    const names = identities.map(hashOf);
    await redis.zadd(seen, 'XX', ...names.flatMap((name) => [now(), name]));
    return (await redis.hmget(items, ...names)).map((text) => (text === null ? undefined : itemOf(text)));
  }

  async function take(job: SourceJob, identity: string, item: KnownItem, how: 'taken' | 'skipped'): Promise<boolean> {
    const { record, items, seen } = sourceKeys(job.briefing, job.source);
    const content = `${item.version}:${item.content}`;
    const said = [job.generation, hashOf(identity), content, now(), SOURCE_ITEMS_KNOWN, how];
    return (await redis.dlTakeItem(record, items, seen, ...said)) === 1;
  }

  async function late(before: number, limit: number): Promise<LateSource[]> {
    const found = await redis.zrangebyscore(SOURCES, '-inf', before, 'WITHSCORES', 'LIMIT', 0, limit);
    const places = Array.from({ length: found.length / 2 }, (_, at) => 2 * at);
    return places.map((at) => {
      const [briefing = '', source = ''] = (found[at] ?? '').split('/');
      return { address: { briefing, source }, since: Number(found[at + 1]) };
    });
  }

  return {
    put: (...call) => reaching(put(...call)),
    find: (address) => reaching(find(address)),
    list: (briefing) => reaching(list(briefing)),
    remove: (address) => reaching(remove(address)),
    note: (...call) => reaching(note(...call)),
    known: (...call) => reaching(known(...call)),
    take: (...call) => reaching(take(...call)),
    expect: async (address, at) => void (await reaching(redis.zadd(SOURCES, 'XX', at, nameOf(address)))),
    late: (...call) => reaching(late(...call)),
    settle: async (address) => void (await reaching(redis.zrem(SOURCES, nameOf(address)))),
  };
}

const nameOf = ({ briefing, source }: SourceAddress) => `${briefing}/${source}`;

/** What a feed calls its item may be long, and may be a text. */
function hashOf(identity: string): string {
  return createHash('sha256').update(identity).digest('base64url').slice(0, 22);
}

function itemOf(text: string): KnownItem {
  const colon = text.indexOf(':');
  return { version: Number(text.slice(0, colon)), content: text.slice(colon + 1) };
}

function fieldOf(value: Finding[keyof Finding]): string {
  return value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function sourceOf(fields: Record<string, string>): WatchedSource {
  const { url = '', state, etag, modified, digest, lookedAt, nextAt, error } = fields;
  return {
    url,
    every: Number(fields.every),
    pace: Number(fields.pace),
    generation: Number(fields.generation),
    state: state === 'gone' ? 'gone' : 'watching',
    ...(etag !== undefined && { etag }),
    ...(modified !== undefined && { modified }),
    ...(digest !== undefined && { digest }),
    ...(lookedAt !== undefined && { lookedAt: Number(lookedAt) }),
    ...(nextAt !== undefined && { nextAt: Number(nextAt) }),
    failures: Number(fields.failures ?? 0),
    ...(error !== undefined && { error: JSON.parse(error) as SourceError }),
    taken: Number(fields.taken ?? 0),
    skipped: Number(fields.skipped ?? 0),
  };
}
