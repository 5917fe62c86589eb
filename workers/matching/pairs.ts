/** Which segment of the next version each update becomes, by their places in their lists. Nothing is paired twice. */
export class Pairs {
  readonly #after: (number | undefined)[];
  readonly #before: (number | undefined)[];

  constructor(before: number, after: number) {
    this.#after = new Array<number | undefined>(before).fill(undefined);
    this.#before = new Array<number | undefined>(after).fill(undefined);
  }

  add(before: number, after: number): void {
    if (!this.areFree(before, after)) throw new RangeError(`${before} and ${after} cannot be paired: one of them is`);
    this.#after[before] = after;
    this.#before[after] = before;
  }

  /** Do both exist, and is neither paired? */
  areFree(before: number, after: number): boolean {
    const exist = before >= 0 && before < this.#after.length && after >= 0 && after < this.#before.length;
    return exist && this.#after[before] === undefined && this.#before[after] === undefined;
  }

  after(before: number): number | undefined {
    return this.#after[before];
  }

  before(after: number): number | undefined {
    return this.#before[after];
  }

  /** The unpaired, in order. */
  get freeBefore(): number[] {
    return freeIn(this.#after);
  }

  get freeAfter(): number[] {
    return freeIn(this.#before);
  }

  /** Updates that stand in another order than before: all but the longest run of those that do not. */
  get moved(): Set<number> {
    const paired = this.#after.flatMap((after, before) => (after === undefined ? [] : [{ before, after }]));
    const steady = new Set(longestRise(paired.map(({ after }) => after)));
    return new Set(paired.filter((_, at) => !steady.has(at)).map(({ before }) => before));
  }
}

function freeIn(partners: readonly (number | undefined)[]): number[] {
  return partners.flatMap((partner, at) => (partner === undefined ? [at] : []));
}

/** The places of a longest rising run in a list of different numbers, found in n log n steps. */
function longestRise(numbers: readonly number[]): number[] {
  const ends: number[] = []; // where the run of each length ends whose last number is least
  const previous: (number | undefined)[] = [];
  for (const [at, number] of numbers.entries()) {
    const length = firstAtLeast(ends, (end) => numbers[end]! >= number); // ends are places in numbers
    previous[at] = ends[length - 1];
    ends[length] = at;
  }
  const rise: number[] = [];
  for (let at = ends.at(-1); at !== undefined; at = previous[at]) rise.push(at);
  return rise.reverse();
}

function firstAtLeast(ends: readonly number[], isEnough: (end: number) => boolean): number {
  let [low, high] = [0, ends.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isEnough(ends[middle]!))
      high = middle; // low and high lie within the list
    else low = middle + 1;
  }
  return low;
}
