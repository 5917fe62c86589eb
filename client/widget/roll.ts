import type { StateUpdate } from '../index.ts';
import { Arrivals } from './arrivals.ts';

/** So many of the newest updates are in the list at first; what else is there comes when it is asked for. */
export const ROOM = 50;

/** Which updates of a state are in the list: the newest ones, but for those that wait to be revealed. */
export class Roll {
  readonly #arrivals = new Arrivals();
  #updates: readonly StateUpdate[] = [];
  #room = ROOM;

  get waiting(): number {
    return this.#arrivals.waiting.size;
  }

  get fresh(): ReadonlySet<string> {
    return this.#arrivals.fresh;
  }

  /** Those in the list, in the order of their publication. */
  get shown(): readonly StateUpdate[] {
    const { waiting } = this.#arrivals;
    return this.#updates
      .slice(Math.max(0, this.#updates.length - waiting.size - this.#room))
      .filter(({ id }) => !waiting.has(id));
  }

  /** How many more there are before those in the list. */
  get hidden(): number {
    return Math.max(0, this.#updates.length - this.waiting - this.#room);
  }

  /** The next state is another moment's: nothing in it is news. */
  leap(): void {
    this.#arrivals.begin();
  }

  /** The state as it is now; what is new in it waits. */
  take(updates: readonly StateUpdate[]): readonly string[] {
    this.#updates = updates;
    return this.#arrivals.take(updates);
  }

  /** What has waited is in the list from now on, and what was there stays. */
  reveal(): ReadonlySet<string> {
    const revealed = this.#arrivals.reveal();
    this.#room += revealed.size;
    return revealed;
  }

  /** Makes room for as many more as there are. */
  widen(): void {
    this.#room *= 2;
  }

  /** Makes room for an update, if there is one of this id; it does not wait any longer. */
  include(id: string): boolean {
    const index = this.#updates.findIndex((update) => update.id === id);
    if (index < 0) return false;
    if (this.#arrivals.waiting.has(id)) this.reveal();
    this.#room = Math.max(this.#room, this.#updates.length - this.waiting - index);
    return true;
  }
}
