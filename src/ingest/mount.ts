import type { NextFunction, Request, Response, Router } from 'express';
import { Refusal } from '../protocol/codes.ts';
import { REQUEST_BYTES } from '../protocol/limits.ts';
import { id } from '../protocol/update.ts';
import type { Journal } from '../runtime/logging.ts';
import { createAuthorise } from './authorise.ts';
import { type Body, bodyReader } from './body.ts';
import type { Call, Reply, Route } from './call.ts';
import { idempotencyKeyOf, keyedSeed, randomSeed } from './identity.ts';
import { digest, type Requests } from './requests.ts';

type MountParts = { key: string; requests: Requests; journal: Journal; random: (bytes: number) => Uint8Array };

/** Addresses that others read: what is asked of them with GET is not ours to refuse. */
const READ_BY_OTHERS = new Set(['/v1/briefings', '/v1/briefings/:briefing']);
const NO_BODY: Body = { type: 'text/plain', bytes: new Uint8Array(), text: '' };

/** Puts the routes on a router. In this order: the key, before a byte of the body; the body; the same request only once at a time. */
export function mount(router: Router, routes: readonly Route[], parts: MountParts): Router {
  for (const route of routes) router[route.method](route.path, handler(route, parts));
  for (const path of new Set(routes.map((route) => route.path))) router.all(path, otherMethods(path, routes));
  return router;
}

function handler(route: Route, parts: MountParts) {
  const { method, path, types, limit = REQUEST_BYTES } = route;
  const authorise = createAuthorise(parts.key);
  const read = types ? bodyReader(types, limit) : async () => NO_BODY;
  return async (request: Request, response: Response): Promise<void> => {
    authorise(request.headers.authorization);
    const params = paramsOf(request);
    const query = queryOf(request.url);
    const key = method === 'get' ? undefined : idempotencyKeyOf(request.headers['idempotency-key']);
    const body = await read(request, response);
    const fingerprint = digest(method, request.originalUrl, body.type, body.bytes);
    const seed = key === undefined ? randomSeed(parts.random) : keyedSeed(key, fingerprint);
    const run = () => route.run({ params, query, body, seed });
    const reply = key === undefined ? await run() : await once(key, fingerprint, run, parts);
    if (method !== 'get')
      parts.journal.info(
        { call: `${method.toUpperCase()} ${path}`, ...request.params, status: reply.status },
        'written',
      );
    if (reply.location !== undefined) response.location(reply.location);
    response.status(reply.status).set('Cache-Control', 'no-store').json(reply.json);
  };
}

/** One request with an idempotency key. A key that cannot be given back changes no answer: it runs out by itself. */
async function once(key: string, fingerprint: string, run: () => Promise<Reply>, parts: MountParts): Promise<Reply> {
  const { requests, journal } = parts;
  const quietly = (call: Promise<void>) =>
    call.catch((error: unknown) => journal.debug({ error }, 'an idempotency key runs out by itself'));
  // A beginning that was given up may still reach Redis, and its end after it.
  await requests.begin(key, fingerprint).catch((error: unknown) => {
    if (error instanceof Refusal && error.code === 'UNAVAILABLE') void quietly(requests.end(key));
    throw error;
  });
  try {
    const reply = await run();
    await quietly(requests.end(key));
    return reply;
  } catch (error) {
    // What was refused for good has changed nothing; what else may have happened, only the same request may find out.
    void quietly(error instanceof Refusal && error.retry === 'never' ? requests.release(key) : requests.end(key));
    throw error;
  }
}

const UNKNOWN = {
  briefing: 'BRIEFING_UNKNOWN',
  article: 'ARTICLE_UNKNOWN',
  update: 'UPDATE_UNKNOWN',
  source: 'SOURCE_UNKNOWN',
} as const;

/** What cannot be an id is the id of nothing. */
function paramsOf(request: Request): Call['params'] {
  for (const [name, value] of Object.entries(request.params))
    if (!id.safeParse(value).success) throw new Refusal(UNKNOWN[name as keyof typeof UNKNOWN]);
  return request.params as Call['params'];
}

function queryOf(url: string): Record<string, string> {
  const query = new URL(url, 'http://localhost').searchParams;
  const names = [...query.keys()];
  if (new Set(names).size < names.length) throw new Refusal('BAD_REQUEST', 'A parameter stands twice in the address');
  return Object.fromEntries(query);
}

function otherMethods(path: string, routes: readonly Route[]) {
  const own = routes.filter((route) => route.path === path).map(({ method }) => method.toUpperCase());
  const reads = READ_BY_OTHERS.has(path) || own.includes('GET') ? ['GET', 'HEAD'] : [];
  const allow = [...new Set([...reads, ...own])].join(', ');
  return (request: Request, response: Response, next: NextFunction): void => {
    if (request.method === 'OPTIONS' || (READ_BY_OTHERS.has(path) && reads.includes(request.method))) return next();
    response.set('Allow', allow);
    throw new Refusal('METHOD_UNKNOWN', `This address takes ${allow}`);
  };
}
