import type { Log } from '../log/log.ts';
import { Refusal } from '../protocol/codes.ts';
import { FEEDS_BYTES, STALE_MS } from '../protocol/limits.ts';
import { Fanout } from './fanout.ts';
import type { Feed } from './feed.ts';
import { KeyFeed } from './key-feed.ts';
import type { Reader } from './reader.ts';
import { Source, type Turn } from './source.ts';
import { Turns } from './turns.ts';

export type FeedsOptions = {
  /** Milliseconds since the epoch. */
  now: () => number;
  /** A clock that never steps, ms. */
  clock: () => number;
  /** Encoded bytes kept; see `FEEDS_BYTES`. */
  bytes?: number;
};

/** Milliseconds between two looks at the head of every feed that has readers. */
const LOOK_MS = 1_000;

/** A feed with those who read it; the live ones among them get each page as it comes. */
type Shelf = {
  source: Source;
  opening: Promise<void>;
  open: boolean;
  readers: Set<Reader>;
  live: Fanout;
  /** The same for those who asked for key updates alone; there once somebody has. */
  key?: { feed: KeyFeed; live: Fanout };
  usedAt: number;
};

/**
 * The feeds of a gateway: one for each briefing that is read, loaded once however many ask, kept while there is room.
 * Reads of Redis follow from what is written and from time, never from the number of readers.
 */
export class Feeds {
  readonly #log: Log;
  readonly #now: () => number;
  readonly #clock: () => number;
  readonly #turns: Turns;
  readonly #bytes: number;
  readonly #shelves = new Map<string, Shelf>();
  readonly #timer: NodeJS.Timeout;

  constructor(log: Log, { now, clock, bytes = FEEDS_BYTES }: FeedsOptions) {
    this.#log = log;
    this.#now = now;
    this.#clock = clock;
    this.#turns = new Turns(clock);
    this.#bytes = bytes;
    this.#timer = setInterval(() => this.#lookAtAll(), LOOK_MS);
    this.#timer.unref();
  }

  /** Makes the feed ready for a reader that will stay: as fresh as hints and looks keep it. */
  async open(briefing: string): Promise<void> {
    const shelf = this.#shelves.get(briefing);
    if (shelf?.open && shelf.readers.size === 0)
      await this.fresh(briefing); // nobody has looked after it
    else await this.#shelfOf(briefing).opening;
  }

  /** The feed as it stands in this step, for who has just opened it. */
  held(briefing: string, only?: 'key'): Feed {
    const shelf = this.#shelves.get(briefing);
    if (!shelf?.source.feed) throw new Refusal('BRIEFING_UNKNOWN');
    const { feed, confirmedAt } = shelf.source;
    if (this.#now() - confirmedAt > STALE_MS) throw new Refusal('STALE');
    return only ? this.#keyOf(shelf, feed) : feed;
  }

  /** The feed with everything that was in the log when this was called, or, for a while, what is known of it. */
  async fresh(briefing: string): Promise<Feed> {
    const shelf = this.#shelfOf(briefing);
    await shelf.opening;
    await shelf.source.look().catch((error: unknown) => {
      if (!shelf.source.feed) throw error;
    });
    return this.held(briefing);
  }

  /**
   * Reads what is in the log now, and refuses when it cannot. Another gateway may be ahead of this one: nobody is told that
   * his place is gone before Redis has been asked for it.
   */
  async look(briefing: string): Promise<void> {
    await this.#shelfOf(briefing).source.look();
  }

  /** How many readers a briefing has on this gateway. */
  readers(briefing: string): number {
    return this.#shelves.get(briefing)?.readers.size ?? 0;
  }

  get bytes(): number {
    let sum = 0;
    for (const { source } of this.#shelves.values()) sum += source.feed?.bytes ?? 0;
    return sum;
  }

  enter(reader: Reader): void {
    this.#shelves.get(reader.feed.briefing)?.readers.add(reader);
  }

  /** The reader is live from this step on. A property, as the next one: every reader takes it along, and all the same. */
  readonly join = (reader: Reader): void => {
    this.#liveOf(reader)?.join(reader);
  };

  /** The reader is not live any more, and stands at the head. */
  readonly pause = (reader: Reader): void => {
    this.#liveOf(reader)?.leave(reader);
  };

  exit(reader: Reader): void {
    const shelf = this.#shelves.get(reader.feed.briefing);
    this.#liveOf(reader)?.drop(reader);
    shelf?.readers.delete(reader);
    if (shelf) shelf.usedAt = this.#now();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    const shelves = [...this.#shelves.values()];
    this.#shelves.clear();
    await Promise.allSettled(shelves.map(({ source }) => source.close()));
  }

  #liveOf({ feed }: Reader): Fanout | undefined {
    const shelf = this.#shelves.get(feed.briefing);
    return feed instanceof KeyFeed ? shelf?.key?.live : shelf?.live;
  }

  #keyOf(shelf: Shelf, feed: Feed): KeyFeed {
    if (shelf.key?.feed.whole !== feed)
      shelf.key = { feed: new KeyFeed(feed), live: shelf.key?.live ?? new Fanout(this.#turns, this.#clock) };
    return shelf.key.feed;
  }

  #shelfOf(briefing: string): Shelf {
    const held = this.#shelves.get(briefing);
    if (held) {
      held.usedAt = this.#now();
      return held;
    }
    const turned = (turn: Turn) => this.#turned(shelf, turn);
    const source = new Source(briefing, this.#log, { now: this.#now, turned });
    const opening = source.open();
    const live = new Fanout(this.#turns, this.#clock);
    const shelf: Shelf = { source, opening, open: false, readers: new Set(), live, usedAt: this.#now() };
    this.#shelves.set(briefing, shelf);
    opening.then(
      () => {
        shelf.open = true;
        if (source.feed) this.#makeRoom();
        else this.#drop(briefing, shelf);
      },
      () => this.#drop(briefing, shelf),
    );
    return shelf;
  }

  #turned(shelf: Shelf, turn: Turn): void {
    if (turn.type === 'grew') {
      if (shelf.key?.feed.hasNews()) shelf.key.live.grew();
      return shelf.live.grew();
    }
    shelf.live.clear();
    shelf.key?.live.clear();
    if (turn.type === 'replaced') {
      for (const reader of [...shelf.readers])
        reader.replace(reader.feed instanceof KeyFeed ? this.#keyOf(shelf, turn.feed) : turn.feed, 'gone');
      return;
    }
    for (const reader of [...shelf.readers]) reader.lose();
    this.#drop(shelf.source.briefing, shelf);
  }

  #lookAtAll(): void {
    for (const { source, readers, key } of this.#shelves.values()) {
      if (readers.size > 0) source.look().catch(() => {}); // the next look is a second away
      key?.live.grew(); // what was not for its readers moves their position, now and then
    }
  }

  #drop(briefing: string, shelf: Shelf): void {
    if (this.#shelves.get(briefing) !== shelf) return;
    this.#shelves.delete(briefing);
    shelf.source.close().catch(() => {}); // the link is broken, and with it the subscription
  }

  /** Over the budget, feeds without readers leave, the least recently used first. */
  #makeRoom(): void {
    let bytes = this.bytes;
    const idle = [...this.#shelves].filter(([, { readers }]) => readers.size === 0);
    idle.sort(([, a], [, b]) => a.usedAt - b.usedAt);
    for (const [briefing, shelf] of idle) {
      if (bytes <= this.#bytes) return;
      bytes -= shelf.source.feed?.bytes ?? 0;
      this.#drop(briefing, shelf);
    }
  }
}
