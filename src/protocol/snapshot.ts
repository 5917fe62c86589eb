import type { Briefing } from './briefing.ts';
import { type Cursor, cursorAt, parseCursor, START } from './cursor.ts';
import type { State, StateUpdate } from './fold.ts';

/**
 * A state as it travels. `updates` are newest first and may be a part: `older` says how many there are before the last
 * of them. `cursor` is the place in the log whose state this is.
 */
export type Snapshot = {
  briefing: Briefing;
  cursor: Cursor;
  updates: readonly StateUpdate[];
  pinned: readonly string[];
  older: number;
};

/** Which updates: at most `last` of those published before the update `before`, and the pinned ones wherever they are. */
export type Part = { last?: number; before?: string };

/** Undefined for a log that has not been opened at that place; an empty page for a `before` that is not in it. */
export function snapshotOf(state: State, epoch: string, part: Part = {}): Snapshot | undefined {
  if (!state.briefing) return undefined;
  const newestFirst = [...state.updates.values()].reverse();
  const from = part.before === undefined ? 0 : 1 + newestFirst.findIndex((update) => update.id === part.before);
  const missing = part.before !== undefined && from === 0;
  const to = missing ? 0 : Math.min(newestFirst.length, from + (part.last ?? Number.POSITIVE_INFINITY));
  const pinned = part.before === undefined ? newestFirst.slice(to).filter(({ id }) => state.pinned.includes(id)) : [];
  return {
    briefing: state.briefing,
    cursor: cursorAt(epoch, state.through),
    updates: [...(missing ? [] : newestFirst.slice(from, to)), ...pinned],
    pinned: state.pinned,
    older: missing ? 0 : newestFirst.length - to,
  };
}

/** The state that a snapshot tells of, ready to be folded on. */
export function stateOf(snapshot: Snapshot): State {
  const { briefing, updates, pinned, cursor } = snapshot;
  return {
    through: parseCursor(cursor)?.id ?? START,
    briefing,
    updates: new Map([...updates].reverse().map((update) => [update.id, update])),
    pinned,
  };
}
