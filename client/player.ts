import type { Briefing } from '../src/protocol/briefing.ts';
import type { Cursor } from '../src/protocol/cursor.ts';
import { EMPTY, type State } from '../src/protocol/fold.ts';
import type { Playhead } from '../src/protocol/messages.ts';
import type { Pace } from '../src/protocol/pace.ts';
import type { Environment } from './environment.ts';
import type { Behind, LogCopyCapabilities, Span } from './log-copy.ts';
import { allowedGap, allowedSpeed, type Moment, millisecondsOf } from './moment.ts';
import type { Playing } from './playing.ts';
import type { PlayingHears } from './playing-hears.ts';
import { Reading } from './reading.ts';
import { refusalOf } from './refusal.ts';
import type { PlayingStart } from './start.ts';
import type { Timeline } from './timeline.ts';
import { type Unread, UnreadMark } from './unread.ts';
import type { Bookmark } from './visits.ts';

const OLDER_UPDATES = 50;

export type PlayerCapabilities = LogCopyCapabilities & { bookmark: Bookmark; environment: Environment };

/**
 * A briefing as its reader sees it at a moment: live, or replayed at the pace of its own clock. It plays what it has
 * loaded, so pause, speed and seek take effect at once, with a connection or without. Every control may be used at any time.
 */
export class Player extends Reading {
  readonly #start: PlayingStart;
  readonly #capabilities: PlayerCapabilities;
  readonly #unread: UnreadMark;
  #unwatch = () => {};
  /** Loaded when it is needed: who only follows does without. */
  #playing: Playing | undefined;
  /** What is to be done once it is there. */
  #wishes: ((playing: Playing) => void)[] = [];
  #closed = false;

  constructor(briefing: string, start: PlayingStart, capabilities: PlayerCapabilities) {
    super(briefing);
    this.#start = start;
    this.#capabilities = capabilities;
    this.#unread = new UnreadMark(capabilities.bookmark);
  }

  begin(): void {
    import('./playing.ts').then(
      ({ Playing }) =>
        this.#closed || this.#play(new Playing(this.briefing, this.#start, this.#capabilities, this.#hears)),
      (error: unknown) => this.#closed || this.become({ name: 'failed', fault: refusalOf(error) }),
    );
  }

  get state(): State {
    return this.#playing?.state ?? EMPTY;
  }

  get cursor(): Cursor | undefined {
    return this.#playing?.cursor;
  }

  /** Where in the log's time the reader is, just now. Undefined before a gateway has answered. */
  get playhead(): Playhead | undefined {
    return this.#playing?.playhead;
  }

  /** How fast it is played, and how long silences take at most. Undefined before a gateway has answered. */
  get pace(): Pace | undefined {
    return this.#playing?.pace;
  }

  /** The briefing as it stands at the head, wherever the reader is. */
  get latest(): Briefing | undefined {
    return this.#playing?.copy.briefing;
  }

  /** From when to when the log goes. Undefined before a gateway has answered. */
  get span(): Span | undefined {
    return this.#playing?.copy.span;
  }

  /** What has been published since the last visit, if a store has kept that, or since `seen()`. Undefined before a gateway has answered. */
  get unread(): Unread | undefined {
    return this.#unread.since(this.#playing?.copy.newest?.updates ?? 0);
  }

  /** The reader has looked at everything there is. */
  seen(): void {
    const newest = this.#playing?.copy.newest;
    if (!newest) return;
    this.#unread.move(newest);
    this.changed();
  }

  /** How far the reader is from the head. */
  behind(): Behind {
    return this.#playing?.behind() ?? { entries: 0, ms: 0 };
  }

  /** The log in so many parts of equal length of play, for a scrubber. Undefined before a gateway has answered. */
  timeline(parts: number): Timeline | undefined {
    return this.#playing?.timeline(parts);
  }

  pause(): void {
    this.#do((playing) => playing.take({ type: 'pause' }));
  }

  resume(): void {
    this.#do((playing) => playing.take({ type: 'resume' }));
  }

  /** Goes to a moment, forwards or backwards; from live, the log is replayed from there. Throws a RangeError for what is no moment. */
  seek(at: Moment): void {
    const moment = millisecondsOf(at);
    this.#do((playing) => playing.seek(moment));
  }

  /** Times the log's own pace; what is beyond the limits is taken as the limit. Throws a RangeError for what is no number. */
  setSpeed(speed: number): void {
    const allowed = allowedSpeed(speed);
    this.#do((playing) => playing.take({ type: 'speed', speed: allowed }));
  }

  /** The longest that a silence takes, ms of play; undefined: as long as it was. Throws a RangeError for what is no number. */
  setMaxGap(ms: number | undefined): void {
    const maxGap = ms === undefined ? undefined : allowedGap(ms);
    this.#do((playing) => playing.take({ type: 'maxGap', maxGap }));
  }

  /** Loads the log, as a seek would: for who is about to turn to the past. */
  prepare(): void {
    this.#do((playing) => playing.copy.fill());
  }

  /** Everything up to the head at once, then live. */
  goLive(): void {
    this.#do((playing) => playing.goLive());
  }

  /**
   * Puts older updates into the state, at most so many (50), at whatever moment the reader is; resolves to false when there are
   * none. Rejects with a `Refusal`: it may be tried again.
   */
  async loadOlder(limit = OLDER_UPDATES): Promise<boolean> {
    return (await this.#playing?.older.load(limit)) ?? false;
  }

  close(): void {
    this.#closed = true;
    this.#unwatch();
    this.#playing?.close();
    this.become({ name: 'closed' });
    this.changed();
  }

  get #hears(): PlayingHears {
    return {
      passed: (entries) => this.give(entries),
      leapt: (reason) => this.restart(reason),
      retracted: (updates, shown) => this.#retract(updates, shown),
      playhead: () => this.playhead && this.tell('playhead', this.playhead),
      viewers: (viewers) => this.count(viewers),
      stale: (since) => this.outdate(since),
      turned: () => this.#turned(),
    };
  }

  #play(playing: Playing): void {
    const { environment } = this.#capabilities;
    const look = () => playing.take({ type: environment.visible ? 'show' : 'hide' });
    this.#playing = playing;
    this.#unwatch = environment.subscribe(look);
    look();
    for (const wish of this.#wishes.splice(0)) wish(playing);
    playing.begin();
    this.changed();
  }

  #do(wish: (playing: Playing) => void): void {
    if (this.#playing) wish(this.#playing);
    else this.#wishes.push(wish);
  }

  #turned(): void {
    const newest = this.#playing?.copy.newest;
    if (newest) this.#unread.begin(newest);
    if (newest && this.#playing?.isAtHead && this.#capabilities.environment.visible) this.#unread.keep(newest);
    if (this.#playing && !this.#closed) this.become(this.#playing.status);
    this.changed();
  }

  #retract(updates: ReadonlySet<string>, shown: boolean): void {
    this.blank(updates);
    if (!shown) return;
    for (const id of updates) this.tell('retracted', { id });
    this.changed();
  }
}
