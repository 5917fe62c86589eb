import { type EntryId, START, seqOf, timeOf } from './cursor.ts';

/** A run of a log: the entries after one place and up to another. */
export type Run = { after: EntryId; through: EntryId };

/**
 * A log as playback sees it: where its entries are, not what they say. A gateway's feed is one, and so is a client's list of
 * the pages that it has loaded.
 */
export interface Tape {
  /** The newest entry that the log is known to have, loaded or not. */
  readonly head: EntryId;
  /** The briefing has ended at the head: nothing but corrections can follow. */
  readonly ended: boolean;
  /** What is loaded; missing: the whole log. */
  readonly loaded?: Run | undefined;
  /** The entry after a place, when it is loaded. */
  next(id: EntryId): EntryId | undefined;
  /** The last loaded entry at or before a moment of the log's time, ms; before the first, the place where what is loaded begins. */
  lastAt(moment: number): EntryId;
}

/** The place where what is loaded begins: the state there is known, and what follows it. */
export function beginning({ loaded }: Tape): EntryId {
  return loaded?.after ?? START;
}

/** The newest entry that is loaded. */
export function loadedThrough({ loaded, head }: Tape): EntryId {
  return loaded?.through ?? head;
}

export function reachesHead(tape: Tape): boolean {
  return loadedThrough(tape) === tape.head;
}

/** Whether it is known which entry is the last at a moment, and so what there is to see. */
export function shows(tape: Tape, moment: number): boolean {
  const { loaded } = tape;
  if (!loaded) return true;
  if (loaded.after !== START && moment < timeOf(loaded.after)) return false;
  // More entries may have the time of the last one.
  return reachesHead(tape) || moment < timeOf(loaded.through);
}

/** The moment itself, or the nearest one of what is loaded. */
export function nearest(tape: Tape, moment: number): number {
  const after = beginning(tape);
  const first = after === START ? (tape.next(START) ?? START) : after;
  return Math.min(Math.max(moment, timeOf(first)), timeOf(loadedThrough(tape)));
}

/** Whether entries between a reader's place and what is loaded are missing: it can only start again from a state. */
export function isCutOff(at: EntryId, tape: Tape): boolean {
  return seqOf(at) < seqOf(beginning(tape));
}
