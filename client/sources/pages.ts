import type { Code } from '../../src/protocol/codes.ts';
import type { Cursor } from '../../src/protocol/cursor.ts';
import type { Batch } from '../../src/protocol/entries.ts';
import type { Snapshot } from '../../src/protocol/snapshot.ts';
import type { Clock } from '../clock.ts';
import { Refusal, refusalOf } from '../refusal.ts';

/** A request that has not been answered by then is tried again, ms. */
export const REQUEST_MS = 10_000;

/** The entries after a place, as many as one page takes, and where the log ended when they were read. */
export type LogPage = Batch & { head: Cursor };
/** A state, and where the log ended when it was read. */
export type StatePage = { snapshot: Snapshot; head: Cursor | undefined };
export type Fetch = typeof fetch;
type Only = 'key' | undefined;
type Wanted = { after: Cursor; only?: Only };
type Part = { at?: number; before?: string; limit: number; only?: Only };
/** What is asked for once, and may be taken back. */
type Asked = { path: string; query: Record<string, string | number | undefined>; signal: AbortSignal };

/** A service's read API: what was published, page by page. Whatever goes wrong is a `Refusal`. */
export class Pages {
  readonly #base: string;
  readonly #fetch: Fetch;
  readonly #clock: Clock;

  constructor(url: string, { fetch, clock }: { fetch: Fetch; clock: Clock }) {
    this.#base = url.replace(/\/*$/, '/v1/briefings');
    this.#fetch = fetch;
    this.#clock = clock;
  }

  log(briefing: string, after: Cursor, signal: AbortSignal): Promise<LogPage> {
    return this.#ask({ path: `${pathOf(briefing)}/log`, query: { after }, signal }, (response) => response.json());
  }

  /** The same, for who stands at the head and asks whether that is still so: undefined when it is. */
  news(briefing: string, { after, only }: Wanted, signal: AbortSignal): Promise<LogPage | undefined> {
    const asked = { path: `${pathOf(briefing)}/log`, query: { after, only }, signal };
    const read = (response: Response) => (response.status === 304 ? undefined : response.json());
    return this.#ask(asked, read, { 'If-None-Match': `"${after}"` });
  }

  /** The newest state, or that at a moment of the log's time, ms; the newest `limit` updates of it, or of those before one. */
  state(briefing: string, { at, before, limit, only }: Part, signal: AbortSignal): Promise<StatePage> {
    const moment = at === undefined ? undefined : new Date(at).toISOString();
    return this.#ask(
      { path: pathOf(briefing), query: { at: moment, before, limit, key: only && 'true' }, signal },
      async (response) => {
        const snapshot: Snapshot = await response.json();
        // A state's tag is the head of its log; not every cache passes it on.
        const head = at === undefined ? snapshot.cursor : /"(.+)"/.exec(response.headers.get('ETag') ?? '')?.[1];
        return { snapshot, head: head as Cursor | undefined };
      },
    );
  }

  /** Whether there is anybody who answers: a captive portal, or a proxy with nothing behind it, does not speak JSON. */
  async reach(briefing: string | undefined, signal: AbortSignal): Promise<void> {
    const path = briefing === undefined ? '' : pathOf(briefing);
    await this.#ask({ path, query: { limit: 1 }, signal }, (response) => response.json()).catch((error: Refusal) => {
      if (error.retry !== 'never') throw error; // whoever refuses is there
    });
  }

  /** A stream of events from a place on: there once the service has begun it. */
  events(briefing: string, after: Cursor, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    const asked = { path: `${pathOf(briefing)}/events`, query: { after }, signal };
    return this.#ask(asked, ({ body }) => body as ReadableStream<Uint8Array>); // an answer to a GET has one
  }

  async #ask<Answer>(asked: Asked, read: Read<Answer>, headers: Record<string, string> = {}): Promise<Answer> {
    const { path, query, signal } = asked;
    const words = Object.entries(query).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)]],
    );
    const late = new AbortController();
    const inTime = this.#clock.after(REQUEST_MS, () => late.abort(new Error(`no answer within ${REQUEST_MS} ms`)));
    try {
      const url = `${this.#base}${path}?${new URLSearchParams(words)}`;
      const response = await this.#fetch(url, { headers, signal: AbortSignal.any([signal, late.signal]) });
      if (!response.ok && response.status !== 304) throw await refusedBy(response);
      return await read(response);
    } catch (error) {
      throw refusalOf(error);
    } finally {
      inTime();
    }
  }
}

type Read<Answer> = (response: Response) => Answer | Promise<Answer>;

function pathOf(briefing: string): string {
  return `/${encodeURIComponent(briefing)}`;
}

/** What a refused request is answered with (RFC 9457); an answer without a code comes from something in between. */
async function refusedBy(response: Response): Promise<Refusal> {
  const problem: { code?: Code; detail?: string } = await response.json().catch(() => ({}));
  if (!problem.code) throw new Error(`${response.status} from something that is not Dateline`);
  const later = response.status >= 500 || response.status === 429 || response.headers.has('Retry-After');
  const message = problem.detail ?? problem.code;
  const after = 1_000 * Number(response.headers.get('Retry-After')) || 0; // a date there counts as nothing
  return new Refusal({ code: problem.code, message, retry: later ? 'later' : 'never' }, { after });
}
