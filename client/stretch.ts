import { type EntryId, entryId, START, seqOf, timeOf } from '../src/protocol/cursor.ts';
import type { Entry } from '../src/protocol/entries.ts';
import type { State } from '../src/protocol/fold.ts';
import { blankEntry, blankState } from './blanking.ts';

/** Between two states that are kept lie so many entries, as long as there are few of them: what a seek has to fold. */
export const SPACING_ENTRIES = 256;
/** More states than this are not kept, since each is a map of all updates so far: one in two is dropped, the spacing doubled. */
export const CHECKPOINTS = 32;

/** A state of which it is known whether all updates are in it. */
export type Known = { readonly state: State; readonly whole: boolean };
export type Fold = (state: State, entries: readonly Entry[]) => State;

/** An entry with its place and its time, ms. */
export type Held = { readonly id: EntryId; readonly at: number; readonly entry: Entry };

/** Entries of a log without a hole between them, with states at places of it, so that none has to be folded from far away. */
export class Stretch {
  /** The place that the first entry follows. */
  readonly after: EntryId;
  readonly #fold: Fold;
  readonly #held: Held[] = [];
  /** In the order of their places. Empty when nothing is known but entries. */
  #known: Known[] = [];
  #spacing = SPACING_ENTRIES;

  constructor(after: EntryId, fold: Fold) {
    this.after = after;
    this.#fold = fold;
  }

  get through(): EntryId {
    return this.#held.at(-1)?.id ?? this.after;
  }

  get held(): readonly Held[] {
    return this.#held;
  }

  /** From where on it can be played: the first place whose state is known. */
  get beginning(): EntryId | undefined {
    return this.#known[0]?.state.through;
  }

  /** Whether a place is in it, or at one of its ends. */
  has(id: EntryId): boolean {
    return id === this.after || this.#held[this.#at(id) - 1]?.id === id;
  }

  reaches(id: EntryId): boolean {
    return seqOf(this.after) <= seqOf(id) && seqOf(id) <= seqOf(this.through);
  }

  /** Whether the last entry at or before a moment is certain, and the state there known, in a log with this head. */
  shows(moment: number, head: EntryId): boolean {
    const { beginning, through } = this;
    if (beginning === undefined || (beginning !== START && moment < timeOf(beginning))) return false;
    return through === head || moment < timeOf(through); // more entries may have the time of the last one
  }

  /** Takes the entries that follow the last, of those that may. */
  append(entries: readonly Entry[]): void {
    this.#take(entries.map((entry) => ({ id: entryId(entry), at: Date.parse(entry.at), entry })));
  }

  /** Takes in the stretch that begins in this one or at its end. Where the beginning is known, parts of states are not needed. */
  join(next: Stretch): void {
    const whole = this.#known.at(-1)?.whole ?? false;
    this.#known = [...this.#known, ...next.#known.filter((known) => known.whole || !whole)];
    this.#known.sort((a, b) => seqOf(a.state.through) - seqOf(b.state.through));
    this.#take(next.#held);
  }

  /** Takes a state that was learnt, unless it can be folded. */
  learn(known: Known): void {
    if (this.#upTo(known.state.through)?.whole) return;
    this.#known = [...this.#known, known].sort((a, b) => seqOf(a.state.through) - seqOf(b.state.through));
    this.#mark();
  }

  next(id: EntryId): EntryId | undefined {
    return this.#held[this.#at(id)]?.id;
  }

  /** The last entry at or before a moment; before the first, where the stretch can be played from. */
  lastAt(moment: number): EntryId {
    const beginning = this.beginning ?? this.after;
    let [low, high] = [this.#at(beginning), this.#held.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#held[middle]!.at <= moment)
        low = middle + 1; // low <= middle < high <= length
      else high = middle;
    }
    return this.#held[low - 1]?.id ?? this.after;
  }

  /** The entries after a place and up to another. */
  between(after: EntryId, through: EntryId): readonly Entry[] {
    return this.#held.slice(Math.max(0, this.#at(after)), this.#at(through)).map(({ entry }) => entry);
  }

  /** Undefined before the first place that is known. */
  stateAt(id: EntryId): Known | undefined {
    const known = this.#upTo(id);
    if (!known || known.state.through === id) return known;
    return { state: this.#fold(known.state, this.between(known.state.through, id)), whole: known.whole };
  }

  /** Takes the texts of updates out of it, entries and states. */
  blank(ids: ReadonlySet<string>): void {
    for (const [index, held] of this.#held.entries()) {
      const entry = blankEntry(held.entry, ids);
      if (entry !== held.entry) this.#held[index] = { ...held, entry };
    }
    this.#known = this.#known.map(({ state, whole }) => ({ state: blankState(state, ids), whole }));
  }

  #take(held: readonly Held[]): void {
    const last = seqOf(this.through);
    for (const one of held) if (one.entry.seq > last) this.#held.push(one);
    this.#mark();
  }

  /** How many entries there are up to a place. */
  #at(id: EntryId): number {
    return seqOf(id) - seqOf(this.after);
  }

  #upTo(id: EntryId): Known | undefined {
    return this.#known.findLast(({ state }) => seqOf(state.through) <= seqOf(id));
  }

  /** Leaves states behind every so many entries. */
  #mark(): void {
    for (let last = this.#known.at(-1); last; last = this.#known.at(-1)) {
      const next = this.#held[this.#at(last.state.through) + this.#spacing - 1];
      const state = next && this.stateAt(next.id);
      if (!state) return;
      this.#known.push(state);
      if (this.#known.length > CHECKPOINTS) this.#thin();
    }
  }

  #thin(): void {
    this.#spacing *= 2;
    this.#known = this.#known.filter((_, at) => at % 2 === 0);
  }
}
