import { type EntryId, seqOf } from '../protocol/cursor.ts';
import { READER_BYTES } from '../protocol/limits.ts';
import type { Feed } from './feed.ts';
import type { Page } from './page.ts';
import type { Outlet, Reader } from './reader.ts';
import type { Job, Turns } from './turns.ts';

/** Entries that come within this time of each other, ms, go out together; the first of them goes at once. */
export const WINDOW_MS = 20;
/** Readers written to between two looks at the clock. */
const STRIDE = 32;

/** A live reader, and the last entry that has been written to it. */
type Follower = { readonly outlet: Outlet; at: EntryId };
/** A page on its way to all who stand where it begins. */
type Round = { page: Page; followers: Iterator<Follower> };

/**
 * Brings a feed's live readers to its head, in slices. A crowd is never all at one place, so each follower's own is known: who
 * joins stands at the head whatever is still on its way to others, and who leaves is first given what it lacks.
 */
export class Fanout implements Job {
  readonly #turns: Turns;
  readonly #clock: () => number;
  readonly #followers = new Map<Reader, Follower>();
  #feed: Feed | undefined;
  /** Everybody has been written what comes up to here, or joined after it. */
  #written: EntryId | undefined;
  #round: Round | undefined;
  #startedAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  constructor(turns: Turns, clock: () => number) {
    this.#turns = turns;
    this.#clock = clock;
  }

  /** In the step in which the reader has been sent everything up to the head. */
  join(reader: Reader): void {
    const { feed } = reader;
    if (this.#feed !== feed) this.clear();
    if (this.#feed === undefined) [this.#feed, this.#written] = [feed, feed.head];
    this.#followers.set(reader, { outlet: reader.outlet, at: feed.head });
  }

  /** The reader is to stand at the head, and go on by itself from there. */
  leave(reader: Reader): void {
    const follower = this.#followers.get(reader);
    if (!follower) return;
    this.#followers.delete(reader);
    while (follower.at !== reader.feed.head) write(follower, reader.feed.pageAfter(follower.at));
  }

  /** The reader is to get nothing more. */
  drop(reader: Reader): void {
    this.#followers.delete(reader);
  }

  /** Nobody is to get anything more: another log has taken this one's place. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#followers.clear();
    [this.#feed, this.#written, this.#round, this.#timer] = [undefined, undefined, undefined, undefined];
  }

  /** The feed has new entries. */
  grew(): void {
    if (this.#followers.size === 0 && !this.#round) {
      this.#written = this.#feed?.head;
      return;
    }
    if (this.#round || this.#timer) return; // they come with the next round
    const early = this.#startedAt + WINDOW_MS - this.#clock();
    if (early > 0) this.#timer = setTimeout(() => this.#begin(), early);
    else this.#begin();
  }

  work(expired: () => boolean): boolean {
    let strides = 0;
    while (this.#round) {
      const { page, followers } = this.#round;
      const { done, value } = followers.next();
      if (done) {
        this.#end(page);
        return true;
      }
      this.#bring(value, page);
      strides += 1;
      if (strides % STRIDE === 0 && expired()) return false;
    }
    return true;
  }

  #begin(): void {
    this.#timer = undefined;
    if (!this.#feed || this.#written === undefined || this.#written === this.#feed.head) return;
    this.#startedAt = this.#clock();
    this.#round = { page: this.#feed.pageAfter(this.#written), followers: this.#followers.values() };
    this.#turns.add(this);
  }

  #end(page: Page): void {
    this.#round = undefined;
    this.#written = page.through;
    if (this.#feed && page.through !== this.#feed.head) this.grew();
  }

  #bring(follower: Follower, page: Page): void {
    if (follower.at === page.after) return write(follower, page);
    // It joined later, in front of what others still wait for.
    if (this.#feed && seqOf(follower.at) < seqOf(page.through))
      write(follower, this.#feed.pageAfter(follower.at, page.through));
  }
}

function write(follower: Follower, page: Page): void {
  follower.at = page.through;
  if (follower.outlet.live(page) > READER_BYTES) follower.outlet.cut('SLOW_READER');
}
