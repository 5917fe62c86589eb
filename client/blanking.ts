import { type Entry, isRetracted } from '../src/protocol/entries.ts';
import type { State } from '../src/protocol/fold.ts';

/** The updates that some entries take back. */
export function retractedIn(entries: readonly Entry[]): ReadonlySet<string> {
  return new Set(entries.flatMap((entry) => (entry.type === 'retracted' ? [entry.id] : [])));
}

/** An entry as its log gives it once these updates have been retracted: its place stays, its text is gone. */
export function blankEntry(entry: Entry, ids: ReadonlySet<string>): Entry {
  if (entry.type !== 'published' && entry.type !== 'revised') return entry;
  if (!ids.has(entry.update.id) || isRetracted(entry.update)) return entry;
  const { id, revision } = entry.update;
  const { seq, at, type } = entry;
  return { seq, at, type, update: { id, revision, retracted: true } };
}

/** The state at a moment before these updates were retracted, as the log gives it now; the same object when they are not in it. */
export function blankState(state: State, ids: ReadonlySet<string>): State {
  const texts = [...ids].flatMap((id) => {
    const update = state.updates.get(id);
    return update && !isRetracted(update) ? [update] : [];
  });
  if (texts.length === 0) return state;
  const updates = new Map(state.updates);
  for (const { id, revision, publishedAt } of texts) updates.set(id, { id, revision, retracted: true, publishedAt });
  return { ...state, updates };
}
