import type { Description } from './briefing.ts';
import type { Cursor } from './cursor.ts';
import type { Correction, RetractedRevision, Update } from './update.ts';

type Line = { seq: number; at: string };

/** One line of a log, as readers get it. `at` is ISO 8601 UTC with milliseconds; seqs are 1, 2, 3 … */
export type Entry = Line &
  (
    | { type: 'opened' | 'described'; briefing: Description & { id: string } }
    | { type: 'published'; update: Update | RetractedRevision }
    | { type: 'revised'; update: Update | RetractedRevision; correction?: Correction }
    | { type: 'retracted'; id: string; reason?: string }
    | { type: 'pinned' | 'unpinned'; id: string }
    | { type: 'ended' | 'reopened' }
  );
export type EntryType = Entry['type'];

/** What is sent to a client. A position moves by `through`: what was seen, not what matched a filter. */
export type Batch = { briefing: string; after: Cursor; through: Cursor; entries: readonly Entry[] };

export function isRetracted(update: object): update is RetractedRevision {
  return 'retracted' in update;
}
