import type { Briefing, Description } from './briefing.ts';
import type { Cursor } from './cursor.ts';
import type { Correction, DatedCorrection, RetractedRevision, Update } from './update.ts';

type Line = { seq: number; at: string };

/** One line of a log, as readers get it. `at` is ISO 8601 UTC with milliseconds; seqs are 1, 2, 3 … */
export type Entry = Line &
  (
    | { type: 'opened' | 'described'; briefing: Description & { id: string } }
    | { type: 'published'; update: Update | RetractedRevision }
    | { type: 'revised'; update: Update | RetractedRevision; correction?: Correction; earlier?: Earlier }
    | { type: 'retracted'; id: string; reason?: string }
    | { type: 'pinned' | 'unpinned'; id: string }
    | { type: 'ended' | 'reopened' }
  );
export type EntryType = Entry['type'];

/** What a reader of key updates alone has not been told of an update that becomes key by a revision. */
export type Earlier = { publishedAt: string; corrections?: readonly DatedCorrection[] };

/**
 * What is sent to a client. A position moves by `through`: what was seen, not what matched a filter. `now` comes with key
 * updates that reach the head: the briefing as it stands there.
 */
export type Batch = { briefing: string; after: Cursor; through: Cursor; entries: readonly Entry[]; now?: Briefing };

export function isRetracted(update: object): update is RetractedRevision {
  return 'retracted' in update;
}
