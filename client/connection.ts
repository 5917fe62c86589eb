import type { Cursor } from '../src/protocol/cursor.ts';
import { type Clock, systemClock } from './clock.ts';
import type { CursorStore } from './cursor-store.ts';
import { Following } from './following.ts';
import { Link, type LinkStatus } from './link.ts';
import type { Capabilities } from './reading.ts';
import { allowedSpeed, type Moment, momentText, Replay } from './replay.ts';
import { liveSource } from './sources/live.ts';

/** `path`: where Socket.IO is mounted, when not at `/socket.io/`. Clock and random source are for tests. */
export type ConnectOptions = { path?: string; clock?: Clock; random?: () => number };

/**
 * `from`: a cursor, the start (when missing), or only what comes from now on. `last`: in place of the history, the newest
 * so many updates. `store` keeps the cursor, and gives it back when `from` is missing.
 */
export type FollowOptions = { from?: Cursor | 'start' | 'live'; last?: number; store?: CursorStore };

/** `speed` times the log's own pace (1); no silence takes longer than `maxGap` milliseconds. */
export type ReplayOptions = { from?: Cursor | 'start' | { at: Moment }; speed?: number; maxGap?: number };

/**
 * Connects to a Dateline server and keeps the connection up until it is closed.
 * It reads any number of briefings, each once: another reading of the same one closes the one before.
 */
export function connect(url: string, options: ConnectOptions = {}): Connection {
  return new Connection(url, options);
}

export class Connection {
  readonly #link: Link;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #readings = new Map<string, Following | Replay>();

  constructor(url: string, { path, clock = systemClock, random = Math.random }: ConnectOptions) {
    this.#clock = clock;
    this.#random = random;
    this.#link = new Link(url, { clock, random, path });
  }

  get status(): LinkStatus {
    return this.#link.status;
  }

  /** Calls back with each new status; the result stops that. */
  subscribe(changed: (status: LinkStatus) => void): () => void {
    return this.#link.events.on('status', changed);
  }

  follow(briefing: string, { from, last, store }: FollowOptions = {}): Following {
    const start = { from: from ?? store?.load(briefing), last };
    return this.#add(
      new Following(
        briefing,
        start,
        this.#clear(briefing, (cursor) => store?.save(briefing, cursor)),
      ),
    );
  }

  replay(briefing: string, { from, speed = 1, maxGap }: ReplayOptions = {}): Replay {
    const place = typeof from === 'object' ? { at: momentText(from.at) } : from === 'start' ? undefined : from;
    const start = { from: place, speed: allowedSpeed(speed), maxGap };
    return this.#add(
      new Replay(
        briefing,
        start,
        this.#clear(briefing, () => {}),
      ),
    );
  }

  /** Closes every reading, then the connection. */
  close(): void {
    for (const reading of [...this.#readings.values()]) reading.close();
    this.#link.close();
  }

  /** Makes room for a reading of a briefing, and gives what it works with. */
  #clear(briefing: string, save: Capabilities['save']): Capabilities {
    this.#readings.get(briefing)?.close();
    return { source: liveSource(this.#link, briefing), clock: this.#clock, random: this.#random, save };
  }

  #add<Kind extends Following | Replay>(reading: Kind): Kind {
    const { briefing } = reading;
    this.#readings.set(briefing, reading);
    reading.on('status', ({ name }) => {
      if (name === 'closed' && this.#readings.get(briefing) === reading) this.#readings.delete(briefing);
    });
    return reading;
  }
}
