/** Who is asked now and then whether it is still there. */
export type Beating = {
  /** Asks. */
  ping(): void;
  /** Gives up, if nothing has come since it was asked. */
  expect(): void;
};

/** Of a round of the wheel: small enough that the pings of a crowd come in small portions. */
const SLOTS = 100;

/**
 * One timer for the heartbeats of all connections: each has a place on a wheel that turns once in an interval. Engine.IO has
 * two timers for each connection, and pings at the same times within a hundredth of the interval.
 */
export class Heartbeats {
  readonly #slots = Array.from({ length: SLOTS }, () => new Set<Beating>());
  readonly #timer: NodeJS.Timeout;
  readonly #lag: number;
  #at = 0;

  /** Milliseconds between two pings, and for the answer to come. */
  constructor(interval: number, patience: number) {
    this.#lag = Math.ceil((SLOTS * patience) / interval);
    this.#timer = setInterval(() => this.#turn(), interval / SLOTS);
    this.#timer.unref();
  }

  /** Gives the place that `delete` takes. It is pinged first when the wheel has turned once. */
  add(beating: Beating): Set<Beating> {
    return this.#slots[this.#at]!.add(beating); // #at is always a slot
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #turn(): void {
    this.#at = (this.#at + 1) % SLOTS;
    for (const beating of this.#slots[this.#at]!) beating.ping();
    for (const beating of this.#slots[(this.#at - this.#lag + SLOTS) % SLOTS]!) beating.expect();
  }
}
