import { type Cursor, parseCursor, seqOf } from '../src/protocol/cursor.ts';
import type { Bookmark, Visit } from './visits.ts';

/** How many updates have been published since the reader last looked, and the place up to which it had then. */
export type Unread = { readonly updates: number; readonly since: Cursor };

/** What a reader has not looked at, since the last visit or since it last said that it had looked. */
export class UnreadMark {
  readonly #bookmark: Bookmark;
  #mark: Visit | undefined;
  #kept: Cursor | undefined;

  constructor(bookmark: Bookmark) {
    this.#bookmark = bookmark;
  }

  /** The log is there: the last visit counts if it was to this log; else everything has been seen that is there. */
  begin(now: Required<Visit>): void {
    if (this.#mark) return;
    const last = this.#bookmark.load();
    this.#mark = last && isBefore(last.cursor, now.cursor) ? last : now;
  }

  /** The reader is live and looks: the next visit begins here. */
  keep(visit: Visit): void {
    if (visit.cursor === this.#kept) return;
    this.#kept = visit.cursor;
    this.#bookmark.save(visit);
  }

  /** Everything up to here has been looked at. */
  move(now: Required<Visit>): void {
    this.#mark = now;
  }

  /** `updates`: how many have been published by now. */
  since(updates: number): Unread | undefined {
    const mark = this.#mark;
    return mark && { updates: Math.max(0, updates - (mark.updates ?? updates)), since: mark.cursor };
  }
}

function isBefore(earlier: Cursor, later: Cursor): boolean {
  const [from, to] = [parseCursor(earlier), parseCursor(later)];
  return from !== undefined && to !== undefined && from.epoch === to.epoch && seqOf(from.id) <= seqOf(to.id);
}
