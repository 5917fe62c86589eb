import type { Log } from '../log/log.ts';
import { Refusal } from '../protocol/codes.ts';
import { type SourceList, type SourceRemoved, type SourceStatus, sourceSettings } from '../protocol/source-watch.ts';
import {
  type Allowed,
  literalAddress,
  type SourceAddress,
  type SourceQueue,
  type Sources,
  type WatchedSource,
} from '../queue/index.ts';
import type { Journal } from '../runtime/logging.ts';
import { jsonOf } from './body.ts';
import type { Call, Route } from './call.ts';
import { checked } from './checked.ts';

export type SourceParts = {
  log: Log;
  sources: Sources;
  sourceQueue: SourceQueue;
  /** Where a source may lie. A worker asks again, of the very address that it connects to. */
  allowed: Allowed;
  journal: Journal;
};

/** Watching feeds, seeing how they do, and letting go of them. */
export function sourceRoutes({ log, sources, sourceQueue, allowed, journal }: SourceParts): Route[] {
  async function put({ params: { briefing, source }, body }: Call) {
    const settings = checked(sourceSettings, jsonOf(body));
    const literal = literalAddress(new URL(settings.url));
    if (literal !== undefined && !allowed(literal)) throw new Refusal('ADDRESS_REFUSED');
    const known = await log.briefing(briefing);
    if (!known) throw new Refusal('BRIEFING_UNKNOWN');
    if (known.status === 'ended') throw new Refusal('BRIEFING_ENDED');
    const address = { briefing, source };
    const { result, generation, before } = await sources.put(address, settings);
    if (result === 'changed') await quietly(sourceQueue.unschedule({ ...address, generation: before }), address);
    await quietly(sourceQueue.schedule({ ...address, generation }, settings.every), address);
    const json = await one(address);
    const location = `/v1/briefings/${briefing}/sources/${source}`;
    return result === 'new' ? { status: 201, json, location } : { status: 200, json };
  }

  /** What is watched stands in its record: should the queue be away, a sweep plans the looks, and an old look ends its own plan. */
  async function quietly(call: Promise<void>, about: SourceAddress): Promise<void> {
    await call.catch((error: unknown) =>
      journal.warn({ error, ...about }, 'the queue is away; a sweep plans the looks'),
    );
  }

  async function one(address: SourceAddress): Promise<SourceStatus> {
    const known = await sources.find(address);
    if (!known) throw new Refusal('SOURCE_UNKNOWN');
    return statusOf(address.source, known);
  }

  async function list({ params: { briefing } }: Call) {
    if (!(await log.briefing(briefing))) throw new Refusal('BRIEFING_UNKNOWN');
    const json: SourceList = { sources: (await sources.list(briefing)).map((known) => statusOf(known.source, known)) };
    return { status: 200, json };
  }

  async function remove({ params: { briefing, source } }: Call) {
    if (!(await log.briefing(briefing))) throw new Refusal('BRIEFING_UNKNOWN');
    const address = { briefing, source };
    const known = await sources.remove(address);
    if (known) await quietly(sourceQueue.unschedule({ ...address, generation: known.generation }), address);
    const json: SourceRemoved = { source, watched: false };
    return { status: 200, json };
  }

  const all = '/v1/briefings/:briefing/sources';
  return [
    { method: 'get', path: all, run: list },
    { method: 'put', path: `${all}/:source`, types: ['application/json'], run: put },
    { method: 'get', path: `${all}/:source`, run: async ({ params }) => ({ status: 200, json: await one(params) }) },
    { method: 'delete', path: `${all}/:source`, run: remove },
  ];
}

function statusOf(source: string, known: WatchedSource): SourceStatus {
  const { url, every, pace, state, lookedAt, nextAt, failures, error, taken, skipped } = known;
  return {
    source,
    url,
    every,
    pace,
    state,
    ...(lookedAt !== undefined && { lookedAt: iso(lookedAt) }),
    ...(nextAt !== undefined && { nextAt: iso(nextAt) }),
    failures,
    ...(error && { error }),
    taken,
    skipped,
  };
}

const iso = (ms: number) => new Date(ms).toISOString();
