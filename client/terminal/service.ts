import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArticleAccepted, BriefingWritten } from '../../src/protocol/answers.ts';
import type { ArticleStatus } from '../../src/protocol/article.ts';
import type { Description } from '../../src/protocol/briefing.ts';
import type { Code } from '../../src/protocol/codes.ts';
import { EXITS, Failure, refused, unreachable } from './exits.ts';
import type { Io } from './io.ts';

/** A request that has not been answered by then will not be, ms. */
const REQUEST_MS = 30_000;

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

  pageOf(briefing: string): string {
    return `${this.url}/briefings/${encodeURIComponent(briefing)}`;
  }

  async #call<Answer>(method: string, path: string, body?: Body): Promise<Answer> {
    const headers: Record<string, string> = { Accept: 'application/json' };
    if (body) headers['Content-Type'] = body.type;
    if (this.#key) headers.Authorization = `Bearer ${this.#key}`;
    const signal = AbortSignal.timeout(REQUEST_MS);
    const request = { method, headers, signal, ...(body && { body: body.text }) };
    const { response, answer } = await fetch(`${this.url}${path}`, request)
      .then(async (response) => ({ response, answer: parsed(await response.text()) }))
      .catch((error: unknown) => {
        throw unreachable(this.url, causeOf(error));
      });
    if (isProblem(answer)) throw refused({ code: answer.code, message: messageOf(answer) });
    if (!response.ok || typeof answer !== 'object') {
      throw new Failure(EXITS.unreachable, `${this.url} answers with ${response.status}, and not as Dateline does.`);
    }
    return answer as Answer;
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

type Body = { type: string; text: string };

function json(value: object): Body {
  return { type: 'application/json', text: JSON.stringify(value) };
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
