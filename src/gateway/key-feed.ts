import { type EntryId, seqOf } from '../protocol/cursor.ts';
import { type Entry, isRetracted } from '../protocol/entries.ts';
import type { State } from '../protocol/fold.ts';
import { PAGE_BYTES, PAGE_ENTRIES } from '../protocol/limits.ts';
import { type Snapshot, snapshotOf } from '../protocol/snapshot.ts';
import { summaryOf } from '../protocol/summary.ts';
import type { DatedCorrection } from '../protocol/update.ts';
import { Feed } from './feed.ts';
import { KeyPage } from './key-page.ts';
import type { Held } from './page.ts';

/** What becomes of an entry: left out, sent as it is, or sent with what its readers have not been told of the update. */
type Mark = 'left' | 'sent' | 'whole';

/** Encoded pages that are kept for the next reader. */
const PAGES_SHARED = 16;

/**
 * A feed as those see it who asked for key updates alone: the same places, fewer entries. It keeps no text of its own, so that
 * what is retracted from the feed is gone from here too.
 */
export class KeyFeed extends Feed {
  readonly whole: Feed;
  readonly #marks: Mark[] = [];
  /** Updates that its readers hold: their newest revision so far is key. */
  readonly #shown = new Set<string>();
  readonly #pages = new Map<string, KeyPage>();
  #news = false;
  #summary: { of: State; state: State } | undefined;

  constructor(whole: Feed) {
    super(whole.briefing, whole.epoch);
    this.whole = whole;
    this.hasNews(); // what is there already is no news
  }

  /** Whether anything has come since this was asked last that readers are to be sent at once. */
  hasNews(): boolean {
    this.#keepUp();
    const news = this.#news;
    this.#news = false;
    return news;
  }

  override get head(): EntryId {
    return this.whole.head;
  }

  override get state(): State {
    const of = this.whole.state;
    if (this.#summary?.of !== of) this.#summary = { of, state: summaryOf(of) };
    return this.#summary.state;
  }

  override get bytes(): number {
    return 0; // it is made of what another holds
  }

  override get ended(): boolean {
    return this.whole.ended;
  }

  override has(id: EntryId): boolean {
    return this.whole.has(id);
  }

  override next(id: EntryId): EntryId | undefined {
    return this.whole.next(id);
  }

  override lastAt(moment: number): EntryId {
    return this.whole.lastAt(moment);
  }

  override stateAt(id: EntryId): State {
    return id === this.head ? this.state : summaryOf(this.whole.stateAt(id));
  }

  override snapshot(last: number): Snapshot | undefined {
    return snapshotOf(this.state, this.epoch, { last });
  }

  /** At most so many of the entries that are sent; the page ends where looking for them has ended. */
  override pageAfter(after: EntryId, through: EntryId = this.head, most = PAGE_ENTRIES): KeyPage {
    this.#keepUp();
    const key = `${after} ${through} ${most}`;
    const known = this.#pages.get(key);
    if (known) return known;
    const held: Held[] = [];
    let [bytes, at, place] = [0, after, seqOf(after)];
    for (; place < seqOf(through) && held.length < most && bytes < PAGE_BYTES; place += 1) {
      const found = this.whole.heldAt(place)!; // place < seqOf(through) <= seqOf(head)
      const sent = this.#sentOf(found, this.#marks[place]);
      if (sent) held.push(sent);
      bytes += sent?.json.length ?? 0;
      at = found.id;
    }
    const page = new KeyPage(
      this,
      { after, through: at, now: at === this.head ? this.state.briefing : undefined },
      held,
    );
    if (this.#pages.size === PAGES_SHARED) this.#pages.clear();
    this.#pages.set(key, page);
    return page;
  }

  #keepUp(): void {
    const head = seqOf(this.head);
    if (this.#marks.length === head) return;
    // What was made before may hold what has been retracted.
    this.#pages.clear();
    this.#summary = undefined;
    while (this.#marks.length < head) {
      const mark = this.#markOf(this.whole.heldAt(this.#marks.length)!.entry); // below the head
      this.#marks.push(mark);
      if (mark !== 'left') this.#news = true;
    }
  }

  #markOf(entry: Entry): Mark {
    if (entry.type === 'retracted') this.#shown.delete(entry.id);
    if (entry.type !== 'published' && entry.type !== 'revised') return 'sent';
    const { update } = entry;
    const was = this.#shown.has(update.id);
    if (isRetracted(update) || update.key !== true) {
      this.#shown.delete(update.id);
      return was && !isRetracted(update) ? 'sent' : 'left'; // they are told that it is not key any more
    }
    this.#shown.add(update.id);
    return was || entry.type === 'published' ? 'sent' : 'whole';
  }

  #sentOf(held: Held, mark: Mark = 'left'): Held | undefined {
    const { id, entry } = held;
    if (mark === 'left') return undefined;
    if (entry.type !== 'published' && entry.type !== 'revised') return held;
    if (isRetracted(entry.update)) return undefined; // since it was marked
    if (mark === 'sent' || entry.type === 'published') return held;
    const revisions = this.whole.revisionsOf(entry.update.id);
    const publishedAt = revisions[0]?.at ?? entry.at;
    const corrections = revisions.flatMap((earlier): DatedCorrection[] =>
      earlier.seq < entry.seq && earlier.type === 'revised' && earlier.correction
        ? [{ ...earlier.correction, at: earlier.at }]
        : [],
    );
    const whole: Entry = { ...entry, earlier: { publishedAt, ...(corrections.length > 0 && { corrections }) } };
    return { id, entry: whole, json: JSON.stringify(whole) };
  }
}
