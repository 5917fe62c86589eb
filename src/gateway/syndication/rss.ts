import { generateRssFeed, type RssFeed } from 'feedsmith';
import { nameOf } from '../../protocol/name.ts';
import type { FoldedUpdate } from '../../protocol/update.ts';
import { addressOf, attachmentsOf, htmlOf } from './content.ts';
import { documentAt, pageOf, type Syndicated } from './syndicated.ts';
import { xmlReady } from './xml.ts';

/** RSS 2.0: it cannot say that something was corrected, or is gone; what is gone is not in it any more. */
export function rss(what: Syndicated): string {
  const { title, summary, language, updatedAt } = what.briefing;
  const address = `${pageOf(what)}/feed.rss`;
  const link = (rel: string, href: string) => ({ rel, href, type: 'application/rss+xml' });
  return generateRssFeed(
    xmlReady<RssFeed.Feed<string>>({
      title,
      link: pageOf(what),
      description: summary ?? title,
      language,
      lastBuildDate: updatedAt,
      atom: {
        links: [
          link('self', documentAt(address, what.before)),
          ...(what.next === undefined ? [] : [link('next', documentAt(address, what.next))]),
        ],
      },
      items: what.updates.map((update) => itemOf(update, what)),
    }),
  );
}

/** Nobody knows how long an attachment is; 0 is what others write then. */
function itemOf(update: FoldedUpdate, what: Syndicated) {
  const { id, byline, tags, language, publishedAt } = update;
  const address = addressOf(id, what);
  return {
    guid: { value: address, isPermaLink: true },
    link: address,
    title: nameOf(update),
    description: htmlOf(update),
    pubDate: publishedAt,
    dc: byline === undefined ? undefined : { creators: [byline] },
    categories: tags?.map((name) => ({ name })),
    enclosures: attachmentsOf(update).map(({ url, type }) => ({ url, type, length: 0 })),
    xml: { lang: language },
  };
}
