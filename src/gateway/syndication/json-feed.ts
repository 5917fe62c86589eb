import type { FoldedUpdate } from '../../protocol/update.ts';
import { addressOf, attachmentsOf, htmlOf } from './content.ts';
import { changedAt, documentAt, pageOf, type Syndicated } from './syndicated.ts';

/**
 * JSON Feed 1.1; what it has no field for stands under `_dateline`, retractions as well. Written without a library: the one that
 * writes the other formats leaves out an empty `items`, without which a feed is none.
 */
export function jsonFeed(what: Syndicated): string {
  const { title, language, summary, status, updatedAt } = what.briefing;
  const address = `${pageOf(what)}/feed.json`;
  return JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title,
    description: summary,
    home_page_url: pageOf(what),
    feed_url: documentAt(address, what.before),
    next_url: what.next && documentAt(address, what.next),
    language,
    expired: status === 'ended' ? true : undefined,
    items: what.updates.map((update) => itemOf(update, what)),
    _dateline: {
      status,
      updated_at: updatedAt,
      retracted: what.retracted.map((update) => ({
        id: addressOf(update.id, what),
        date_retracted: changedAt(update),
        reason: update.reason,
      })),
    },
  });
}

function itemOf(update: FoldedUpdate, what: Syndicated) {
  const { id, revision, kind, headline, text, byline, tags, language, publishedAt, revisedAt, media = [] } = update;
  const address = addressOf(id, what);
  return {
    id: address,
    url: address,
    title: headline,
    content_html: htmlOf(update),
    content_text: text,
    image: media.find(({ type, url }) => type === 'image' && url)?.url,
    date_published: publishedAt,
    date_modified: revisedAt,
    authors: byline === undefined ? undefined : [{ name: byline }],
    tags,
    language,
    attachments: attachmentsOf(update).map(({ url, type, title }) => ({ url, mime_type: type, title })),
    _dateline: {
      kind,
      revision,
      key: update.key,
      pinned: update.pinned,
      occurred_at: update.occurredAt,
      sources: update.sources,
      corrections: update.corrections?.map(({ at, note }) => ({ date: at, note })),
    },
  };
}
