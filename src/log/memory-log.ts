import type { Status } from '../protocol/briefing.ts';
import { type EntryId, START, seqOf, timeOf } from '../protocol/cursor.ts';
import { CLOCK_SKEW_MS, PAGE_BYTES } from '../protocol/limits.ts';
import { type Answer, appendedOf } from './answer.ts';
import { confirmThere } from './confirming.ts';
import { bodyOf, contentOf, descriptionOf, entryOf, type Line, lineOf, smallOf } from './line.ts';
import {
  type Barred,
  type Change,
  type ExportedLog,
  type Hint,
  type Imported,
  LOG_LIMITS,
  type Log,
  type LogLimits,
  type Page,
  type Place,
} from './log.ts';
import { briefingOf } from './meta.ts';

/** What one briefing's log is, without Redis: the scripts must do what this does. */
type Held = {
  epoch: string;
  lines: Line[];
  operations: Map<string, EntryId>;
  revisions: Map<string, number>;
  articles: Map<string, number>;
  barred: Map<string, string[]>;
  pins: Set<string>;
  status: Status;
  said: string;
  opened: number;
  started?: number;
  ended?: number;
  updates: number;
};

/** `now` is the writer's clock, `time` the log's own, both in ms. */
export type MemorySources = { now: () => number; time: () => number; epoch: () => string; limits?: LogLimits };

/** The log in memory: the reference that the scripts are compared with, and a log for tests of what stands above it. */
export function createMemoryLog(sources: MemorySources): Log {
  const { limits = LOG_LIMITS } = sources;
  const logs = new Map<string, Held>();
  const hearers = new Map<string, Set<(hint: Hint | 'gap') => void>>();

  function write(briefing: string, operation: string, change: Change): Answer {
    const held = logs.get(briefing);
    if (!held && change.type !== 'opened') return ['unknown'];
    const before = held?.operations.get(operation);
    const revision = held && 'update' in change ? (held.revisions.get(change.update) ?? 0) : 0;
    if (held && before) return ['again', before, held.epoch, Math.abs(revision)];
    if (held && change.type === 'opened') return ['exists'];
    const now = sources.time();
    if (Math.abs(now - sources.now()) > CLOCK_SKEW_MS) return ['skew', now - sources.now()];
    const target = held ?? opened(sources.epoch(), now);
    const refused = held && refusalOf(held, change, revision, limits);
    if (refused) return refused;

    const last = lastOf(target);
    const id: EntryId = `${Math.max(now, timeOf(last))}-${seqOf(last) + 1}`;
    const next = change.type === 'published' ? 1 : change.type === 'revised' ? revision + 1 : revision;
    const line: Line = {
      id,
      type: change.type,
      update: 'update' in change ? change.update : '',
      revision: change.type === 'published' || change.type === 'revised' ? next : 0,
      small: smallOf(change),
      body: bodyOf(change),
    };
    target.operations.set(operation, id);
    if ('article' in change && change.article) target.articles.set(change.article.id, change.article.version);
    take(target, line);
    if ('barred' in change && change.barred) bar(target, change.barred);
    logs.set(briefing, target);
    const hint: Hint = { epoch: target.epoch, previous: last, id, entry: entryOf(briefing, line) };
    for (const hear of hearers.get(briefing) ?? []) hear(hint);
    return ['ok', id, target.epoch, next];
  }

  async function place(briefing: string, { epoch, entries }: ExportedLog): Promise<Imported> {
    const target = opened(epoch, 0);
    if (!logs.has(briefing)) for await (const entry of entries()) take(target, lineOf(entry));
    if (logs.has(briefing))
      return confirmThere({ read: async (...call) => read(...call) }, briefing, { epoch, entries });
    logs.set(briefing, target);
    for (const hear of hearers.get(briefing) ?? []) hear('gap');
    return { result: 'ok', epoch, id: lastOf(target) };
  }

  function read(briefing: string, { after, limit, bytes = PAGE_BYTES }: Place): Page | undefined {
    const held = logs.get(briefing);
    if (!held) return undefined;
    const found = after === START || held.lines.some(({ id }) => id === after);
    const lines: Line[] = [];
    let size = 0;
    for (const line of found ? held.lines.slice(seqOf(after), seqOf(after) + limit) : []) {
      lines.push(line);
      size += Buffer.byteLength(line.body) + Buffer.byteLength(line.small);
      if (size >= bytes) break;
    }
    return { epoch: held.epoch, head: lastOf(held), found, entries: lines.map((line) => entryOf(briefing, line)) };
  }

  return {
    append: async (briefing, operation, change) => appendedOf(write(briefing, operation, change), change),
    import: place,
    async supersede(briefing, { id, version }) {
      const articles = logs.get(briefing)?.articles;
      articles?.set(id, Math.max(version, articles.get(id) ?? 0));
    },
    async article(briefing, id) {
      const held = logs.get(briefing);
      return { version: held?.articles.get(id) ?? 0, barred: held?.barred.get(id) ?? [] };
    },
    async holds(briefing, operations) {
      return operations.map((operation) => logs.get(briefing)?.operations.has(operation) ?? false);
    },
    read: async (briefing, place) => read(briefing, place),
    async current(briefing, update) {
      const held = logs.get(briefing);
      const revision = held?.revisions.get(update);
      if (!held || revision === undefined) return undefined;
      const line = held.lines.findLast((other) => other.update === update && other.revision === revision);
      return line ? { revision, content: contentOf(line.body) } : { revision: Math.abs(revision) };
    },
    async briefing(id) {
      const held = logs.get(id);
      return held && briefingOf(id, metaOf(held));
    },
    async list({ limit, after }) {
      const ids = [...logs.keys()].reverse();
      ids.sort((one, other) => logs.get(other)!.opened - logs.get(one)!.opened); // every id has a log
      const from = after === undefined ? 0 : ids.indexOf(after) + 1;
      if (after !== undefined && from === 0) return { briefings: [] };
      const briefings = ids.slice(from, from + limit).map((id) => briefingOf(id, metaOf(logs.get(id)!))!);
      return ids.length > from + limit ? { briefings, next: ids[from + limit - 1]! } : { briefings };
    },
    async watch(briefing, hear) {
      const hears = hearers.get(briefing) ?? new Set();
      hearers.set(briefing, hears.add(hear));
      return async () => void hears.delete(hear);
    },
  };
}

function opened(epoch: string, now: number): Held {
  const none = {
    lines: [],
    operations: new Map(),
    revisions: new Map(),
    articles: new Map(),
    barred: new Map(),
    pins: new Set<string>(),
  };
  return { ...none, epoch, status: 'live', said: '', opened: now, updates: 0 };
}

const lastOf = (held: Held): EntryId => held.lines.at(-1)?.id ?? START;

function refusalOf(held: Held, change: Change, revision: number, limits: LogLimits): Answer | undefined {
  const { type } = change;
  const same: Answer = ['again', lastOf(held), held.epoch, Math.abs(revision)];
  if ('update' in change) {
    if (revision === 0 && type !== 'published') return ['nosuch'];
    if (revision < 0) return type === 'retracted' || type === 'unpinned' ? same : ['gone', -revision];
    if (type === 'pinned' && held.pins.has(change.update)) return same;
    if (type === 'unpinned' && !held.pins.has(change.update)) return same;
  }
  if (type === 'ended' && held.status === 'ended') return same;
  if (type === 'reopened' && held.status !== 'ended') return same;
  if ('follows' in change && change.follows !== undefined && !held.operations.has(change.follows)) return ['early'];
  if (type === 'published' && held.status === 'ended') return ['ended'];
  if (type === 'published' && revision > 0) return ['conflict', revision];
  if ('expected' in change && change.expected !== undefined && change.expected !== revision)
    return ['conflict', revision];
  const article = 'article' in change ? change.article : undefined;
  const newest = article ? (held.articles.get(article.id) ?? 0) : 0;
  if (article && newest > article.version) return ['superseded', newest];
  if (type === 'pinned' && held.pins.size >= limits.pins) return ['pins', limits.pins];
  const frees = type === 'retracted' || type === 'unpinned' || type === 'ended';
  return held.lines.length >= limits.entries && !frees ? ['full', limits.entries] : undefined;
}

function bar(held: Held, { article, mark }: Barred): void {
  held.barred.set(article, [...(held.barred.get(article) ?? []), mark]);
}

function take(held: Held, line: Line): void {
  const ms = timeOf(line.id);
  held.lines.push(line);
  if (line.revision > 0) held.revisions.set(line.update, line.revision);
  switch (line.type) {
    case 'opened':
      held.status = Date.parse(descriptionOf(line.small).startsAt ?? '') > ms ? 'scheduled' : 'live';
      held.opened = ms;
      held.said = line.small;
      return;
    case 'described':
      held.said = line.small;
      return;
    case 'published':
      held.started ??= ms;
      held.updates += 1;
      if (held.status === 'scheduled') held.status = 'live';
      return;
    case 'retracted':
      for (const other of held.lines) if (other.update === line.update) other.body = '';
      held.revisions.set(line.update, -(held.revisions.get(line.update) ?? 0));
      held.pins.delete(line.update);
      return;
    case 'pinned':
      held.pins.add(line.update);
      return;
    case 'unpinned':
      held.pins.delete(line.update);
      return;
    case 'ended':
      held.status = 'ended';
      held.ended = ms;
      return;
    case 'reopened':
      held.status = 'live';
      delete held.ended;
  }
}

function metaOf({ said, status, opened: at, started, ended, lines, updates }: Held): (string | null)[] {
  const text = (ms: number | undefined) => (ms === undefined ? null : String(ms));
  return [said, status, String(at), text(started), text(ended), lines.at(-1)?.id ?? null, String(updates)];
}
