import { type EntryId, START, seqOf, timeOf } from '../../src/protocol/cursor.ts';
import type { Pace } from '../../src/protocol/pace.ts';
import {
  createPlayback,
  type Playback,
  type PlaybackEffect,
  type PlaybackEvent,
  type PlaybackStep,
  stepPlayback,
  type View,
} from '../../src/protocol/playback.ts';
import type { Run, Tape } from '../../src/protocol/tape.ts';

/** Midnight of a day in the past: the moments of these tests are counted from it, ms. */
export const MIDNIGHT = Date.UTC(2026, 0, 1);
/** Entries that a load brings. */
const PAGE = 3;

type Load = PlaybackEffect & { type: 'load' };
/** One step as it was taken; `view` is what it looked at. */
export type Taken = {
  event: PlaybackEvent;
  before: Playback;
  view: View;
  after: Playback;
  effects: readonly PlaybackEffect[];
};
/** Where the log's entries are, ms, and how many of them are loaded; missing: all. `watch` sees each step with what has come of it. */
type Options = { pace?: Pace; edge?: number; loaded?: number; watch?: (taken: Taken, deck: Deck) => void };

/** A tape over a list of ids, of which a part may be loaded. */
export class TestTape implements Tape {
  ids: EntryId[];
  known: number;
  run: { from: number; to: number } | undefined;
  ended = false;

  constructor(moments: readonly number[], loaded?: number) {
    this.ids = moments.map((moment, at): EntryId => `${MIDNIGHT + moment}-${at + 1}`);
    this.known = this.ids.length;
    this.run = loaded === undefined ? undefined : { from: 0, to: loaded };
  }

  get head(): EntryId {
    return this.ids[this.known - 1] ?? START;
  }

  get loaded(): Run | undefined {
    return this.run && { after: this.ids[this.run.from - 1] ?? START, through: this.ids[this.run.to - 1] ?? START };
  }

  next(id: EntryId): EntryId | undefined {
    const { from, to } = this.run ?? { from: 0, to: this.known };
    const at = seqOf(id);
    return at < from || at >= to ? undefined : this.ids[at];
  }

  lastAt(moment: number): EntryId {
    const { from, to } = this.run ?? { from: 0, to: this.known };
    return this.ids[Math.max(from, Math.min(to, this.upTo(moment))) - 1] ?? START;
  }

  /** How many entries of the whole log there are up to a moment. */
  upTo(moment: number): number {
    const after = this.ids.findIndex((id) => timeOf(id) > moment);
    return after < 0 ? this.ids.length : after;
  }
}

/** One reader at work: carries out what a playback wants, over a log of which it has a part, at a time that the test sets. */
export class Deck {
  readonly tape: TestTape;
  readonly #watch: Options['watch'];
  playback: Playback;
  now = 0;
  at: EntryId = START;
  timer: number | undefined;
  loads: Load[] = [];
  joined = false;
  #over = false;

  constructor(moments: readonly number[], { pace = { speed: 1 }, edge = 0, loaded, watch }: Options = {}) {
    this.tape = new TestTape(moments, loaded);
    this.playback = createPlayback(pace, { edge });
    this.#watch = watch;
  }

  get view(): View {
    return { tape: this.tape, now: this.now, at: this.at };
  }

  take(event: PlaybackEvent): PlaybackStep {
    const before = this.playback;
    const { view } = this;
    const step = stepPlayback(before, event, view);
    this.playback = step.next;
    for (const effect of step.effects) this.#carryOut(effect);
    this.#watch?.({ event, before, view, after: step.next, effects: step.effects }, this);
    return step;
  }

  /** Lets time pass; every timer fires so much too late. */
  advance(ms: number, late = 0): void {
    const end = this.now + ms;
    while (this.timer !== undefined && this.timer + late <= end) {
      this.now = Math.max(this.now, this.timer + late);
      this.timer = undefined;
      this.take({ type: 'tick' });
    }
    this.now = Math.max(this.now, end);
  }

  /** Writes an entry; who is joined gets it, everybody else with a link hears that it is there. */
  publish(gap: number): PlaybackStep | undefined {
    const { tape } = this;
    const whole = tape.run?.to === tape.ids.length;
    tape.ids.push(`${timeOf(tape.ids.at(-1) ?? `${MIDNIGHT}-0`) + gap}-${tape.ids.length + 1}`);
    return this.playback.online ? this.#hear(whole && this.joined) : undefined;
  }

  /** Ends or reopens the briefing, which is an entry too. */
  end(ended: boolean): void {
    if (this.#over === ended) return;
    this.#over = ended;
    this.publish(0);
  }

  connect(): PlaybackStep {
    this.#learn();
    return this.take({ type: 'connected' });
  }

  /** Answers one of the loads that are under way; who is asked for an earlier place than the last has its answer thrown away. */
  answer(which = 0): PlaybackStep | undefined {
    const [load] = this.loads.splice(which, 1);
    if (!load) return undefined;
    if (load.generation === this.playback.generation) this.#load(load.from);
    return this.take({ type: 'loaded', generation: load.generation });
  }

  /** Another log, of one entry. */
  replace(): PlaybackStep {
    const time = timeOf(this.tape.head);
    this.tape.ids = [`${time}-1`];
    if (this.tape.run) this.tape.run = { from: 0, to: 1 };
    this.#over = false;
    this.#learn();
    if (this.playback.state === 'idle' || this.playback.state === 'failed') this.at = START; // it has nothing of this one
    return this.take({ type: 'replaced', reason: 'gone' });
  }

  #hear(pushed: boolean): PlaybackStep {
    this.#learn();
    if (pushed && this.tape.run) this.tape.run = { from: this.tape.run.from, to: this.tape.known };
    return this.take({ type: 'grew' });
  }

  /** What every answer and every hint tells: where the head is, and whether that is the end. */
  #learn(): void {
    this.tape.known = this.tape.ids.length;
    this.tape.ended = this.#over;
  }

  #load(from: Load['from']): void {
    const { tape } = this;
    this.#learn();
    const place = from === 'live' ? tape.known : 'at' in from ? tape.upTo(from.at) : seqOf(from.after);
    const begins = from !== 'live' && 'after' in from && tape.run ? tape.run.from : place;
    tape.run = { from: begins, to: Math.min(place + PAGE, tape.known) };
  }

  #carryOut(effect: PlaybackEffect): void {
    if (effect.type === 'deliver') this.at = effect.through;
    else if (effect.type === 'reset') this.at = effect.at;
    else if (effect.type === 'load') this.loads.push(effect);
    else if (effect.type === 'wake') this.timer = effect.at;
    else if (effect.type === 'sleep') this.timer = undefined;
    else if (effect.type !== 'playhead') this.joined = effect.type === 'join';
  }
}
