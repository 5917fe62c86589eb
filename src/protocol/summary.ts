import { parseCursor } from './cursor.ts';
import { type Batch, isRetracted } from './entries.ts';
import { fold, type State, type StateUpdate } from './fold.ts';
import type { FoldedUpdate } from './update.ts';

/** Which updates a reader asks for. */
export type Wanted = (update: FoldedUpdate) => boolean;

/** The state with the wanted updates alone. What was retracted is wanted by nobody: nothing is known of it. */
export function selected(state: State, wanted: Wanted): State {
  const updates = [...state.updates].filter(([, update]) => !isRetracted(update) && wanted(update));
  return { ...state, updates: new Map(updates) };
}

/**
 * What a reader of key updates holds, whichever way it came to it: they stand in the order of their publication, and, of those
 * of one millisecond, of their ids, since one that became key later is not told of its neighbours.
 */
export function summaryOf(state: State): State {
  return inPublicationOrder(selected(state, ({ key }) => key === true));
}

export function inPublicationOrder(state: State): State {
  const ordered = [...state.updates].sort(([, one], [, other]) => inOrder(one, other));
  return { ...state, updates: new Map(ordered) };
}

/** The summary after another batch of it: the one meaning of what a follower who asked for key updates is sent. */
export function foldSummary(summary: State, { entries, through, now }: Batch): State {
  const next = summaryOf(fold(summary, entries));
  return { ...next, through: parseCursor(through)?.id ?? next.through, briefing: now ?? next.briefing };
}

function inOrder(one: StateUpdate, other: StateUpdate): number {
  if (one.publishedAt !== other.publishedAt) return one.publishedAt < other.publishedAt ? -1 : 1;
  const [[prefix, number], [otherPrefix, otherNumber]] = [partsOf(one.id), partsOf(other.id)];
  if (prefix !== otherPrefix) return prefix < otherPrefix ? -1 : 1;
  return number - otherNumber || (one.id < other.id ? -1 : 1);
}

/** An article's segments are numbered: the tenth comes after the second. */
function partsOf(id: string): [prefix: string, number: number] {
  const match = /^(.*?)(\d+)$/.exec(id);
  return match ? [match[1]!, Number(match[2])] : [id, 0]; // both groups are there when it matches
}
