import type { Briefing } from '../src/protocol/briefing.ts';
import { type Cursor, type EntryId, parseCursor, START, seqOf } from '../src/protocol/cursor.ts';
import type { Batch, Entry } from '../src/protocol/entries.ts';
import { EMPTY, fold, type State } from '../src/protocol/fold.ts';
import type { Reset } from '../src/protocol/messages.ts';
import { type Snapshot, stateOf } from '../src/protocol/snapshot.ts';
import { foldSummary } from '../src/protocol/summary.ts';

/**
 * Where a reader stands in a log, and what is known of the briefing there. A reader who began in the middle has not seen
 * how the briefing was opened: `ahead` is what it is at a later entry, and is taken over there.
 */
export type Position = {
  readonly cursor: Cursor;
  readonly state: State;
  readonly ahead?: { readonly head: EntryId; readonly briefing: Briefing };
};

/** What a gateway says when a reading begins. */
export type Beginning = { cursor: Cursor; head: Cursor; briefing: Briefing; state?: Snapshot };

/** Of who has a state, and nothing of what came before it. */
export function standing(snapshot: Snapshot): Position {
  return { cursor: snapshot.cursor, state: stateOf(snapshot) };
}

export function begin({ cursor, head, briefing, state }: Beginning): Position {
  if (state) return standing(state);
  const through = placeOf(cursor);
  if (through === START) return { cursor, state: EMPTY };
  return known({ cursor, state: { ...EMPTY, through }, ahead: { head: placeOf(head), briefing } });
}

/**
 * Asked from a place that its log does not have any more, a gateway says so by a reset, which comes next, unless it begins
 * at the start: there is no state there to be sent.
 */
export function resume(kept: Position, answer: Beginning): Position {
  const afresh = answer.state || (answer.cursor !== kept.cursor && placeOf(answer.cursor) === START);
  return afresh ? begin(answer) : kept;
}

export function restart({ cursor, state }: Reset): Position {
  return { cursor, state: stateOf(state) };
}

/**
 * Undefined when the batch does not begin where the reader stands: something is missing, and must be asked for again. `only`:
 * the batch is one of key updates alone.
 */
export function advance(position: Position, batch: Batch, only?: 'key'): Position | undefined {
  if (batch.after !== position.cursor) return undefined;
  if (only) return known({ ...position, cursor: batch.through, state: foldSummary(position.state, batch) });
  if (batch.entries.length === 0) return { ...position, cursor: batch.through };
  const head = position.ahead ? seqOf(position.ahead.head) : Number.POSITIVE_INFINITY;
  const [before, after] = split(batch.entries, head);
  const upToHead = known({ ...position, cursor: batch.through, state: fold(position.state, before) });
  return after.length === 0 ? upToHead : { ...upToHead, state: fold(upToHead.state, after) };
}

/** Whether a reader who stands there has everything up to `head`. */
export function reaches(position: Position, head: Cursor): boolean {
  return seqOf(placeOf(position.cursor)) >= seqOf(placeOf(head));
}

/** The briefing as it is at the head, once the reader is there. */
function known(position: Position): Position {
  const { cursor, state, ahead } = position;
  if (!ahead || seqOf(state.through) < seqOf(ahead.head)) return position;
  return { cursor, state: { ...state, briefing: state.briefing ?? ahead.briefing } };
}

function split(entries: readonly Entry[], seq: number): [readonly Entry[], readonly Entry[]] {
  return [entries.filter((entry) => entry.seq <= seq), entries.filter((entry) => entry.seq > seq)];
}

function placeOf(cursor: Cursor): EntryId {
  return parseCursor(cursor)?.id ?? START;
}
