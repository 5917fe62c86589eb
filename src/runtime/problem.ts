import type { ErrorRequestHandler } from 'express';
import { CODES, type Code, Refusal } from '../protocol/codes.ts';
import { FAULT_CHARACTERS, FAULTS, RETRY_AFTER_SECONDS } from '../protocol/limits.ts';
import type { Journal } from './logging.ts';

/** RFC 9457, with the code that clients go by and what else they may want (`revision`, `faults` …). Under 2 kB. */
export type Problem = { type: string; title: string; status: number; detail: string; code: Code } & Readonly<
  Record<string, unknown>
>;

/** What a person is shown in place of a problem. */
export type ProblemView = (problem: Problem) => string;

/**
 * The last handler of an app: every error becomes a problem, for browsers that ask for pages a page, and what is our mistake
 * becomes a line in the journal.
 */
export function problems(journal: Journal, view?: ProblemView): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const refusal = refusalOf(error);
    if (refusal.code === 'INTERNAL')
      journal.error({ error, method: request.method, path: request.path }, 'a request failed');
    if (refusal.code === 'UNAVAILABLE') journal.debug({ error, method: request.method }, 'a request was refused');
    if (response.headersSent) return next(error); // too late for a problem: Express breaks the connection off
    if (refusal.retry === 'later') response.set('Retry-After', String(RETRY_AFTER_SECONDS));
    if (refusal.code === 'BAD_KEY') response.set('WWW-Authenticate', 'Bearer');
    // A body that nobody will read must not hold the connection.
    if (!request.complete) response.set('Connection', 'close');
    response.status(refusal.status).set('Cache-Control', 'no-store').vary('Accept');
    const problem = problemOf(refusal);
    if (view && request.accepts(['json', 'html']) === 'html') response.type('html').send(view(problem));
    else response.type('application/problem+json').send(JSON.stringify(problem));
  };
}

export function problemOf({ code, status, message, extra }: Refusal): Problem {
  const { faults, ...rest } = extra;
  return {
    ...rest,
    type: `urn:dateline:${code}`,
    title: CODES[code].title,
    status,
    detail: short(message),
    code,
    ...(Array.isArray(faults) && { faults: faults.slice(0, FAULTS).map((fault) => short(String(fault))) }),
  };
}

function short(text: string): string {
  return text.length > FAULT_CHARACTERS ? `${text.slice(0, FAULT_CHARACTERS - 1).toWellFormed()}…` : text;
}

/** What Express, its router and its body parsers throw, by status: their own messages may repeat what was sent. */
const BY_STATUS: Readonly<Record<number, [Code, string]>> = {
  400: ['BAD_REQUEST', 'The address or the body of the request cannot be decoded'],
  404: ['PATH_UNKNOWN', CODES.PATH_UNKNOWN.title],
  405: ['METHOD_UNKNOWN', CODES.METHOD_UNKNOWN.title],
  413: ['TOO_LARGE', CODES.TOO_LARGE.title],
  415: ['BAD_TYPE', 'The body comes in an encoding that this call does not take; send it plain, or as gzip'],
};

export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const status = error instanceof Error && 'status' in error ? Number(error.status) : undefined;
  const known = status === undefined ? undefined : BY_STATUS[status];
  if (known) return new Refusal(known[0], known[1], {}, { cause: error });
  return new Refusal('INTERNAL', CODES.INTERNAL.title, {}, { cause: error });
}
