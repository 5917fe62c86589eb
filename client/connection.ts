import type { Cursor } from '../src/protocol/cursor.ts';
import { paceOf } from '../src/protocol/pace.ts';
import type { Snapshot } from '../src/protocol/snapshot.ts';
import { type Clock, systemClock } from './clock.ts';
import { type Environment, pageEnvironment } from './environment.ts';
import { Following } from './following.ts';
import type { LinkStatus } from './line.ts';
import { Link } from './link.ts';
import { allowedSpeed, type Moment, millisecondsOf } from './moment.ts';
import { Player } from './player.ts';
import { liveSource } from './sources/live.ts';
import { type Fetch, Pages } from './sources/pages.ts';
import type { PlayingFrom } from './start.ts';
import { Late } from './transports/late.ts';
import { Websocket } from './transports/websocket.ts';
import { bookmarkIn, type VisitStore } from './visits.ts';

/**
 * `path`: where Socket.IO is mounted, when not at `socket.io/` below the service's address. `environment`: what is around the
 * reader, when that is not a page in a browser. `fetch`, clock and random source are for tests.
 */
export type ConnectOptions = {
  path?: string;
  environment?: Environment;
  fetch?: Fetch;
  clock?: Clock;
  random?: () => number;
};

/**
 * `from`: a cursor, the start (when missing), or only what comes from now on. `last`: in place of the history, the newest
 * so many updates. `snapshot`, in place of both: a state that the reader has already, as `GET /v1/briefings/:id` gives it.
 * `only`: key updates alone, and whatever else becomes of the briefing in `state`. `store` keeps the place, and gives it back
 * when `from` is missing.
 */
export type FollowOptions = {
  from?: Cursor | 'start' | 'live';
  last?: number;
  snapshot?: Snapshot;
  only?: 'key';
  store?: VisitStore;
};

/**
 * `from`: where to begin, live when it is missing; then `last` of the newest updates (50) are there first, or those of a
 * `snapshot` that the page brought along, which is shown before there is a connection. `speed` times the log's own pace (1); no silence takes longer than `maxGap` ms. A place from which the head is less than `edge` ms of play
 * away counts as live (1,000). `store` keeps what has been seen, for `unread`.
 */
export type OpenOptions = {
  from?: Cursor | 'start' | 'live' | { at: Moment };
  last?: number;
  snapshot?: Snapshot;
  speed?: number;
  maxGap?: number;
  edge?: number;
  store?: VisitStore;
};
export type ReplayOptions = Omit<OpenOptions, 'last'>;

const LAST_UPDATES = 50;
const EDGE_MS = 1_000;

/**
 * Connects to a Dateline service and keeps the connection up until it is closed: by a websocket or, where there is no way
 * for one, by HTTP. It reads any number of briefings, each once: another reading of the same one closes the one before.
 */
export function connect(url: string, options: ConnectOptions = {}): Connection {
  return new Connection(url, options);
}

export class Connection {
  readonly #link: Link;
  readonly #given: { clock: Clock; random: () => number; environment: Environment; pages: Pages };
  readonly #readings = new Map<string, Following | Player>();

  constructor(url: string, options: ConnectOptions) {
    const { path, environment = pageEnvironment, clock = systemClock, random = Math.random } = options;
    const { fetch: get = (...asked: Parameters<Fetch>) => fetch(...asked) } = options;
    const given = { clock, random, environment, pages: new Pages(url, { fetch: get, clock }) };
    const learnt = { missed: 0 };
    const http = async () => new (await import('./transports/http.ts')).Http(given, learnt);
    const transports = { websocket: () => new Websocket(url, path), http: () => new Late('http', http) };
    this.#given = given;
    this.#link = new Link({ ...given, transports });
  }

  get status(): LinkStatus {
    return this.#link.status;
  }

  /** Calls back with each new status; the result stops that. */
  subscribe(changed: (status: LinkStatus) => void): () => void {
    return this.#link.events.on('status', changed);
  }

  /** Every entry of a briefing, once, in order: for programs. */
  follow(briefing: string, { from, last, snapshot, only, store }: FollowOptions = {}): Following {
    const bookmark = bookmarkIn(store, briefing);
    const start = { from: from ?? bookmark.load()?.cursor, last, snapshot, only };
    return this.#add(briefing, (source) => new Following(briefing, start, { ...this.#given, source, bookmark }));
  }

  /** A briefing as it reads at a moment, live or in the past: for people. */
  open(briefing: string, options: OpenOptions = {}): Player {
    const { from = 'live', last = LAST_UPDATES, snapshot, speed = 1, maxGap, edge = EDGE_MS, store } = options;
    const place: PlayingFrom = typeof from === 'object' ? { at: millisecondsOf(from.at) } : from;
    const pace = paceOf(allowedSpeed(speed), maxGap);
    const bookmark = bookmarkIn(store, briefing);
    const start = { from: place, last, snapshot, pace, edge };
    return this.#add(briefing, (source) => new Player(briefing, start, { ...this.#given, source, bookmark }));
  }

  /** The same, from the start of the log. */
  replay(briefing: string, options: ReplayOptions = {}): Player {
    return this.open(briefing, { from: 'start', ...options });
  }

  /** Closes every reading, then the connection. */
  close(): void {
    for (const reading of [...this.#readings.values()]) reading.close();
    this.#link.close();
  }

  #add<Kind extends Following | Player>(
    briefing: string,
    create: (source: ReturnType<typeof liveSource>) => Kind,
  ): Kind {
    this.#readings.get(briefing)?.close();
    const reading = create(liveSource(this.#link, briefing));
    this.#readings.set(briefing, reading);
    reading.on('status', ({ name }) => {
      if (name === 'closed' && this.#readings.get(briefing) === reading) this.#readings.delete(briefing);
    });
    reading.begin();
    return reading;
  }
}
