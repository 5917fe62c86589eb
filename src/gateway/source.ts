import type { Hint, Log, Page } from '../log/log.ts';
import { Refusal } from '../protocol/codes.ts';
import { seqOf } from '../protocol/cursor.ts';
import type { Entry } from '../protocol/entries.ts';
import { PAGE_ENTRIES } from '../protocol/limits.ts';
import { Feed } from './feed.ts';

/** What happens to a feed: its head was confirmed, it grew, another log took its place, or the log is gone. */
export type Turn = { type: 'confirmed' | 'grew' } | { type: 'replaced'; feed: Feed } | { type: 'gone' };
export type SourceOptions = { now: () => number; turned: (turn: Turn) => void };

/** Bytes of one read while a feed is loaded: larger than a reader's page, since Redis answers to few gateways. */
const READ_BYTES = 1_000_000;

/**
 * Keeps one briefing's feed the same as its log. Hints move it forward as long as each fits on the one before; a hint that
 * does not, a broken link and a regular look all end in the same reading of what comes after the head.
 */
export class Source {
  readonly briefing: string;
  readonly #log: Log;
  readonly #options: SourceOptions;
  #feed: Feed | undefined;
  #unwatch: (() => Promise<void>) | undefined;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #confirmedAt = 0;

  constructor(briefing: string, log: Log, options: SourceOptions) {
    this.briefing = briefing;
    this.#log = log;
    this.#options = options;
  }

  /** The feed as it stands; undefined before it is open and after its log has gone. */
  get feed(): Feed | undefined {
    return this.#feed;
  }

  /** When Redis last said what the head is, ms. */
  get confirmedAt(): number {
    return this.#confirmedAt;
  }

  /** Listens first and reads then, so that nothing falls between the two. */
  async open(): Promise<void> {
    this.#unwatch = await this.#log.watch(this.briefing, (hint) => this.#hear(hint));
    await this.look();
  }

  async close(): Promise<void> {
    await this.#unwatch?.();
  }

  /**
   * Reads what the log has after the head. A call waits for a look that began after it: as many as come while one is
   * under way share the next.
   */
  look(): Promise<void> {
    if (!this.#running) {
      this.#running = this.#catchUp().finally(() => {
        this.#running = undefined;
      });
      return this.#running;
    }
    this.#next ??= this.#running
      .catch(() => {}) // whoever began that look is told of its failure
      .then(() => {
        this.#next = undefined;
        return this.look();
      });
    return this.#next;
  }

  #hear(hint: Hint | 'gap'): void {
    const feed = this.#feed;
    if (hint !== 'gap' && feed && hint.epoch === feed.epoch) {
      if (hint.previous === feed.head) return this.#grow(feed, [hint.entry]);
      if (feed.has(hint.id)) return;
    }
    this.look().catch(() => {}); // the next look finds what this one could not
  }

  async #catchUp(): Promise<void> {
    for (;;) {
      const feed = this.#feed;
      if (!feed) return this.#load(undefined);
      const page = await this.#log.read(this.briefing, { after: feed.head, limit: PAGE_ENTRIES, bytes: READ_BYTES });
      this.#confirm();
      if (!page) return this.#lose();
      if (this.#feed !== feed) continue;
      if (page.epoch !== feed.epoch || !page.found) return this.#load(feed);
      this.#grow(feed, wholeAfter(feed, page));
      if (feed.has(page.head)) return;
    }
  }

  /** A new feed, read from the start and shown only when it is whole: a reader must never see a log shrink. */
  async #load(before: Feed | undefined): Promise<void> {
    let feed: Feed | undefined;
    for (;;) {
      const place = { after: feed?.head ?? '0-0', limit: PAGE_ENTRIES, bytes: READ_BYTES } as const;
      const page = await this.#log.read(this.briefing, place);
      this.#confirm();
      if (!page) return this.#lose();
      if (feed && (page.epoch !== feed.epoch || !page.found)) {
        feed = undefined; // replaced once more while it was read
        continue;
      }
      feed ??= new Feed(this.briefing, page.epoch);
      feed.append(wholeAfter(feed, page));
      if (feed.has(page.head)) break;
    }
    this.#feed = feed;
    if (before) this.#options.turned({ type: 'replaced', feed });
  }

  #confirm(): void {
    this.#confirmedAt = this.#options.now();
    this.#options.turned({ type: 'confirmed' });
  }

  #grow(feed: Feed, entries: readonly Entry[]): void {
    const before = feed.head;
    feed.append(entries);
    if (feed.head !== before) this.#options.turned({ type: 'grew' });
  }

  #lose(): void {
    if (!this.#feed) return;
    this.#feed = undefined;
    this.#options.turned({ type: 'gone' });
  }
}

/** The page's entries, when they go on where the feed ends: a log that somebody has cut by hand is not shown with a hole. */
function wholeAfter(feed: Feed, page: Page): readonly Entry[] {
  const [first] = page.entries;
  const isWhole = first ? first.seq <= seqOf(feed.head) + 1 : feed.has(page.head);
  if (isWhole) return page.entries;
  throw new Refusal(
    'UNAVAILABLE',
    `Redis has lost what follows entry ${seqOf(feed.head)} of this log; restore it from a copy`,
  );
}
