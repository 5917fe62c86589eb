import { createHash } from 'node:crypto';
import { static as files, type Request, type Response, Router } from 'express';
import { z } from 'zod';
import type { Log } from '../log/log.ts';
import { Refusal } from '../protocol/codes.ts';
import { LIST_BRIEFINGS_DEFAULT, STATE_UPDATES_DEFAULT } from '../protocol/limits.ts';
import { snapshotOf } from '../protocol/snapshot.ts';
import { id } from '../protocol/update.ts';
import type { BriefingView, Views } from '../protocol/views.ts';
import { briefingOf, unlessKnown } from './answer.ts';
import { type AskedState, askedState, stateAsked } from './asked-state.ts';
import type { Feed } from './feed.ts';
import type { Feeds } from './feeds.ts';
import { shaped } from './guard.ts';
import { neighbours } from './neighbours.ts';

export type PagesOptions = { feeds: Feeds; log: Log; views: Views; publicUrl: () => string; assets: string };

const listQuery = z.object({ after: id.optional() });
const pageQuery = askedState.omit({ tag: true });
const STATUSES = ['live', 'scheduled', 'ended'] as const;

/** The pages for people: the list, a briefing, its frame for other sites, and the files that they load. */
export function createPages({ feeds, log, views, publicUrl, assets }: PagesOptions): Router {
  const router = Router();
  router.use('/assets', files(assets, { index: false, fallthrough: true }));

  router.get('/', async (request, response) => {
    const { after } = shaped(listQuery, request.query);
    const { briefings, next } = await log.list({
      limit: LIST_BRIEFINGS_DEFAULT,
      ...(after !== undefined && { after }),
    });
    const sorted = STATUSES.flatMap((status) => briefings.filter((briefing) => briefing.status === status));
    send(request, response, views.list({ briefings: sorted, site: publicUrl(), next }));
  });

  router.get('/briefings/:id', async (request, response) => {
    const feed = await feeds.fresh(briefingOf(request));
    send(request, response, views.briefing(viewOf(feed, shaped(pageQuery, request.query), publicUrl())));
  });

  router.get('/embed/:id', async (request, response) => {
    const feed = await feeds.fresh(briefingOf(request));
    send(request, response, views.embed(viewOf(feed, {}, publicUrl())));
  });

  return router;
}

function viewOf(feed: Feed, query: AskedState, site: string): BriefingView {
  const { before } = query;
  const state = stateAsked(feed, query);
  const part = { last: STATE_UPDATES_DEFAULT, ...(before !== undefined && { before }) };
  const snapshot = snapshotOf(state, feed.epoch, part);
  if (!snapshot) throw new Refusal('BRIEFING_UNKNOWN', 'The briefing was not open at that moment');
  return { snapshot, site, query, ...neighbours(state, snapshot, query) };
}

/**
 * A page is known by what is in it: beside the state that is the address of the site, and how the pages of this version look.
 * Caches keep it and have to ask, so that a retraction is not outlived; to ask costs them no bytes.
 */
function send(request: Request, response: Response, html: string): void {
  const tag = `"${createHash('sha256').update(html).digest('base64url').slice(0, 27)}"`;
  response.set('Cache-Control', 'public, no-cache');
  unlessKnown(request, response, tag, () => response.type('html').send(html));
}
