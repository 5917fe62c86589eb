/** Events taken one after the other: what is done in answer to one comes after it, never in the middle. */
export class Inbox<Event> {
  readonly #turn: (event: Event) => void;
  readonly #waiting: Event[] = [];
  #busy = false;

  constructor(turn: (event: Event) => void) {
    this.#turn = turn;
  }

  take(event: Event): void {
    this.#waiting.push(event);
    if (this.#busy) return;
    this.#busy = true;
    try {
      for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) this.#turn(next);
    } finally {
      this.#busy = false;
    }
  }
}
