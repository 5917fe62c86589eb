import { type Cursor, cursorAt, type EntryId, parseCursor, START, seqOf } from '../src/protocol/cursor.ts';
import type { Entry } from '../src/protocol/entries.ts';
import { STATE_UPDATES } from '../src/protocol/limits.ts';
import type { Fault } from '../src/protocol/messages.ts';
import type { PlaybackEffect } from '../src/protocol/playback.ts';
import { stateOf } from '../src/protocol/snapshot.ts';
import { backoff } from './backoff.ts';
import type { Clock } from './clock.ts';
import type { LoadedTape } from './loaded-tape.ts';
import { refusalOf } from './refusal.ts';
import type { Pages } from './sources/pages.ts';

/** A log up to this long is loaded whole for who replays it, so that a scrubber shows all of it; of a longer one, what is played. */
export const WHOLE_ENTRIES = 10_000;

/** What is wanted of the log: what follows a place, what is around a moment (ms), or its newest state. */
type From = (PlaybackEffect & { type: 'load' })['from'];
/** What is being loaded. `opened`: when the log begins, ms, as far as that is known. */
export type Reel = { readonly tape: LoadedTape; readonly epoch: string; readonly opened: () => number };

export type LoaderHears = {
  /** Entries have come that follow a place: they are to be put on the tape. */
  came(after: EntryId, entries: readonly Entry[]): void;
  /** Everything that playback wanted is on the tape. */
  loaded(generation: number): void;
  /** Something else is. */
  grew(): void;
  failed(fault: Fault): void;
};
export type LoaderOptions = { briefing: string; pages: Pages; clock: Clock; random: () => number };

/** Loads what playback wants of a log and, after that, the rest: one request at a time, each again and again until it is answered. */
export class Loader {
  readonly #options: LoaderOptions;
  readonly #hears: LoaderHears;
  #reel: Reel | undefined;
  #wanted: { from: From; generation: number } | undefined;
  #whole = false;
  #work: AbortController | undefined;
  #coming: From | undefined;

  constructor(options: LoaderOptions, hears: LoaderHears) {
    this.#options = options;
    this.#hears = hears;
  }

  /** Loads this one from now on; without one, there is nobody to ask. */
  use(reel: Reel | undefined): void {
    this.#stop();
    this.#reel = reel;
    this.#start();
  }

  want(from: From, generation: number): void {
    if (!isSame(from, this.#coming)) this.#stop();
    this.#wanted = { from, generation };
    this.#start();
  }

  /** What was wanted is not any more: what it would bring could only disturb. */
  drop(): void {
    if (!this.#wanted) return;
    this.#stop();
    this.#start();
  }

  /** Loads the rest, too. */
  fill(): void {
    this.#whole = true;
    this.#start();
  }

  #stop(): void {
    this.#work?.abort();
    this.#work = undefined;
    this.#coming = undefined;
    this.#wanted = undefined;
  }

  #start(): void {
    if (this.#work || !this.#reel) return;
    const work = new AbortController();
    const { signal } = work;
    this.#work = work;
    this.#run(this.#reel, signal).catch((error: unknown) => signal.aborted || this.#hears.failed(refusalOf(error)));
  }

  async #run(reel: Reel, signal: AbortSignal): Promise<void> {
    for (let next = this.#next(reel); next; next = this.#next(reel)) {
      this.#coming = next;
      await this.#answered(next, reel, signal);
      if (signal.aborted) return;
      this.#coming = undefined;
      const wanted = this.#wanted;
      this.#wanted = undefined;
      if (wanted) this.#hears.loaded(wanted.generation);
      else this.#hears.grew();
      if (signal.aborted) return; // in answer to that, something else was wanted
    }
    this.#work = undefined;
  }

  #next({ tape }: Reel): From | undefined {
    if (this.#wanted) return this.#wanted.from;
    const { hole } = tape;
    return this.#whole && hole && seqOf(hole) < WHOLE_ENTRIES ? { after: hole } : undefined;
  }

  /** Throws what is refused for good. */
  async #answered(from: From, reel: Reel, signal: AbortSignal): Promise<void> {
    for (let tries = 0; ; tries += 1) {
      try {
        return await this.#load(from, reel, signal);
      } catch (error) {
        const { retry, code, after } = refusalOf(error);
        // Of a log that has been replaced the reader hears by itself.
        if (signal.aborted || (retry === 'never' && code !== 'CURSOR_GONE')) throw error;
        await this.#rest(after + backoff(tries, this.#options.random), signal);
      }
    }
  }

  async #load(from: From, reel: Reel, signal: AbortSignal): Promise<void> {
    const { tape, opened } = reel;
    if (from === 'live') return tape.stateAt(tape.head) ? tape.play(tape.head) : this.#state(undefined, reel, signal);
    if ('after' in from) return this.#page(from.after, reel, signal);
    const place = tape.placeAt(from.at);
    if (place !== undefined) return tape.play(place);
    // The state before the moment, so that everything that happened at it is on the tape.
    if (from.at > opened()) return this.#state(from.at - 1, reel, signal);
    await this.#page(START, reel, signal);
    tape.play(START);
  }

  async #page(after: EntryId, { tape, epoch }: Reel, signal: AbortSignal): Promise<void> {
    const { head: known } = tape;
    const { briefing, pages } = this.#options;
    const { entries, head } = await pages.log(briefing, cursorAt(epoch, after), signal);
    checkUpToDate(head, epoch, known);
    if (!signal.aborted) this.#hears.came(after, entries);
  }

  async #state(at: number | undefined, { tape, epoch }: Reel, signal: AbortSignal): Promise<void> {
    const { head: known } = tape;
    const { briefing, pages } = this.#options;
    const part = at === undefined ? { limit: STATE_UPDATES } : { limit: STATE_UPDATES, at };
    const { snapshot, head } = await pages.state(briefing, part, signal);
    checkUpToDate(head ?? snapshot.cursor, epoch, head ? known : START);
    if (signal.aborted) return;
    const state = stateOf(snapshot);
    tape.learn(state, snapshot.older === 0);
    tape.play(state.through);
  }

  #rest(ms: number, signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    return new Promise((resolve) => {
      const untime = clock.after(ms, resolve);
      signal.addEventListener('abort', () => {
        untime();
        resolve();
      });
    });
  }
}

/** Something that is older than what the reader knows could bring back what has been retracted since. */
export function checkUpToDate(head: Cursor, epoch: string, known: EntryId): void {
  const place = parseCursor(head);
  if (place?.epoch !== epoch || seqOf(place.id) < seqOf(known)) throw new Error('it knows less than the reader');
}

function isSame(from: From, coming: From | undefined): boolean {
  return typeof from === 'object' && typeof coming === 'object' && 'after' in from && 'after' in coming
    ? from.after === coming.after
    : false;
}
