import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { ArticleAccepted, BriefingWritten } from '../../src/protocol/answers.ts';
import type { ArticleStatus } from '../../src/protocol/article.ts';
import type { Description } from '../../src/protocol/briefing.ts';
import type { Code } from '../../src/protocol/codes.ts';
import type { Cursor } from '../../src/protocol/cursor.ts';
import type { Batch } from '../../src/protocol/entries.ts';
import { EXITS, Failure, type Remedies, refused, unreachable } from './exits.ts';
import type { Io } from './io.ts';

/** A request that has not been answered by then will not be, ms. */
const REQUEST_MS = 30_000;

/** A large log is looked at and written after it has arrived, ms. */
const IMPORT_MS = 300_000;
const IMPORT_REMEDIES: Remedies = {
  BRIEFING_EXISTS: 'A log is imported whole or not at all; what is here stays as it is.',
  TOO_LARGE: 'This service takes no log of that size.',
  PATH_UNKNOWN: 'This service is too old to import.',
};

export type Draft = {
  title?: string;
  body: string;
  format: 'text' | 'html';
  url?: string;
  pace?: number;
};

/** The service's HTTP calls, as far as commands need them. What it refuses is thrown as a `Failure`. */
export class Service {
  readonly url: string;
  readonly #key: string | undefined;

  constructor(url: string, key: string | undefined) {
    this.url = url.replace(/\/+$/, '');
    this.#key = key;
  }

  open(briefing: Description & { id?: string }): Promise<BriefingWritten> {
    return this.#call('POST', '/v1/briefings', json(briefing));
  }

  /** An article with nothing beside its text is sent as it is: in JSON it would be longer. */
  publish(briefing: string, draft: Draft): Promise<ArticleAccepted> {
    const path = `/v1/briefings/${encodeURIComponent(briefing)}/articles`;
    const { body, format, ...beside } = draft;
    if (Object.keys(beside).length > 0) return this.#call('POST', path, json(draft));
    return this.#call('POST', path, {
      type: `text/${format === 'html' ? 'html' : 'plain'}; charset=utf-8`,
      text: body,
    });
  }

  article(briefing: string, article: string): Promise<ArticleStatus> {
    const path = `/v1/briefings/${encodeURIComponent(briefing)}/articles/${encodeURIComponent(article)}`;
    return this.#call('GET', path);
  }

  /** Entries of a log after a cursor, or its first ones, and where its head is. */
  log(briefing: string, after?: Cursor): Promise<Batch & { head: Cursor }> {
    const query = after === undefined ? '' : `?after=${encodeURIComponent(after)}`;
    return this.#call('GET', `${logOf(briefing)}${query}`, undefined, { CURSOR_GONE: 'Export it again.' });
  }

  /** Puts a whole log in place, from a file as `dateline export` writes it. Packed: it has a quarter of a minute to arrive. */
  async import(briefing: string, file: AsyncIterable<Uint8Array>): Promise<'imported' | 'there already'> {
    const packed = pipeline(file, createGzip(), () => {}); // what goes wrong is heard by who reads it
    const body = { type: 'application/x-ndjson', encoding: 'gzip', stream: packed, withinMs: IMPORT_MS };
    try {
      const { status } = await this.#request('PUT', logOf(briefing), body, IMPORT_REMEDIES);
      return status === 201 ? 'imported' : 'there already';
    } finally {
      packed.destroy(); // what was refused is not read on
    }
  }

  pageOf(briefing: string): string {
    return `${this.url}/briefings/${encodeURIComponent(briefing)}`;
  }

  async #call<Answer>(method: string, path: string, body?: Body, remedies: Remedies = {}): Promise<Answer> {
    const { answer } = await this.#request(method, path, body, remedies);
    return answer as Answer;
  }

  async #request(method: string, path: string, body: Body | undefined, remedies: Remedies) {
    const headers: Record<string, string> = { Accept: 'application/json' };
    if (body) headers['Content-Type'] = body.type;
    if (body?.encoding) headers['Content-Encoding'] = body.encoding;
    if (this.#key) headers.Authorization = `Bearer ${this.#key}`;
    const signal = AbortSignal.timeout(body?.withinMs ?? REQUEST_MS);
    const sent = body?.stream ? { body: body.stream, duplex: 'half' } : body && { body: body.text };
    const { response, answer } = await fetch(`${this.url}${path}`, { method, headers, signal, ...sent } as RequestInit)
      .then(async (response) => ({ response, answer: parsed(await response.text()) }))
      .catch((error: unknown) => {
        throw unreachable(this.url, causeOf(error));
      });
    if (isProblem(answer)) throw refused({ code: answer.code, message: messageOf(answer) }, remedies);
    if (!response.ok || typeof answer !== 'object') {
      throw new Failure(EXITS.unreachable, `${this.url} answers with ${response.status}, and not as Dateline does.`);
    }
    return { status: response.status, answer };
  }
}

/** The editor key: from the environment, or from the data folder of a service on this machine. */
export async function editorKey(env: Io['env']): Promise<string | undefined> {
  if (env.DATELINE_EDITOR_KEY) return env.DATELINE_EDITOR_KEY;
  const file = join(env.DATELINE_DATA || './data', 'editor-key');
  return readFile(file, 'utf8').then(
    (text) => text.trim(),
    () => undefined, // the service says that a key is missing
  );
}

/** A body is a text or a stream. */
type Body = { type: string; text?: string; stream?: AsyncIterable<Uint8Array>; encoding?: string; withinMs?: number };

function json(value: object): Body {
  return { type: 'application/json', text: JSON.stringify(value) };
}

function logOf(briefing: string): string {
  return `/v1/briefings/${encodeURIComponent(briefing)}/log`;
}

/** As far as it is of use to a person. */
type Problem = { code: Code; title: string; detail?: string; faults?: readonly string[] };

function messageOf({ title, detail = title, faults = [] }: Problem): string {
  return [detail, ...faults.filter((fault) => fault !== detail)].join('; ');
}

function isProblem(answer: unknown): answer is Problem {
  return typeof answer === 'object' && answer !== null && 'code' in answer && 'title' in answer;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Node puts the reason of a failed fetch into its cause. */
function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return String(cause);
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
}
