import { Router } from 'express';
import { z } from 'zod';
import type { Log } from '../log/log.ts';
import { Refusal } from '../protocol/codes.ts';
import { cursorAt, type EntryId, parseCursor, START } from '../protocol/cursor.ts';
import {
  LIST_BRIEFINGS,
  LIST_BRIEFINGS_DEFAULT,
  PAGE_ENTRIES,
  REVISIONS,
  REVISIONS_DEFAULT,
  STATE_UPDATES,
  STATE_UPDATES_DEFAULT,
} from '../protocol/limits.ts';
import { snapshotOf } from '../protocol/snapshot.ts';
import { id } from '../protocol/update.ts';
import { answer, briefingOf } from './answer.ts';
import { askedState, stateAsked } from './asked-state.ts';
import { placeQuery } from './events.ts';
import type { Feed } from './feed.ts';
import { shaped } from './guard.ts';
import { historyOf } from './history.ts';
import type { ReadsOptions } from './reads.ts';

export type ReadApiOptions = ReadsOptions & { log: Log };

const count = (most: number, usual: number) =>
  z
    .string()
    .regex(/^\d{1,6}$/, 'a whole number')
    .default(String(usual))
    .transform(Number)
    .refine((value) => value >= 1 && value <= most, `from 1 to ${most}`);

/** The queries of the read calls. */
const listQuery = z.object({ limit: count(LIST_BRIEFINGS, LIST_BRIEFINGS_DEFAULT), after: id.optional() });
const stateQuery = askedState.extend({ limit: count(STATE_UPDATES, STATE_UPDATES_DEFAULT) });
const logQuery = placeQuery.extend({ limit: count(PAGE_ENTRIES, PAGE_ENTRIES) });
const historyQuery = z.object({
  limit: count(REVISIONS, REVISIONS_DEFAULT),
  after: z
    .string()
    .regex(/^\d{1,6}$/, 'a revision')
    .default('0')
    .transform(Number),
});

/** The calls that read: list, state, log page, revisions. All but the list come from feeds in memory. */
export function createReadApi(options: ReadApiOptions): Router {
  const { feeds, log } = options;
  const router = Router();

  router.get('/v1/briefings', async (request, response) => {
    const { limit, after } = shaped(listQuery, request.query);
    response.set('Cache-Control', 'no-cache').json(await log.list(after === undefined ? { limit } : { limit, after }));
  });

  router.get('/v1/briefings/:id', async (request, response) => {
    const feed = await feeds.fresh(briefingOf(request));
    const { limit, ...asked } = shaped(stateQuery, request.query);
    const { before } = asked;
    const snapshot = snapshotOf(
      stateAsked(feed, asked),
      feed.epoch,
      before === undefined ? { last: limit } : { last: limit, before },
    );
    if (!snapshot) throw new Refusal('BRIEFING_UNKNOWN', 'The briefing was not open at that moment');
    answer(request, response, feed, () => JSON.stringify(snapshot));
  });

  router.get('/v1/briefings/:id/log', async (request, response) => {
    const briefing = briefingOf(request);
    await feeds.fresh(briefing);
    const { limit, after, only } = shaped(logQuery, request.query);
    if (after !== undefined && !placeIn(feeds.held(briefing, only), after)) await feeds.look(briefing);
    const feed = feeds.held(briefing, only);
    const place = after === undefined ? START : placeIn(feed, after);
    if (!place) throw new Refusal('CURSOR_GONE', undefined, { head: cursorAt(feed.epoch, feed.head) });
    const page = feed.pageAfter(place, feed.head, limit);
    answer(request, response, feed, () => page.batchWith({ head: cursorAt(feed.epoch, feed.head) }));
  });

  router.get('/v1/briefings/:id/updates/:update/revisions', async (request, response) => {
    const feed = await feeds.fresh(briefingOf(request));
    const history = historyOf(feed, request.params.update, shaped(historyQuery, request.query));
    answer(request, response, feed, () => JSON.stringify(history));
  });

  return router;
}

/** Undefined when the place is not in this feed. */
function placeIn(feed: Feed, after: string): EntryId | undefined {
  const place = parseCursor(after);
  if (!place) throw new Refusal('BAD_CURSOR');
  return place.epoch === feed.epoch && feed.has(place.id) ? place.id : undefined;
}
