import { momentAfter, type Pace, playTime, playTimeTo, type Silence } from './pace.ts';

/**
 * A log's time laid out as a reader sees it at one pace, silences shortened: what a scrubber shows. One function, from
 * moments of the log to milliseconds of play, that never goes back, and its inverse. Both are searches, O(log n); beyond
 * its ends the axis stands still.
 */
export class TimeAxis {
  readonly pace: Pace;
  /** Of the entries, in their order. */
  readonly #moments: number[] = [];
  /** Of each of them, the milliseconds of play from the first. */
  readonly #played: number[] = [];

  constructor(pace: Pace, moments: Iterable<number> = []) {
    this.pace = pace;
    this.extend(moments);
  }

  /** From the first entry to the last, ms of play. */
  get duration(): number {
    return this.#played.at(-1) ?? 0;
  }

  /** Takes the times, ms, of the entries that follow the last; what was laid out stays as it is. Throws a RangeError when one is earlier. */
  extend(moments: Iterable<number>): void {
    for (const moment of moments) {
      const last = this.#moments.at(-1) ?? moment;
      if (moment < last) throw new RangeError(`A log does not go back: ${moment} after ${last}`);
      this.#played.push(this.duration + playTime({ from: last, to: moment }, this.pace));
      this.#moments.push(moment);
    }
  }

  /** How long it takes to play up to a moment of the log, ms. */
  playedAt(moment: number): number {
    const entry = lastUpTo(this.#moments, moment);
    const before = this.#played[entry] ?? 0;
    const silence = this.#silence(entry);
    return silence ? before + playTimeTo(moment, silence, this.pace) : before;
  }

  /** The moment of the log that is reached by playing so long; where several are, because silences take no time, the last of them. */
  momentAt(played: number): number {
    const entry = Math.max(0, lastUpTo(this.#played, played));
    const silence = this.#silence(entry);
    const before = this.#played[entry] ?? 0;
    if (!silence) return this.#moments[entry] ?? 0;
    return momentAfter(Math.max(0, played - before), silence.from, silence, this.pace);
  }

  #silence(entry: number): Silence | undefined {
    const from = this.#moments[entry];
    const to = this.#moments[entry + 1];
    return from === undefined || to === undefined ? undefined : { from, to };
  }
}

/** The place of the last number that is not above the limit, in numbers that never fall; -1 when there is none. */
function lastUpTo(numbers: readonly number[], limit: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle]! <= limit)
      low = middle + 1; // low <= middle < high <= length
    else high = middle;
  }
  return low - 1;
}
