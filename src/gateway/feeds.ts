import type { Log } from '../log/log.ts';
import { Refusal } from '../protocol/codes.ts';
import { FEEDS_BYTES } from '../protocol/limits.ts';
import type { Feed } from './feed.ts';
import type { Reader } from './reader.ts';
import { Shelf } from './shelf.ts';
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
    if (!shelf) throw new Refusal('BRIEFING_UNKNOWN');
    return shelf.held(only);
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

  /** The briefings that are read on this gateway, each with how many read it. */
  readers(): Map<string, number> {
    const read = [...this.#shelves].filter(([, { readers }]) => readers.size > 0);
    return new Map(read.map(([briefing, { readers }]) => [briefing, readers.size]));
  }

  /** So many read the briefing everywhere. */
  count(briefing: string, viewers: number): void {
    this.#shelves.get(briefing)?.count(viewers);
  }

  get bytes(): number {
    let sum = 0;
    for (const { source } of this.#shelves.values()) sum += source.feed?.bytes ?? 0;
    return sum;
  }

  enter(reader: Reader): void {
    this.#shelves.get(reader.feed.briefing)?.enter(reader);
  }

  /** The reader is live from this step on. A property, as the next one: every reader takes it along, and all the same. */
  readonly join = (reader: Reader): void => {
    this.#shelves.get(reader.feed.briefing)?.liveOf(reader).join(reader);
  };

  /** The reader is not live any more, and stands at the head. */
  readonly pause = (reader: Reader): void => {
    this.#shelves.get(reader.feed.briefing)?.liveOf(reader).leave(reader);
  };

  exit(reader: Reader): void {
    this.#shelves.get(reader.feed.briefing)?.exit(reader);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    const shelves = [...this.#shelves.values()];
    this.#shelves.clear();
    await Promise.allSettled(shelves.map(({ source }) => source.close()));
  }

  #shelfOf(briefing: string): Shelf {
    const held = this.#shelves.get(briefing);
    if (held) {
      held.usedAt = this.#now();
      return held;
    }
    const gone = () => this.#drop(briefing, shelf);
    const shelf = new Shelf(briefing, {
      log: this.#log,
      turns: this.#turns,
      now: this.#now,
      clock: this.#clock,
      gone,
    });
    this.#shelves.set(briefing, shelf);
    shelf.opening.then(() => {
      shelf.open = true;
      if (shelf.source.feed) this.#makeRoom();
      else gone();
    }, gone);
    return shelf;
  }

  #lookAtAll(): void {
    for (const shelf of this.#shelves.values()) shelf.look();
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
