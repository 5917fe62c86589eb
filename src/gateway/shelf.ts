import type { Log } from '../log/log.ts';
import { Refusal } from '../protocol/codes.ts';
import { STALE_MS, UNCONFIRMED_MS, VIEWERS_PART } from '../protocol/limits.ts';
import { Crier } from './crier.ts';
import { Fanout } from './fanout.ts';
import type { Feed } from './feed.ts';
import { KeyFeed } from './key-feed.ts';
import { Notice } from './notice.ts';
import type { Reader } from './reader.ts';
import { Source, type Turn } from './source.ts';
import type { Turns } from './turns.ts';

/** `now`: milliseconds since the epoch; `clock`: ms of a clock that never steps. */
export type ShelfOptions = {
  log: Log;
  turns: Turns;
  now: () => number;
  clock: () => number;
  /** The briefing's log is gone, and its readers have been told. */
  gone: () => void;
};

/** A feed with those who read it; the live ones among them get each page as it comes. */
export class Shelf {
  readonly source: Source;
  readonly opening: Promise<void>;
  readonly readers = new Set<Reader>();
  readonly #options: ShelfOptions;
  readonly #live: Fanout;
  /** The same for those who asked for key updates alone; there once somebody has. */
  #key: { feed: KeyFeed; live: Fanout } | undefined;
  readonly #stale: Crier<'stale'>;
  readonly #viewers: Crier<'viewers'>;
  open = false;
  usedAt: number;

  constructor(briefing: string, options: ShelfOptions) {
    const { log, turns, now, clock } = options;
    this.#options = options;
    this.#live = new Fanout(turns, clock);
    this.#stale = new Crier(turns, this.readers);
    this.#viewers = new Crier(turns, this.readers);
    this.usedAt = now();
    this.source = new Source(briefing, log, { now, turned: (turn) => this.#turned(turn) });
    this.opening = this.source.open();
  }

  /** The feed as it stands in this step. */
  held(only?: 'key'): Feed {
    const { feed, confirmedAt } = this.source;
    if (!feed) throw new Refusal('BRIEFING_UNKNOWN');
    if (this.#options.now() - confirmedAt > STALE_MS) throw new Refusal('STALE');
    return only ? this.#keyOf(feed) : feed;
  }

  /** A reader that has been answered: it is told what others have been told already. */
  enter(reader: Reader): void {
    this.readers.add(reader);
    this.#viewers.repeat(reader);
    if (this.#stale.message?.since) this.#stale.repeat(reader);
  }

  exit(reader: Reader): void {
    this.liveOf(reader).drop(reader);
    this.readers.delete(reader);
    this.usedAt = this.#options.now();
  }

  liveOf({ feed }: Reader): Fanout {
    return (feed instanceof KeyFeed && this.#key?.live) || this.#live;
  }

  /** Asks whether the head is still the head, if somebody wants to know, and tells when that has not been answered for a while. */
  look(): void {
    this.#key?.live.grew(); // what was not for its readers moves their position, now and then
    if (this.readers.size === 0) return;
    const { briefing, confirmedAt } = this.source;
    if (this.#options.now() - confirmedAt >= UNCONFIRMED_MS && !this.#stale.message?.since)
      this.#stale.cry(new Notice('stale', { briefing, since: new Date(confirmedAt).toISOString() }));
    this.source.look().catch(() => {}); // the next look is a second away
  }

  /** So many read it everywhere. */
  count(viewers: number): void {
    const told = this.#viewers.message?.viewers ?? 0;
    if (Math.abs(viewers - told) * VIEWERS_PART < Math.max(told, 1)) return;
    this.#viewers.cry(new Notice('viewers', { briefing: this.source.briefing, viewers }));
  }

  #keyOf(feed: Feed): KeyFeed {
    const { turns, clock } = this.#options;
    if (this.#key?.feed.whole !== feed)
      this.#key = { feed: new KeyFeed(feed), live: this.#key?.live ?? new Fanout(turns, clock) };
    return this.#key.feed;
  }

  #turned(turn: Turn): void {
    switch (turn.type) {
      case 'confirmed':
        return this.#freshen();
      case 'grew':
        if (this.#key?.feed.hasNews()) this.#key.live.grew();
        return this.#live.grew();
      case 'replaced':
        this.#clear();
        for (const reader of [...this.readers])
          reader.replace(reader.feed instanceof KeyFeed ? this.#keyOf(turn.feed) : turn.feed, 'gone');
        return;
      case 'gone':
        this.#clear();
        for (const reader of [...this.readers]) reader.lose();
        return this.#options.gone();
    }
  }

  #freshen(): void {
    if (this.#stale.message?.since)
      this.#stale.cry(new Notice('stale', { briefing: this.source.briefing, since: null }));
  }

  #clear(): void {
    this.#live.clear();
    this.#key?.live.clear();
  }
}
