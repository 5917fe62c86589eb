import type { Briefing, Description } from './briefing.ts';
import { type EntryId, entryId, START, seqOf } from './cursor.ts';
import { type Earlier, type Entry, isRetracted } from './entries.ts';
import type { DatedCorrection, FoldedUpdate, RetractedRevision, RetractedUpdate, Update } from './update.ts';

export type StateUpdate = FoldedUpdate | RetractedUpdate;

/** What a log says up to `through`. `updates` are in the order of their publication; a pin's update may be older than what is held. */
export type State = {
  readonly through: EntryId;
  readonly briefing: Briefing | undefined;
  readonly updates: ReadonlyMap<string, StateUpdate>;
  readonly pinned: readonly string[];
};

export const EMPTY: State = { through: START, briefing: undefined, updates: new Map(), pinned: [] };

/** What one call of `fold` works on: copied once a call, so that folding a whole log takes time in proportion to it. */
type Draft = { briefing: Briefing | undefined; updates: Map<string, StateUpdate>; pinned: string[] };

/**
 * The state after more entries of the same log. Pure; the one meaning of a log, for server, client and tests.
 * Entries that the state has seen are skipped, so that what is delivered twice counts once; types that it does not know
 * move the position, with its time, and nothing else.
 */
export function fold(state: State, entries: readonly Entry[]): State {
  const draft: Draft = { briefing: state.briefing, updates: new Map(state.updates), pinned: [...state.pinned] };
  let through = state.through;
  for (const entry of entries) {
    if (entry.seq <= seqOf(through)) continue;
    through = entryId(entry);
    apply(draft, entry);
    if (draft.briefing) draft.briefing = { ...draft.briefing, updatedAt: entry.at };
  }
  return { through, ...draft };
}

function apply(draft: Draft, entry: Entry): void {
  switch (entry.type) {
    case 'opened':
      draft.briefing = opened(entry.briefing, entry.at);
      return;
    case 'described':
      if (draft.briefing) draft.briefing = described(draft.briefing, entry.briefing);
      return;
    case 'published':
      return published(draft, entry.update, entry.at);
    case 'revised':
      return revised(draft, entry);
    case 'retracted':
      return retracted(draft, entry);
    case 'pinned':
      return pinned(draft, entry.id);
    case 'unpinned':
      return unpinned(draft, entry.id);
    case 'ended':
      if (draft.briefing) draft.briefing = { ...draft.briefing, status: 'ended', endedAt: entry.at };
      return;
    case 'reopened':
      if (draft.briefing) draft.briefing = reopened(draft.briefing);
  }
}

function opened(said: Description & { id: string }, at: string): Briefing {
  const planned = said.startsAt !== undefined && said.startsAt > at;
  return { ...said, status: planned ? 'scheduled' : 'live', openedAt: at, updatedAt: at, updates: 0 };
}

/** A description replaces the one before it whole: a field that is not said any more is gone. */
function described(briefing: Briefing, said: Description & { id: string }): Briefing {
  const { title: _, language: __, summary: ___, startsAt: ____, ...lasting } = briefing;
  return { ...lasting, ...said };
}

function reopened(briefing: Briefing): Briefing {
  const { endedAt: _, ...rest } = briefing;
  return { ...rest, status: 'live' };
}

function published(draft: Draft, update: Update | RetractedRevision, at: string): void {
  draft.updates.set(update.id, { ...update, publishedAt: at });
  const { briefing } = draft;
  if (!briefing) return;
  const status = briefing.status === 'scheduled' ? 'live' : briefing.status;
  draft.briefing = { ...briefing, status, startedAt: briefing.startedAt ?? at, updates: briefing.updates + 1 };
}

/** A revision of an update that is not held (the state began after it) changes nothing here, unless it tells what came earlier. */
function revised(draft: Draft, entry: Entry & { type: 'revised' }): void {
  if (entry.earlier) insert(draft, entry.update, entry.earlier);
  const before = draft.updates.get(entry.update.id);
  if (!before) return;
  const { publishedAt } = before;
  if (isRetracted(entry.update)) {
    draft.updates.set(entry.update.id, { ...entry.update, publishedAt });
    return;
  }
  const after: FoldedUpdate = { ...entry.update, publishedAt, revisedAt: entry.at };
  const corrections = correctionsAfter(before, entry);
  if (corrections.length > 0) after.corrections = corrections;
  if (draft.pinned.includes(after.id)) after.pinned = true;
  draft.updates.set(after.id, after);
}

/** Where its publication puts it: what is held is in that order. What is said of earlier counts, also when it was held before. */
function insert(draft: Draft, update: Update | RetractedRevision, { publishedAt, corrections }: Earlier): void {
  if (isRetracted(update)) return;
  const before: FoldedUpdate = { ...update, publishedAt, ...(corrections && { corrections }) };
  if (draft.updates.has(update.id)) return void draft.updates.set(update.id, before);
  const held = [...draft.updates];
  const at = held.findIndex(([, other]) => other.publishedAt > publishedAt);
  held.splice(at === -1 ? held.length : at, 0, [update.id, before]);
  draft.updates = new Map(held);
}

function correctionsAfter(before: StateUpdate, entry: Entry & { type: 'revised' }): readonly DatedCorrection[] {
  const earlier = isRetracted(before) ? [] : (before.corrections ?? []);
  return entry.correction ? [...earlier, { ...entry.correction, at: entry.at }] : earlier;
}

function retracted(draft: Draft, entry: Entry & { type: 'retracted' }): void {
  unpinned(draft, entry.id);
  const before = draft.updates.get(entry.id);
  if (!before) return;
  const { id, revision, publishedAt } = before;
  const trace: RetractedUpdate = { id, revision, retracted: true, publishedAt, retractedAt: entry.at };
  if (entry.reason !== undefined) trace.reason = entry.reason;
  draft.updates.set(id, trace);
}

function pinned(draft: Draft, id: string): void {
  if (!draft.pinned.includes(id)) draft.pinned.push(id);
  const update = draft.updates.get(id);
  if (update && !isRetracted(update)) draft.updates.set(id, { ...update, pinned: true });
}

function unpinned(draft: Draft, id: string): void {
  draft.pinned = draft.pinned.filter((other) => other !== id);
  const update = draft.updates.get(id);
  if (!update || isRetracted(update)) return;
  const { pinned: _, ...rest } = update;
  draft.updates.set(id, rest);
}
