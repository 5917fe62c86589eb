import type { Briefing, Description } from '../protocol/briefing.ts';
import type { EntryId } from '../protocol/cursor.ts';
import type { Entry } from '../protocol/entries.ts';
import { LOG_ENTRIES, PINS } from '../protocol/limits.ts';
import type { Content, Correction } from '../protocol/update.ts';

/** Which version of which article writes: no older one may write after a newer one. */
export type ArticleVersion = { id: string; version: number };

/** A paragraph of an article that an editor has taken back: by its mark, no later version of the article brings it again. */
export type Barred = { article: string; mark: string };

/** What a log knows of an article: the newest version that may write, 0 for none, and the marks of what is not to come back. */
export type KnownArticle = { version: number; barred: readonly string[] };

/**
 * What an editor or a worker wants to be in the log. `expected` is the revision that the writer has seen, `follows` an operation
 * that has to be in the log before: so several can be on their way at once, and none overtakes another.
 */
export type Change =
  | { type: 'opened' | 'described'; briefing: Description }
  | { type: 'published'; update: string; content: Content; article?: ArticleVersion; follows?: string }
  | {
      type: 'revised';
      update: string;
      expected: number;
      content: Content;
      correction?: Correction;
      article?: ArticleVersion;
    }
  | { type: 'retracted'; update: string; expected?: number; reason?: string; article?: ArticleVersion; barred?: Barred }
  | { type: 'pinned' | 'unpinned'; update: string }
  | { type: 'ended' | 'reopened' };

/** How much one log takes: more would cost every gateway that holds it, and every reader. */
export type LogLimits = { entries: number; pins: number };
export const LOG_LIMITS: LogLimits = { entries: LOG_ENTRIES, pins: PINS };

/**
 * What an append did. `again`: the operation was in the log, and `id` is the entry that holds it; or what it asks for is
 * so already, and `id` is the head. `revision` is the update's as it stands, 0 for changes of no update.
 */
export type Appended = { result: 'ok' | 'again'; epoch: string; id: EntryId; revision: number };

/** `found`: the place that was read after is in this log. When it is not, `entries` is empty and the reader must start again. */
export type Page = { epoch: string; head: EntryId; found: boolean; entries: readonly Entry[] };
export type Place = { after: EntryId; limit: number; bytes?: number };

/** An entry that was just appended: a hint. Only who stands at `previous` of the same epoch may take it as the next one. */
export type Hint = { epoch: string; previous: EntryId; id: EntryId; entry: Entry };

/** The newest revision of an update; `content` is missing when it was retracted. */
export type Current = { revision: number; content?: Content };

/** A whole log as an export tells it, each time from the start: entries that `ExportReader` has let through. */
export type ExportedLog = { epoch: string; entries: () => AsyncIterable<Entry> };

/** What an import did. `again`: all that it tells was in the log. `id` is its last entry. */
export type Imported = { result: 'ok' | 'again'; epoch: string; id: EntryId };

export type BriefingPage = { briefings: readonly Briefing[]; next?: string };

/**
 * The append-only, time-ordered list of each briefing's entries; the only source of truth.
 * Refusals are thrown as `Refusal`, with the codes that the table in `docs/protocol.md` gives for writes.
 */
export interface Log {
  /** Adds one entry, once: an operation id that the log has is not added again. */
  append(briefing: string, operation: string, change: Change): Promise<Appended>;
  /**
   * Puts a whole log in place, with its epoch, times and numbers, so that its cursors stay good: all of it in one step, or
   * nothing. Refuses with `BRIEFING_EXISTS` when there is a log that does not tell the same.
   */
  import(briefing: string, exported: ExportedLog): Promise<Imported>;
  /** From now on no version of the article that is older than this one writes to the briefing. */
  supersede(briefing: string, article: ArticleVersion): Promise<void>;
  article(briefing: string, article: string): Promise<KnownArticle>;
  /** Which of some operations are in the log. */
  holds(briefing: string, operations: readonly string[]): Promise<readonly boolean[]>;
  /** The entries after a place; undefined when there is no such briefing. With limit 0: only where the head is. */
  read(briefing: string, place: Place): Promise<Page | undefined>;
  /** An update as it stands; undefined when the briefing never had it. */
  current(briefing: string, update: string): Promise<Current | undefined>;
  /** A briefing as it stands, as fold tells it; undefined when there is none. */
  briefing(id: string): Promise<Briefing | undefined>;
  /** Briefings, the last opened first. `after` is the `next` of the page before. */
  list(page: { limit: number; after?: string }): Promise<BriefingPage>;
  /** Calls `hear` for each entry appended from now on, and with `gap` when some may be missing: after a broken link, or an import. */
  watch(briefing: string, hear: (hint: Hint | 'gap') => void): Promise<() => Promise<void>>;
}
