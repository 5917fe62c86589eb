import { type Cursor, cursorAt, parseCursor, START } from '../../src/protocol/cursor.ts';
import type { Batch, Entry } from '../../src/protocol/entries.ts';
import { STATE_UPDATES } from '../../src/protocol/limits.ts';
import type { Reset } from '../../src/protocol/messages.ts';
import type { Snapshot } from '../../src/protocol/snapshot.ts';
import type { Clock } from '../clock.ts';
import type { Environment } from '../environment.ts';
import type { Answer, Message } from '../machine.ts';
import { refusalOf } from '../refusal.ts';
import type { Pages } from '../sources/pages.ts';
import { EventLines, type SentEvent } from './event-lines.ts';
import type { TransportHears } from './transport.ts';

/** A stream that has not begun by then is being held back by something in between, ms: a service begins it at once. */
export const EVENTS_MS = 5_000;
/** A stream that has been quiet for so long is dead, ms: a service sends a line every 15 s. */
export const SILENCE_MS = 40_000;
/** Between two looks for news, ms, half as long to half as long again, so that a crowd does not come at once. */
export const POLL_MS = 5_000;
/** The same while nobody looks. */
export const POLL_HIDDEN_MS = 60_000;

export type HttpOptions = { pages: Pages; clock: Clock; random: () => number; environment: Environment };

type Told = Pick<TransportHears, 'closing' | 'message'> & { began(answer: Answer<'follow'>): void };

/** One briefing being followed by requests: tells what a gateway tells over a websocket, in the same messages. */
export class HttpFollow {
  readonly #message: Message<'follow'>;
  readonly #told: Told;
  readonly #options: HttpOptions;
  #answer: Answer<'follow'> | undefined;
  #place: Cursor = '' as Cursor;
  /** It has been answered. */
  began = false;

  constructor(message: Message<'follow'>, told: Told, options: HttpOptions) {
    this.#message = message;
    this.#told = told;
    this.#options = options;
  }

  /** Finds out where to begin. Throws what the service refuses. */
  async begin(signal: AbortSignal): Promise<void> {
    const { briefing, from = 'start', last, only } = this.#message;
    const { snapshot } = await this.#options.pages.state(briefing, { limit: last ?? 1, only }, signal);
    const cursor = placeOf(from, last, snapshot);
    const state = last === undefined ? {} : { state: snapshot };
    this.#place = cursor;
    this.#answer = { ok: true, cursor, head: snapshot.cursor, briefing: snapshot.briefing, ...state };
  }

  /** Reads a stream of events; throws when it ends. False when it has not begun in time. */
  async stream(signal: AbortSignal): Promise<boolean> {
    const { pages, clock } = this.#options;
    const own = new AbortController();
    let inTime = clock.after(EVENTS_MS, () => own.abort());
    try {
      const body = await pages.events(this.#message.briefing, this.#place, AbortSignal.any([signal, own.signal]));
      const lines = new EventLines();
      for await (const piece of textOf(body)) {
        inTime();
        inTime = clock.after(SILENCE_MS, () => own.abort());
        this.#hear(lines.push(piece));
      }
      throw new Error('The stream has ended');
    } catch (error) {
      if (this.began || !own.signal.aborted || signal.aborted) throw error;
      return false;
    } finally {
      inTime();
      own.abort();
    }
  }

  /** Asks for news again and again; throws when that fails. */
  async poll(signal: AbortSignal): Promise<void> {
    for (;;) {
      const page = await this.#news(signal);
      this.#begun();
      if (page && page.through !== this.#place) this.#deliver(page);
      if (!page || page.head === this.#place) await this.#pause(signal);
    }
  }

  /** What has come after the reader's place; when that is in the log no more, the reader is told, and there is nothing. */
  async #news(signal: AbortSignal) {
    const { pages } = this.#options;
    const { briefing, only } = this.#message;
    try {
      return await pages.news(briefing, { after: this.#place, only }, signal);
    } catch (error) {
      if (refusalOf(error).code !== 'CURSOR_GONE') throw error;
      const { snapshot } = await pages.state(briefing, { limit: STATE_UPDATES, only }, signal);
      this.#begun();
      this.#reset({ briefing, reason: 'gone', cursor: snapshot.cursor, state: snapshot });
      return undefined;
    }
  }

  #hear(events: readonly SentEvent[]): void {
    this.#begun();
    let entries: Entry[] = [];
    let through = this.#place;
    for (const { name, id, data } of events) {
      const said = JSON.parse(data);
      if (name === 'message') {
        entries.push(said);
        through = id as Cursor;
        continue;
      }
      if (entries.length > 0) this.#deliver({ entries, through });
      entries = [];
      if (name === 'reset') this.#reset(said);
      if (name === 'closing') this.#told.closing(said);
      if (name === 'viewers' || name === 'stale') this.#told.message(name, said);
    }
    if (entries.length > 0) this.#deliver({ entries, through });
  }

  #begun(): void {
    if (this.began || !this.#answer) return;
    this.began = true;
    this.#told.began(this.#answer);
  }

  #deliver({ entries, through, now }: Pick<Batch, 'entries' | 'through' | 'now'>): void {
    const after = this.#place;
    this.#place = through;
    const { briefing } = this.#message;
    this.#told.message('batch', { briefing, after, through, entries, ...(now && { now }) });
  }

  #reset(reset: Reset): void {
    this.#place = reset.cursor;
    this.#told.message('reset', reset);
  }

  /** Until the next look is due, or somebody looks again. */
  #pause(signal: AbortSignal): Promise<void> {
    const { clock, random, environment } = this.#options;
    const { visible } = environment;
    return new Promise((resolve, reject) => {
      const end = (settle: () => void) => {
        inTime();
        unwatch();
        signal.removeEventListener('abort', leave);
        settle();
      };
      const leave = () => end(() => reject(signal.reason));
      const inTime = clock.after((visible ? POLL_MS : POLL_HIDDEN_MS) * (0.5 + random()), () => end(resolve));
      const unwatch = environment.subscribe(() => {
        if (environment.visible && !visible) end(resolve);
      });
      signal.addEventListener('abort', leave);
      if (signal.aborted) leave();
    });
  }
}

function placeOf(from: string, last: number | undefined, { cursor }: Snapshot): Cursor {
  if (last !== undefined || from === 'live') return cursor;
  return from === 'start' ? cursorAt(parseCursor(cursor)?.epoch ?? '', START) : (from as Cursor);
}

async function* textOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  const reader = body.getReader(); // Safari cannot loop over a stream
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield decoder.decode(value, { stream: true });
  }
}
