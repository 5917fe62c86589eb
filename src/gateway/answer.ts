import type { Request, Response } from 'express';
import { Refusal } from '../protocol/codes.ts';
import { cursorAt } from '../protocol/cursor.ts';
import { id } from '../protocol/update.ts';
import type { Feed } from './feed.ts';

/** The briefing that an address names: what cannot be an id is nobody's. */
export function briefingOf(request: Request): string {
  const { success, data } = id.safeParse(request.params.id);
  if (!success) throw new Refusal('BRIEFING_UNKNOWN');
  return data;
}

/** Whatever is read of a feed changes only when its head does; caches have to ask, so that a retraction is not outlived. */
export function answer(request: Request, response: Response, feed: Feed, body: () => string, type = 'json'): void {
  response.set('Cache-Control', 'no-cache');
  unlessKnown(request, response, `"${cursorAt(feed.epoch, feed.head)}"`, () => response.type(type).send(body()));
}

/**
 * Sends what has this tag, unless the client has it already. Express would send the whole again to a client that says
 * `no-cache`, which `fetch` does with every condition of one's own.
 */
export function unlessKnown(request: Request, response: Response, tag: string, send: () => void): void {
  response.set('ETag', tag);
  const known = request.get('If-None-Match')?.split(',') ?? [];
  if (known.some((other) => other.trim().replace(/^W\//, '') === tag)) response.status(304).end();
  else send();
}
