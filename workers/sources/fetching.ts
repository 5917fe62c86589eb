import { lookup as ask, type LookupAddress, type LookupAllOptions } from 'node:dns';
import * as http from 'node:http';
import * as https from 'node:https';
import type { LookupFunction } from 'node:net';
import { Refusal } from '../../src/protocol/codes.ts';
import {
  SOURCE_ANSWER_MS,
  SOURCE_BYTES,
  SOURCE_HEADER_BYTES,
  SOURCE_REDIRECTS,
  SOURCE_VALIDATOR_CHARACTERS,
} from '../../src/protocol/limits.ts';
import { type Allowed, literalAddress } from '../../src/queue/index.ts';
import { bodyOf, ENCODINGS } from './body.ts';
import { unreachable } from './unreachable.ts';

/** What a server gave with an earlier answer, to be asked whether there is another by now. */
export type Validators = { etag?: string | undefined; modified?: string | undefined };

export type Answer =
  | { result: 'feed'; url: string; bytes: Uint8Array; type: string | undefined; validators: Validators }
  | { result: 'unchanged' }
  | { result: 'gone' };

/** Finds all addresses of a host, as `dns.lookup` does. */
export type Lookup = (
  host: string,
  options: LookupAllOptions,
  found: (error: Error | null, addresses: LookupAddress[]) => void,
) => void;

/** Every address that `lookup` finds must be `allowed`. */
export type Fetching = {
  allowed: Allowed;
  lookup?: Lookup;
  limits?: Partial<FetchLimits>;
};
export type FetchLimits = { bytes: number; ms: number; redirects: number };
const LIMITS: FetchLimits = { bytes: SOURCE_BYTES, ms: SOURCE_ANSWER_MS, redirects: SOURCE_REDIRECTS };

const HEADERS = {
  'User-Agent': 'Dateline',
  Accept: 'application/feed+json, application/atom+xml, application/rss+xml, application/xml;q=0.9, */*;q=0.5',
  'Accept-Encoding': ENCODINGS.join(', '),
};
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * Asks for a feed, following redirects by hand: each address on the way is checked, and connected to as it was checked, so
 * that no name can lead elsewhere at the second question. Throws a `Refusal` that says what went wrong.
 */
export async function fetchFeed(
  address: string,
  known: Validators,
  { allowed, lookup = ask, limits }: Fetching,
  signal: AbortSignal,
): Promise<Answer> {
  const { bytes, ms, redirects } = { ...LIMITS, ...limits };
  const enough = AbortSignal.timeout(ms);
  const ending = AbortSignal.any([signal, enough]);
  const connecting = { lookup: checkedLookup(allowed, lookup), signal: ending };
  try {
    let url = new URL(address);
    for (let hops = 0; hops <= redirects; hops++) {
      const answer = await asked(checkedUrl(url, allowed), known, connecting);
      const next = nextOf(answer, url);
      if (!next) return await answerOf(answer, url, { limit: bytes, signal: ending });
      answer.destroy(); // nobody reads what a redirect says
      url = next;
    }
    throw new Refusal('SOURCE_UNREACHABLE', `It redirects more than ${redirects} times`);
  } catch (error) {
    if (enough.aborted) throw new Refusal('SOURCE_UNREACHABLE', `It took longer than ${ms / 1_000} s to answer`);
    throw unreachable(error);
  }
}

function checkedUrl(url: URL, allowed: Allowed): URL {
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new Refusal('ADDRESS_REFUSED', 'It leads to an address that is neither http nor https');
  if (url.username !== '' || url.password !== '')
    throw new Refusal('ADDRESS_REFUSED', 'It leads to an address with a name and password in it');
  const literal = literalAddress(url); // which nobody looks up
  if (literal !== undefined && !allowed(literal)) throw refused();
  return url;
}

/** Which address it was is not said: who may not reach a network need not learn what is in it. */
const refused = () => new Refusal('ADDRESS_REFUSED', 'It leads to an address that is not on the public web');

/** The addresses that come out of it are those that are connected to. One that is not allowed spoils the others. */
function checkedLookup(allowed: Allowed, lookup: Lookup): LookupFunction {
  return (host, options, found) => {
    lookup(host, { ...options, all: true }, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error || !first) return found(error ?? refused(), '', 4);
      if (!addresses.every(({ address }) => allowed(address))) return found(refused(), '', 4);
      return options.all ? found(null, addresses) : found(null, first.address, first.family);
    });
  };
}

function asked(
  url: URL,
  { etag, modified }: Validators,
  connecting: { lookup: LookupFunction; signal: AbortSignal },
): Promise<http.IncomingMessage> {
  const headers = {
    ...HEADERS,
    ...(etag !== undefined && { 'If-None-Match': etag }),
    ...(modified !== undefined && { 'If-Modified-Since': modified }),
  };
  const { request } = url.protocol === 'https:' ? https : http;
  // No agent: a connection of its own, that no proxy of the environment and no earlier answer has a hand in.
  const options = { ...connecting, headers, agent: false, maxHeaderSize: SOURCE_HEADER_BYTES } as const;
  return new Promise((resolve, reject) => {
    request(url, options, resolve).on('error', reject).end();
  });
}

function nextOf({ statusCode = 0, headers }: http.IncomingMessage, url: URL): URL | undefined {
  return REDIRECTS.has(statusCode) ? redirectedTo(headers.location, url) : undefined;
}

/** Where a redirect leads from an address; the addresses of its host are checked when it is connected to. */
export function redirectedTo(location: string | undefined, url: URL): URL {
  if (location === undefined || !URL.canParse(location, url))
    throw new Refusal('SOURCE_UNREACHABLE', 'It redirects without an address to go to');
  const next = new URL(location, url);
  if (url.protocol === 'https:' && next.protocol === 'http:')
    throw new Refusal('ADDRESS_REFUSED', 'It leads from https to http, where anybody could change what it says');
  return next;
}

async function answerOf(
  answer: http.IncomingMessage,
  url: URL,
  reading: { limit: number; signal: AbortSignal },
): Promise<Answer> {
  const { statusCode = 0, headers } = answer;
  if (statusCode === 200) {
    const { etag, 'last-modified': modified, 'content-type': type } = headers;
    const validators = { etag: kept(etag), modified: kept(modified) };
    return { result: 'feed', url: url.href, bytes: await bodyOf(answer, reading), type, validators };
  }
  answer.destroy();
  if (statusCode === 304) return { result: 'unchanged' };
  if (statusCode === 410) return { result: 'gone' };
  throw new Refusal('SOURCE_UNREACHABLE', `It answers ${statusCode}`, { retryAfter: headers['retry-after'] });
}

function kept(validator: string | undefined): string | undefined {
  return validator !== undefined && validator.length <= SOURCE_VALIDATOR_CHARACTERS ? validator : undefined;
}
