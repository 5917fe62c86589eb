import type { Entry } from '../src/protocol/entries.ts';
import { LOG_ENTRIES } from '../src/protocol/limits.ts';
import { blankEntry } from './blanking.ts';
import { Refusal } from './refusal.ts';

/** Entries that wait for a loop over them: a whole log. A loop that is so far behind has stopped. */
export const WAITING_ENTRIES = LOG_ENTRIES;

type Ending = { error?: Error };

/** Entries as they come, for one `for await` loop. What has come before the end is given before it. */
export class EntryStream implements AsyncIterableIterator<Entry> {
  readonly #stopped: (stream: EntryStream) => void;
  #waiting: Entry[] = [];
  #taken = 0;
  #ending: Ending | undefined;
  #wake: (() => void) | undefined;

  constructor(stopped: (stream: EntryStream) => void) {
    this.#stopped = stopped;
  }

  push(entries: readonly Entry[]): void {
    if (this.#ending) return;
    if (this.#waiting.length - this.#taken + entries.length > WAITING_ENTRIES) {
      this.clear();
      const message = `The loop over this briefing is more than ${WAITING_ENTRIES} entries behind; follow again from the last one`;
      this.end(new Refusal({ code: 'SLOW_READER', message, retry: 'now' }));
      return;
    }
    for (const entry of entries) this.#waiting.push(entry);
    this.#wake?.();
  }

  /** Forgets what waits: the reader has gone to another moment. */
  clear(): void {
    this.#waiting = [];
    this.#taken = 0;
  }

  /** Takes the texts of updates out of what waits: they were retracted meanwhile. */
  blank(ids: ReadonlySet<string>): void {
    if (ids.size > 0) this.#waiting = this.#waiting.map((entry) => blankEntry(entry, ids));
  }

  end(error?: Error): void {
    this.#ending ??= error ? { error } : {};
    this.#wake?.();
  }

  async next(): Promise<IteratorResult<Entry, undefined>> {
    for (;;) {
      const entry = this.#waiting[this.#taken];
      if (entry) {
        this.#taken += 1;
        if (this.#taken === this.#waiting.length) this.clear();
        return { done: false, value: entry };
      }
      if (this.#ending) {
        const { error } = this.#ending;
        await this.return();
        if (error) throw error;
        return { done: true, value: undefined };
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async return(): Promise<IteratorResult<Entry, undefined>> {
    this.clear();
    this.#ending = {};
    this.#wake?.();
    this.#stopped(this);
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
