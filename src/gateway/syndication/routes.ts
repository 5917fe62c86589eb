import { Router } from 'express';
import { z } from 'zod';
import { Refusal } from '../../protocol/codes.ts';
import { id } from '../../protocol/update.ts';
import { answer, briefingOf } from '../answer.ts';
import type { Feed } from '../feed.ts';
import type { Feeds } from '../feeds.ts';
import { shaped } from '../guard.ts';
import { atom } from './atom.ts';
import { jsonFeed } from './json-feed.ts';
import { ninjsOf } from './ninjs.ts';
import { briefingAt, oembed, oembedQuery } from './oembed.ts';
import { rss } from './rss.ts';
import { documentAt, type Syndicated, syndicated } from './syndicated.ts';

export type SyndicationOptions = { feeds: Feeds; publicUrl: () => string };

/** The documents that feed readers ask for, by their names. */
const DOCUMENTS = {
  'feed.json': { type: 'application/feed+json', write: jsonFeed },
  'feed.atom': { type: 'application/atom+xml', write: atom },
  'feed.rss': { type: 'application/rss+xml', write: rss },
} as const;

const query = z.object({ before: id.optional() });

/** What other services read of a briefing: feeds, ninjs, oEmbed. */
export function createSyndication({ feeds, publicUrl }: SyndicationOptions): Router {
  const router = Router();

  for (const [name, { type, write }] of Object.entries(DOCUMENTS))
    router.get(`/briefings/:id/${name}`, async (request, response) => {
      const feed = await feeds.fresh(briefingOf(request));
      const { before } = shaped(query, request.query);
      const document = () => feed.document(`${name} ${before}`, () => write(told(feed, before)));
      answer(request, response, feed, document, type);
    });

  router.get('/v1/briefings/:id/ninjs', async (request, response) => {
    const feed = await feeds.fresh(briefingOf(request));
    const what = told(feed, shaped(query, request.query).before);
    if (what.next !== undefined) response.links({ next: documentAt(publicUrl() + request.path, what.next) });
    answer(request, response, feed, () => JSON.stringify(ninjsOf(what)));
  });

  router.get('/oembed', async (request, response) => {
    const asked = shaped(oembedQuery, request.query);
    if (asked.format !== 'json') throw new Refusal('FORMAT_UNSERVED', 'oEmbed is given as JSON alone: format=json');
    const feed = await feeds.fresh(briefingAt(asked.url, publicUrl()));
    const { briefing } = told(feed);
    answer(request, response, feed, () => oembed(briefing, publicUrl(), asked));
  });

  function told(feed: Feed, before?: string): Syndicated {
    const what = syndicated(feed.state, publicUrl(), before);
    if (!what) throw new Refusal('BRIEFING_UNKNOWN');
    return what;
  }

  return router;
}
