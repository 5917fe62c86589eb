import { type Cursor, type EntryId, START, timeOf } from '../src/protocol/cursor.ts';
import { EMPTY, type State } from '../src/protocol/fold.ts';
import type { Fault, Playhead, ResetReason } from '../src/protocol/messages.ts';
import {
  createPlayback,
  type Playback,
  type PlaybackEffect,
  type PlaybackEvent,
  playheadOf,
  stepPlayback,
  type View,
} from '../src/protocol/playback.ts';
import { blankState } from './blanking.ts';
import { Inbox } from './inbox.ts';
import { type Behind, LogCopy, type LogCopyCapabilities } from './log-copy.ts';
import type { Restart } from './machine.ts';
import { Older } from './older.ts';
import type { PlayingHears } from './playing-hears.ts';
import type { PlayingFrom, PlayingStart } from './start.ts';
import { PLAYHEADS, playbackStatus, type Status } from './status.ts';
import type { Known } from './stretch.ts';
import type { Timeline } from './timeline.ts';

/** A playback over a copy of its log: does what it wants, and has the state that the reader sees. */
export class Playing {
  readonly copy: LogCopy;
  readonly older: Older;
  readonly #capabilities: LogCopyCapabilities;
  readonly #hears: PlayingHears;
  readonly #inbox = new Inbox<PlaybackEvent>((event) => this.#turn(event));
  /** Where to begin, until it has. */
  #from: PlayingFrom | undefined;
  #playback: Playback;
  /** The last entry that the reader has, and the state there. */
  #at: EntryId = START;
  #shown: Known = { state: EMPTY, whole: true };
  #fault: Fault | undefined;
  #untime = () => {};

  constructor(briefing: string, start: PlayingStart, capabilities: LogCopyCapabilities, hears: PlayingHears) {
    const { from, last, snapshot, pace, edge } = start;
    this.#capabilities = capabilities;
    this.#hears = hears;
    this.#from = from;
    this.#playback = createPlayback(pace, { edge });
    const tail = { from: 'live', last: from === 'live' ? last : undefined, snapshot } as const;
    this.copy = new LogCopy(briefing, tail, capabilities, {
      connected: () => (this.#from === undefined ? this.take({ type: 'connected' }) : this.#start(this.#from)),
      lost: () => this.take({ type: 'lost' }),
      failed: (fault) => this.#fail(fault),
      grew: () => this.take({ type: 'grew' }),
      loaded: (generation) => this.take({ type: 'loaded', generation }),
      retracted: (updates, after) => this.#retract(updates, after),
      replaced: (reason) => this.#replace(reason),
      viewers: hears.viewers,
      stale: hears.stale,
    });
    this.older = new Older(this.copy, () => this.take({ type: 'grew' }));
  }

  /** What is there already is shown before there is a connection. */
  begin(): void {
    if (this.#from === 'live') this.#enter();
    this.copy.begin();
  }

  get state(): State {
    return this.#shown.state;
  }

  /** Undefined until the log is there, as everything else that can be said of a place in it. */
  get cursor(): Cursor | undefined {
    return this.#begun ? this.copy.cursorOf(this.#at) : undefined;
  }

  get playhead(): Playhead | undefined {
    const at = this.#moment;
    const { state, pace } = this.#playback;
    if (at === undefined) return undefined;
    return { briefing: this.copy.name, at: new Date(at).toISOString(), speed: pace.speed, state: PLAYHEADS[state] };
  }

  get pace(): Playback['pace'] {
    return this.#playback.pace;
  }

  get status(): Status {
    if (this.#fault) return { name: 'failed', fault: this.#fault };
    return { name: playbackStatus(this.#playback, this.state.briefing !== undefined) };
  }

  /** The reader has everything, and gets what comes. */
  get isAtHead(): boolean {
    return this.#playback.state === 'live' || this.#playback.state === 'ended';
  }

  behind(): Behind {
    return this.copy.behind(this.#at, this.#moment);
  }

  timeline(parts: number): Timeline | undefined {
    const at = this.#moment;
    return at === undefined ? undefined : this.copy.timeline(this.#playback.pace, at, parts);
  }

  take(event: PlaybackEvent): void {
    this.#inbox.take(event);
  }

  seek(moment: number): void {
    this.copy.fill();
    if (!this.#begun) this.#from = { at: moment };
    else this.take({ type: 'seek', moment });
  }

  goLive(): void {
    if (!this.#begun) this.#from = 'live';
    else this.take({ type: 'live' });
  }

  close(): void {
    this.#untime();
    this.copy.close();
  }

  /** The log is there. */
  #start(from: PlayingFrom): void {
    this.#from = undefined;
    if (from === 'live') {
      this.#enter();
      return this.take({ type: 'live' });
    }
    this.copy.fill();
    this.take({ type: 'begin', moment: this.#momentOf(from) });
  }

  /** Who begins live has what the copy has begun with, if that is anything. */
  #enter(): void {
    const { head } = this.copy.tape;
    if (this.#at === START && head !== START && this.copy.tape.stateAt(head)) this.#leap('last', head);
  }

  /** Who has not begun may have been shown what is gone. */
  #replace(reason: ResetReason): void {
    if (this.#begun) this.take({ type: 'replaced', reason });
    else if (this.#at !== START) this.#leap(reason, this.copy.tape.head);
  }

  /** Who begins at a cursor gets what follows it. */
  #momentOf(from: Exclude<PlayingFrom, 'live'>): number {
    if (typeof from === 'object') return from.at;
    this.#at = (from !== 'start' && this.copy.placeOf(from)) || START;
    return timeOf(this.#at);
  }

  get #begun(): boolean {
    return this.#from === undefined;
  }

  /** The moment of the log's time at which the reader is, within the log. */
  get #moment(): number | undefined {
    const moment = this.#begun ? playheadOf(this.#playback, this.#view) : undefined;
    return moment === undefined ? undefined : Math.max(this.copy.opened, moment);
  }

  get #view(): View {
    return { tape: this.copy.tape, now: this.#capabilities.clock.now(), at: this.#at };
  }

  #turn(event: PlaybackEvent): void {
    const { next, effects } = stepPlayback(this.#playback, event, this.#view);
    this.#playback = next;
    if (!next.asked) this.copy.drop();
    for (const effect of effects) this.#carryOut(effect);
    this.#complete();
    this.#hears.turned();
  }

  #carryOut(effect: PlaybackEffect): void {
    switch (effect.type) {
      case 'deliver':
        return this.#pass(effect.through);
      case 'reset':
        return this.#leap(effect.reason, effect.at);
      case 'load':
        return this.copy.want(effect.from, effect.generation);
      case 'wake':
        return this.#wake(effect.at);
      case 'sleep':
        return this.#untime();
      case 'playhead':
        return this.#hears.playhead();
      default: // whatever comes is put on the tape, wherever the reader is
    }
  }

  #pass(through: EntryId): void {
    const { tape } = this.copy;
    const isThere = this.#shown.state.through === this.#at;
    const from = isThere ? this.#shown : tape.stateAt(this.#at);
    if (!from || !tape.has(this.#at)) return this.#leap('gone', through); // a cursor of an entry that there never was
    const entries = tape.between(this.#at, through);
    this.#at = through;
    this.#shown = tape.stateAfter(from, through);
    this.#hears.passed(entries);
  }

  #leap(reason: Restart, at: EntryId): void {
    this.#at = at;
    this.#shown = this.copy.tape.stateAt(at) ?? { state: EMPTY, whole: true };
    this.older.leapt(this.#shown);
    this.#hears.leapt(reason);
  }

  #wake(at: number): void {
    const { clock } = this.#capabilities;
    this.#untime();
    // A timer rounds down, and an entry that is not due yet would cost a second one.
    this.#untime = clock.after(Math.max(0, Math.ceil(at - clock.now())), () => this.take({ type: 'tick' }));
  }

  /** A state of which a part was known is taken whole as soon as it can be, or with more of it. */
  #complete(): void {
    if (this.#shown.whole) return;
    const known = this.copy.tape.stateAt(this.#at);
    if (known?.whole) this.older.complete();
    this.#shown = known?.whole ? known : this.older.merged(this.#shown);
  }

  /** At once, and not when the playhead gets there. Who is live gets the retraction itself next. */
  #retract(updates: ReadonlySet<string>, after: EntryId): void {
    const isNext = this.#at === after && this.isAtHead;
    const before = this.#shown.state;
    if (!isNext) this.#shown = { ...this.#shown, state: blankState(before, updates) };
    this.#hears.retracted(updates, this.#shown.state !== before);
  }

  #fail(fault: Fault): void {
    this.#fault = fault;
    this.take({ type: 'failed', code: fault.code });
    this.close();
  }
}
