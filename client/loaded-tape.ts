import { type EntryId, START, seqOf } from '../src/protocol/cursor.ts';
import type { Entry } from '../src/protocol/entries.ts';
import { EMPTY, fold, type State } from '../src/protocol/fold.ts';
import type { Run, Tape } from '../src/protocol/tape.ts';
import { blankEntry, blankState, retractedIn } from './blanking.ts';
import { type Fold, type Held, type Known, SPACING_ENTRIES, Stretch } from './stretch.ts';

/**
 * What a reader has loaded of one log: stretches of it, at most four (from the start, around the last place gone to and the
 * one before, up to the head), which become one as the holes are filled. Playback sees the one that is played.
 */
export class LoadedTape implements Tape {
  readonly #fold: Fold;
  readonly #retracted = new Set<string>();
  /** In their order; there is always one from the start of the log. */
  #stretches: Stretch[];
  #played: Stretch;
  #head: EntryId = START;
  #ended = false;

  constructor(folding: Fold = fold) {
    this.#fold = folding;
    this.#played = new Stretch(START, folding);
    this.#played.learn({ state: EMPTY, whole: true });
    this.#stretches = [this.#played];
  }

  get head(): EntryId {
    return this.#head;
  }

  get ended(): boolean {
    return this.#ended;
  }

  get loaded(): Run {
    return { after: this.#played.beginning ?? this.#played.after, through: this.#played.through };
  }

  next(id: EntryId): EntryId | undefined {
    return this.#played.next(id);
  }

  lastAt(moment: number): EntryId {
    return this.#played.lastAt(moment);
  }

  /** Everything that is loaded, in order. */
  get held(): readonly Held[] {
    return this.#stretches.flatMap(({ held }) => held);
  }

  /** The first place after which something is missing; undefined when nothing is. */
  get hole(): EntryId | undefined {
    const through = this.#stretches[0]?.through ?? START;
    return through === this.#head ? undefined : through;
  }

  /** The log is known to go up to a place; `ended` is of the briefing there. */
  reach(head: EntryId, ended: boolean): void {
    if (seqOf(head) < seqOf(this.#head)) return;
    this.#head = head;
    this.#ended = ended;
  }

  /**
   * Puts in the entries after a place. What they retract is gone from everything that is held, and does not come back by a
   * page that was read before; gives the updates that they retract.
   */
  put(after: EntryId, entries: readonly Entry[]): ReadonlySet<string> {
    const retracted = retractedIn(entries);
    for (const id of retracted) this.#retracted.add(id);
    if (retracted.size > 0) for (const stretch of this.#stretches) stretch.blank(retracted);
    const stretch = this.#stretchAt(after);
    stretch.append(entries.map((entry) => blankEntry(entry, this.#retracted)));
    const turn = entries.findLast(({ seq, type }) => seq > seqOf(this.#head) && TURNS.has(type));
    this.reach(stretch.through, turn ? turn.type === 'ended' : this.#ended);
    this.#join();
    return retracted;
  }

  /** Learns a state, whole or in part: from there on the log can be played. */
  learn(state: State, whole: boolean): void {
    this.#stretchAt(state.through).learn({ state: this.blanked(state), whole });
    this.reach(state.through, state.briefing?.status === 'ended');
  }

  /** A state that was read elsewhere, without what has been retracted since. */
  blanked(state: State): State {
    return blankState(state, this.#retracted);
  }

  /** From now on the stretch at this place is played. Of the others stay the first, the last and the one that was played. */
  play(id: EntryId): void {
    const stretch = this.#stretches.find((other) => other.reaches(id)) ?? this.#played;
    const staying = [this.#stretches[0], this.#played, stretch, this.#stretches.at(-1)];
    this.#stretches = this.#stretches.filter((other) => staying.includes(other));
    this.#played = stretch;
  }

  /** The place of the last entry at or before a moment, if that is known for certain, with the state there. */
  placeAt(moment: number): EntryId | undefined {
    return this.#stretches.find((stretch) => stretch.shows(moment, this.#head))?.lastAt(moment);
  }

  has(id: EntryId): boolean {
    return this.#stretches.some((stretch) => stretch.has(id));
  }

  stateAt(id: EntryId): Known | undefined {
    return this.#stretches.find((stretch) => stretch.reaches(id))?.stateAt(id);
  }

  /** What a state becomes by what is played after it: folded on, or taken from where there is one on the way. */
  stateAfter(from: Known, through: EntryId): Known {
    const entries = this.between(from.state.through, through);
    const far = entries.length > SPACING_ENTRIES ? this.stateAt(through) : undefined;
    return far?.whole ? far : { state: this.#fold(from.state, entries), whole: from.whole };
  }

  /** The entries after a place and up to another, of what is played. */
  between(after: EntryId, through: EntryId): readonly Entry[] {
    return this.#played.between(after, through);
  }

  #stretchAt(place: EntryId): Stretch {
    const known = this.#stretches.find((stretch) => stretch.reaches(place));
    if (known) return known;
    const stretch = new Stretch(place, this.#fold);
    const behind = this.#stretches.findIndex(({ after }) => seqOf(after) > seqOf(place));
    this.#stretches.splice(behind < 0 ? this.#stretches.length : behind, 0, stretch);
    return stretch;
  }

  /** Stretches between which nothing is missing any more become one. */
  #join(): void {
    const joined: Stretch[] = [];
    for (const stretch of this.#stretches) {
      const before = joined.at(-1);
      if (!before?.reaches(stretch.after)) {
        joined.push(stretch);
        continue;
      }
      before.join(stretch);
      if (stretch === this.#played) this.#played = before;
    }
    this.#stretches = joined;
  }
}

/** What ends a briefing, and what begins it again. */
const TURNS = new Set<Entry['type']>(['ended', 'reopened']);
