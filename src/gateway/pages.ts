import { static as files, Router } from 'express';
import type { Log } from '../log/log.ts';
import type { Briefing } from '../protocol/briefing.ts';
import { LIST_BRIEFINGS_DEFAULT, STATE_UPDATES_DEFAULT } from '../protocol/limits.ts';
import { type Snapshot, snapshotOf } from '../protocol/snapshot.ts';
import { id } from '../protocol/update.ts';
import type { Feeds } from './feeds.ts';

/** What makes pages of states: whole documents, complete without a script. */
export type Views = { briefing: (snapshot: Snapshot) => string; list: (briefings: readonly Briefing[]) => string };
export type PagesOptions = { feeds: Feeds; log: Log; views: Views; assets: string };

/** The pages for people: the list, a briefing, and the files that they load. An id that cannot be one is left to whoever answers last. */
export function createPages({ feeds, log, views, assets }: PagesOptions): Router {
  const router = Router();
  router.use('/assets', files(assets, { index: false, fallthrough: true }));
  router.get('/', async (_request, response) => {
    const { briefings } = await log.list({ limit: LIST_BRIEFINGS_DEFAULT });
    response.set('Cache-Control', 'no-cache').type('html').send(views.list(briefings));
  });
  router.get('/briefings/:id', async (request, response, next) => {
    const { success, data } = id.safeParse(request.params.id);
    const feed = success ? await feeds.fresh(data) : undefined;
    const snapshot = feed && snapshotOf(feed.state, feed.epoch, { last: STATE_UPDATES_DEFAULT });
    if (!feed || !snapshot) return next();
    response
      .set('Cache-Control', 'no-cache')
      .set('ETag', `"${snapshot.cursor}"`)
      .type('html')
      .send(views.briefing(snapshot));
  });
  return router;
}
