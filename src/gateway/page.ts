import { type Cursor, cursorAt, type EntryId } from '../protocol/cursor.ts';
import type { Entry } from '../protocol/entries.ts';
import { frameOf } from './frame.ts';

/** An entry as a feed holds it: its JSON is made once and written to everybody. */
export type Held = { id: EntryId; entry: Entry; json: string };

/** A run of a log on its way to readers. Each encoding is made when the first reader needs it, and then shared. */
export class Page {
  readonly briefing: string;
  readonly epoch: string;
  readonly after: EntryId;
  readonly through: EntryId;
  readonly held: readonly Held[];
  #packet: string | undefined;
  #frame: Buffer | undefined;
  #events: string | undefined;

  constructor(briefing: string, epoch: string, after: EntryId, held: readonly Held[]) {
    this.briefing = briefing;
    this.epoch = epoch;
    this.after = after;
    this.through = held.at(-1)?.id ?? after;
    this.held = held;
  }

  /** The Socket.IO packet that carries this page as a `batch` (protocol 5, default namespace). */
  get packet(): string {
    this.#packet ??= `2["batch",${this.batch}]`;
    return this.#packet;
  }

  /** The same as the bytes of a websocket message. */
  get frame(): Buffer {
    this.#frame ??= frameOf(this.packet);
    return this.#frame;
  }

  /** The same as a `Batch` in JSON; `more` are members that go along. */
  batchWith(more: Readonly<Record<string, unknown>>): string {
    return `${this.batch.slice(0, -1)},${JSON.stringify(more).slice(1)}`;
  }

  /** The same as Server-Sent Events, one for each entry (WHATWG HTML, 9.2). JSON has no line breaks, so one `data` line will do. */
  get events(): string {
    this.#events ??= this.held.map(({ id, json }) => `id: ${this.#cursor(id)}\ndata: ${json}\n\n`).join('');
    return this.#events;
  }

  /** A `Batch`, as JSON. */
  get batch(): string {
    const head = JSON.stringify({
      briefing: this.briefing,
      after: this.#cursor(this.after),
      through: this.#cursor(this.through),
    });
    return `${head.slice(0, -1)},"entries":[${this.held.map(({ json }) => json).join(',')}]}`;
  }

  #cursor(id: EntryId): Cursor {
    return cursorAt(this.epoch, id);
  }
}
