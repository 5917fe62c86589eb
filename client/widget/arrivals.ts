import type { StateUpdate } from '../index.ts';

/** More than this at once is not news but a stretch of history: marking each of them would mark none. */
const FRESH_AT_ONCE = 10;

/**
 * What has come since the reader last saw the newest: which updates wait to be revealed, each counted once however often it
 * is delivered, and which were just revealed. Only what is published after everything that was there has arrived: an older page, or
 * an update that becomes key later, has not.
 */
export class Arrivals {
  readonly #known = new Set<string>();
  readonly #waiting = new Set<string>();
  readonly #fresh = new Set<string>();
  #begun = false;

  /** Neither shown nor seen yet. */
  get waiting(): ReadonlySet<string> {
    return this.#waiting;
  }

  /** Revealed one by one: each is marked for as long as its mark takes to pass, which is not counted here. */
  get fresh(): ReadonlySet<string> {
    return this.#fresh;
  }

  /** A state that was set as a whole: nothing in it has arrived. */
  begin(): void {
    this.#begun = false;
  }

  /** The updates as they are now, in the order of their publication; gives those that have arrived since. */
  take(updates: readonly StateUpdate[]): readonly string[] {
    if (!this.#begun) this.#restart();
    const last = updates.findLastIndex(({ id }) => this.#known.has(id));
    const arrived = this.#begun ? updates.slice(last + 1).map(({ id }) => id) : [];
    for (const { id } of updates) this.#known.add(id);
    for (const id of arrived) this.#waiting.add(id);
    for (const update of updates) if ('retracted' in update) this.#waiting.delete(update.id);
    this.#begun = true;
    return arrived;
  }

  /** Those that waited wait no more. */
  reveal(): ReadonlySet<string> {
    const revealed = new Set(this.#waiting);
    this.#waiting.clear();
    if (revealed.size <= FRESH_AT_ONCE) for (const id of revealed) this.#fresh.add(id);
    return revealed;
  }

  #restart(): void {
    this.#known.clear();
    this.#waiting.clear();
    this.#fresh.clear();
  }
}
