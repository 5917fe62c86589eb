import type { Source } from '../../client/sources/source.ts';
import { type Cursor, parseCursor, seqOf, timeOf } from '../../src/protocol/cursor.ts';
import type { Entry } from '../../src/protocol/entries.ts';
import { EMPTY, fold } from '../../src/protocol/fold.ts';
import { snapshotOf } from '../../src/protocol/snapshot.ts';
import { EPOCH, STORM, storm } from './samples.ts';

/** A service with one long log that nobody writes to, without a wire: what a reader asks is answered at once. */
export class LongLog {
  readonly entries: readonly Entry[];
  /** The pages of the log that were asked for. */
  pages = 0;

  constructor(entries: number) {
    this.entries = storm(entries - 1);
  }

  get head(): Cursor {
    return this.cursorOf(this.entries.length);
  }

  cursorOf(seq: number): Cursor {
    const entry = this.entries[seq - 1];
    return `${EPOCH}:${entry ? `${Date.parse(entry.at)}-${seq}` : '0-0'}` as Cursor;
  }

  get source(): Source {
    const { briefing } = fold(EMPTY, this.entries);
    if (!briefing) throw new Error('There is no briefing');
    const head = this.head;
    return {
      open: (hears) => hears.connected(),
      send: (_, message, answered) => {
        const answer = { ok: true, cursor: head, head, briefing, asked: message } as const;
        queueMicrotask(() => answered(answer as never)); // nothing but `follow` is asked
      },
      reconnect: () => {},
      close: () => {},
    };
  }

  readonly fetch: typeof fetch = async (input) => {
    const url = new URL(String(input));
    const at = url.searchParams.get('at');
    return Response.json(url.pathname.endsWith('/log') ? this.#page(url) : this.#state(at), {
      headers: { ETag: `"${this.head}"` },
    });
  };

  #page(url: URL): object {
    this.pages += 1;
    const after = url.searchParams.get('after') ?? '';
    const from = seqOf(parseCursor(after)?.id ?? '0-0');
    const entries = this.entries.slice(from, from + 500);
    return { briefing: STORM, after, through: this.cursorOf(from + entries.length), entries, head: this.head };
  }

  #state(at: string | null): object {
    const moment = at === null ? timeOf(parseCursor(this.head)?.id ?? '0-0') : Date.parse(at);
    const before = this.entries.filter((entry) => Date.parse(entry.at) <= moment);
    return snapshotOf(fold(EMPTY, before), EPOCH, { last: 500 }) ?? {};
  }
}
