import type { Briefing } from './briefing.ts';
import { type Cursor, cursorAt, parseCursor, START } from './cursor.ts';
import type { State, StateUpdate } from './fold.ts';

/**
 * A state as it travels. `updates` are newest first and may be a part: `older` says how many come after them, and `next`, there
 * when some do, is what to ask for as `before`. `cursor` is the place in the log whose state this is.
 */
export type Snapshot = {
  briefing: Briefing;
  cursor: Cursor;
  updates: readonly StateUpdate[];
  pinned: readonly string[];
  older: number;
  next?: string;
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
  const page = missing ? [] : newestFirst.slice(from, to);
  const last = page.at(-1);
  const older = missing ? 0 : newestFirst.length - to;
  return {
    briefing: state.briefing,
    cursor: cursorAt(epoch, state.through),
    updates: [...page, ...pinned],
    pinned: state.pinned,
    older,
    ...(last && older > 0 && { next: last.id }),
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
