import type { Cursor } from '../src/protocol/cursor.ts';
import type { Entry } from '../src/protocol/entries.ts';
import type { State } from '../src/protocol/fold.ts';
import type { Playhead } from '../src/protocol/messages.ts';
import { Emitter } from './emitter.ts';
import { EntryStream } from './entry-stream.ts';
import type { Restart } from './machine.ts';
import { Refusal } from './refusal.ts';
import type { Status } from './status.ts';

/**
 * What a reading tells. `reset`: the state was set as a whole, not by entries; `retracted`: the text of an update has been
 * taken out of the state at an earlier moment, where its retraction is still to come; `viewers`: how many read the briefing now;
 * `stale`: since when (ISO 8601) the gateway has not reached the log, null when it does again.
 */
export type ReadingEvents = {
  entries: readonly Entry[];
  reset: { reason: Restart; state: State };
  retracted: { id: string };
  status: Status;
  playhead: Playhead;
  viewers: number;
  stale: string | null;
};

/** A loop over entries cannot go on: the place at which it stood is in the log no more. Take the reading's `state`, then begin another. */
export class ResetError extends Error {
  readonly reason: Restart;

  constructor(reason: Restart) {
    super(`The reader's place is no longer in this log (${reason}); take the reading's state and begin another loop`);
    this.name = 'ResetError';
    this.reason = reason;
  }
}

/** One briefing being read, as those see it who look on: its state, its entries, and what is said of both. */
export abstract class Reading implements AsyncIterable<Entry> {
  readonly briefing: string;
  readonly #events = new Emitter<ReadingEvents & { change: undefined }>();
  readonly #streams = new Set<EntryStream>();
  #status: Status = { name: 'connecting' };
  /** The status without what is said of the gateway. */
  #own: Status = this.#status;
  #stale: string | null = null;
  #viewers: number | undefined;

  constructor(briefing: string) {
    this.briefing = briefing;
  }

  /** What the log says up to where the reader stands. Another object whenever, and only when, something has changed. */
  abstract get state(): State;

  /** Where the reader stands: the place to resume from. Undefined before a gateway has answered. */
  abstract get cursor(): Cursor | undefined;

  /** Stops reading. The state stays as it is. */
  abstract close(): void;

  get status(): Status {
    return this.#status;
  }

  /** Readers of this briefing, as the gateway last said. */
  get viewers(): number | undefined {
    return this.#viewers;
  }

  /** Calls back after every change of anything that can be read here; the result stops that. Needs no `this`. */
  readonly subscribe = (changed: () => void): (() => void) => this.#events.on('change', () => changed());

  /** Listens to one kind of event; the result stops that. */
  on<Name extends keyof ReadingEvents>(name: Name, listener: (value: ReadingEvents[Name]) => void): () => void {
    return this.#events.on(name as keyof ReadingEvents, listener as (value: unknown) => void);
  }

  /**
   * The entries from now on, each once, in order. The loop ends when the reading is closed or has finished, and throws a
   * `Refusal` when it has failed, a `ResetError` when entries would be missing between two turns of it.
   */
  [Symbol.asyncIterator](): EntryStream {
    const stream = new EntryStream((stopped) => this.#streams.delete(stopped));
    this.#streams.add(stream);
    this.#endStreams();
    return stream;
  }

  protected give(entries: readonly Entry[]): void {
    for (const stream of this.#streams) stream.push(entries);
    this.#events.emit('entries', entries);
  }

  /** What waits from before a leap of one's own is dropped; any other leap must not go unnoticed. */
  protected restart(reason: Restart): void {
    for (const stream of this.#streams) {
      if (reason === 'seek') stream.clear();
      else if (reason !== 'last') stream.end(new ResetError(reason));
    }
    this.#events.emit('reset', { reason, state: this.state });
  }

  /** Takes the texts of updates out of what waits to be looked at. */
  protected blank(ids: ReadonlySet<string>): void {
    for (const stream of this.#streams) stream.blank(ids);
  }

  /** True when it was not so before. */
  protected become(own: Status): boolean {
    this.#own = own;
    const status: Status = own.name === 'live' && this.#stale !== null ? { name: 'stale', since: this.#stale } : own;
    const turned = status.name !== this.#status.name;
    if (turned) {
      this.#status = status;
      this.#events.emit('status', status);
    }
    this.#endStreams();
    return turned;
  }

  /** Since when the gateway has not reached the log. */
  protected outdate(since: string | null): void {
    if (since === this.#stale) return;
    this.#stale = since;
    this.tell('stale', since);
    this.become(this.#own);
    this.changed();
  }

  protected count(viewers: number): void {
    this.#viewers = viewers;
    this.tell('viewers', viewers);
    this.changed();
  }

  protected tell<Name extends keyof ReadingEvents>(name: Name, value: ReadingEvents[Name]): void {
    this.#events.emit(name as keyof ReadingEvents, value as never); // it goes to listeners of the same name
  }

  protected changed(): void {
    this.#events.emit('change', undefined);
  }

  #endStreams(): void {
    const status = this.#status;
    if (status.name === 'failed') {
      const refusal = new Refusal(status.fault);
      for (const stream of this.#streams) stream.end(refusal);
    }
    if (status.name === 'closed' || status.name === 'finished') for (const stream of this.#streams) stream.end();
  }
}
