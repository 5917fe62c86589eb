/** Work that can be put down and taken up again. */
export type Job = {
  /** Works until `expired` or until it is done, and says whether it is. */
  work(expired: () => boolean): boolean;
};

/** How long long work holds up everything else at a time, ms: half of what a ping or a newcomer may have to wait. */
export const SLICE_MS = 5;

/**
 * Lets long works and everything else have their turns: what begins while nothing is under way begins at once, and after a
 * slice of time all that wait go on in turn, with whatever the event loop has heard meanwhile between them.
 */
export class Turns {
  readonly #clock: () => number;
  readonly #waiting: Job[] = [];
  /** The end of the slice that is running; undefined when there is none. */
  #ends: number | undefined;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  add(job: Job): void {
    this.#waiting.push(job);
    if (this.#ends === undefined) this.#slice();
    else if (this.#waiting.length === 1) this.#work(); // what is left of the slice
  }

  #slice(): void {
    this.#ends = this.#clock() + SLICE_MS;
    setImmediate(() => {
      this.#ends = undefined;
      if (this.#waiting.length > 0) this.#slice();
    });
    this.#work();
  }

  #work(): void {
    const expired = () => this.#clock() >= (this.#ends ?? 0);
    while (!expired()) {
      const job = this.#waiting[0];
      if (!job) return;
      const done = job.work(expired);
      this.#waiting.shift();
      if (!done) this.#waiting.push(job); // behind the others
    }
  }
}
