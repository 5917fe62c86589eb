import { type AtomFeed, generateAtomFeed } from 'feedsmith';
import { attributes, escaped } from '../../protocol/html.ts';
import { nameOf } from '../../protocol/name.ts';
import type { FoldedUpdate, RetractedUpdate } from '../../protocol/update.ts';
import { addressOf, attachmentsOf, htmlOf } from './content.ts';
import { changedAt, documentAt, pageOf, type Syndicated } from './syndicated.ts';
import { xmlReady } from './xml.ts';

type Feed = AtomFeed.Feed<string>;

const TOMBSTONES = 'http://purl.org/atompub/tombstones/1.0';
const END = '</feed>';

/** Atom (RFC 4287): `updated` tells of a correction, a tombstone (RFC 6721) of a retraction. */
export function atom(what: Syndicated): string {
  const { title, summary, language, updatedAt } = what.briefing;
  const address = `${pageOf(what)}/feed.atom`;
  const link = (rel: string, href: string | undefined, type: string) =>
    href === undefined ? [] : [{ rel, href, type }];
  const document = generateAtomFeed(
    xmlReady<Feed>({
      id: pageOf(what),
      title: { value: title },
      subtitle: summary === undefined ? undefined : { value: summary },
      updated: updatedAt,
      authors: [{ name: new URL(what.site).host, uri: what.site }],
      links: [
        ...link('alternate', pageOf(what), 'text/html'),
        ...link('self', documentAt(address, what.before), 'application/atom+xml'),
        ...link('next', what.next && documentAt(address, what.next), 'application/atom+xml'),
      ],
      xml: { lang: language },
      entries: what.updates.map((update) => entryOf(update, what)),
    }),
  );
  const end = document.lastIndexOf(END);
  return `${document.slice(0, end)}${what.retracted.map((update) => tombstoneOf(update, what)).join('')}${END}\n`;
}

function entryOf(update: FoldedUpdate, what: Syndicated) {
  const { id, byline, tags, language, publishedAt } = update;
  const address = addressOf(id, what);
  return {
    id: address,
    title: { value: nameOf(update) },
    published: publishedAt,
    updated: changedAt(update),
    authors: byline === undefined ? undefined : [{ name: byline }],
    categories: tags?.map((term) => ({ term })),
    content: { type: 'html', value: htmlOf(update) },
    links: [
      { rel: 'alternate', href: address, type: 'text/html' },
      ...attachmentsOf(update).map(({ url, type, title }) => ({ rel: 'enclosure', href: url, type, title })),
    ],
    xml: { lang: language },
  };
}

/** The library writes none. The names that it needs are declared in it, so that it can stand anywhere. */
function tombstoneOf(update: RetractedUpdate, what: Syndicated): string {
  const { reason } = xmlReady<Pick<RetractedUpdate, 'reason'>>({ reason: update.reason });
  const names = { 'xmlns:at': TOMBSTONES, ref: addressOf(update.id, what), when: changedAt(update) };
  const comment = reason === undefined ? '' : `<at:comment>${escaped(reason)}</at:comment>`;
  return `  <at:deleted-entry${attributes(names)}>${comment}</at:deleted-entry>\n`;
}
