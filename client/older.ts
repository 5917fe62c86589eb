import { type EntryId, START, seqOf } from '../src/protocol/cursor.ts';
import type { Entry } from '../src/protocol/entries.ts';
import { fold, type State, type StateUpdate } from '../src/protocol/fold.ts';
import type { LogCopy } from './log-copy.ts';
import type { Known } from './stretch.ts';

/** A page of older updates, on its way into the state of whoever has asked. */
type Page = { readonly state: State; readonly next: string | undefined; readonly taken: (is: boolean) => void };

/** What is older than the updates of a state that is known in part: loaded page by page, backwards, and put into it. */
export class Older {
  readonly #copy: LogCopy;
  readonly #came: () => void;
  /** Before this update comes what is not known. */
  #before: string | undefined;
  /** Where the reader stood when that was so. */
  #at: EntryId = START;
  #page: Page | undefined;

  /** `came`: a page is there, and is to be asked for. */
  constructor(copy: LogCopy, came: () => void) {
    this.#copy = copy;
    this.#came = came;
  }

  /** The reader has another state: what was asked for belongs to the one before. */
  leapt({ state, whole }: Known): void {
    this.#at = state.through;
    this.#before = whole ? undefined : oldestHeld(state);
    this.#page?.taken(false);
    this.#page = undefined;
  }

  /** All of the state is known: nothing is older than what is there. */
  complete(): void {
    this.#before = undefined;
    this.#page?.taken(true);
    this.#page = undefined;
  }

  /** A page of at most so many; resolves once it is in the state, to false when there is none. */
  async load(limit: number): Promise<boolean> {
    const before = this.#before;
    if (before === undefined || this.#page) return false;
    const { state, next } = await this.#copy.older(before, this.#at, limit);
    if (this.#before !== before || state.updates.size === 0) return false;
    const taking = new Promise<boolean>((taken) => {
      this.#page = { state, next, taken };
    });
    this.#came();
    return taking;
  }

  /** What is known, with the page that has come; one that is of a later place, of the same millisecond, waits for its reader. */
  merged(known: Known): Known {
    const page = this.#page;
    const { through } = known.state;
    if (!page || seqOf(page.state.through) > seqOf(through)) return known;
    this.#page = undefined;
    this.#before = page.next;
    const state = withOlder(known.state, page.state, this.#copy.tape.between(page.state.through, through));
    page.taken(true);
    return { state, whole: page.next === undefined };
  }
}

/** The oldest update that is held without a hole to the newest; a pinned one may be from long before. */
function oldestHeld({ updates, pinned }: State): string | undefined {
  const ids = [...updates.keys()];
  return ids.find((id) => !pinned.includes(id)) ?? ids.at(-1);
}

/** Older updates are as they were at an earlier place: `entries` are what has come since. What the state has itself stays the same object. */
function withOlder(state: State, older: State, entries: readonly Entry[]): State {
  const now = fold(older, entries).updates;
  const page = [...older.updates.keys()].map((id): [string, StateUpdate] => [
    id,
    state.updates.get(id) ?? now.get(id)!,
  ]); // nothing leaves a fold
  const others = [...state.updates].filter(([id]) => !older.updates.has(id));
  const first = older.updates.values().next().value?.publishedAt ?? '';
  const isBefore = ([, update]: [string, StateUpdate]) => update.publishedAt < first;
  return {
    ...state,
    updates: new Map([...others.filter(isBefore), ...page, ...others.filter((other) => !isBefore(other))]),
  };
}
