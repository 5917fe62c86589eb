import { pagePath } from '../../src/protocol/addresses.ts';
import { isRetracted } from '../../src/protocol/entries.ts';
import { attributes } from '../../src/protocol/html.ts';
import type { BriefingView } from '../../src/protocol/views.ts';

const FEEDS = {
  'feed.json': 'application/feed+json',
  'feed.atom': 'application/atom+xml',
  'feed.rss': 'application/rss+xml',
} as const;

/** What a briefing's page says to machines: its own address, its neighbours, its feeds, and the card that is shown for it elsewhere. */
export function headOf(page: BriefingView): string {
  const { snapshot, site, query, newer, older } = page;
  const { id, title } = snapshot.briefing;
  const path = pagePath(id);
  // A page of older updates is a page of its own; another view of the same is not.
  const url = site + path + (query.before === undefined ? '' : `?before=${query.before}`);
  const oembed = `${site}/oembed?${new URLSearchParams({ url: site + path, format: 'json' })}`;
  return [
    link({ rel: 'canonical', href: url }),
    newer !== undefined && link({ rel: 'prev', href: path + newer }),
    older !== undefined && link({ rel: 'next', href: path + older }),
    ...Object.entries(FEEDS).map(([name, type]) =>
      link({ rel: 'alternate', type, title, href: `${site}${path}/${name}` }),
    ),
    link({ rel: 'alternate', type: 'application/json+oembed', title, href: oembed }),
    ...card(page, url),
    '',
  ]
    .filter((line) => line !== false)
    .join('\n');
}

/** Open Graph (ogp.me) and Twitter's card, with the newest picture. */
function card({ snapshot, site }: BriefingView, url: string): string[] {
  const { title, summary, language, openedAt, updatedAt } = snapshot.briefing;
  const image = snapshot.updates
    .flatMap((update) => (isRetracted(update) || update.warning !== undefined ? [] : (update.media ?? [])))
    .find((medium) => medium.type === 'image' && medium.url !== undefined);
  const properties = {
    'og:type': 'article',
    'og:site_name': new URL(site).hostname,
    'og:title': title,
    'og:description': summary ?? title,
    'og:url': url,
    'og:locale': localeOf(language),
    'og:image': image?.url,
    'og:image:width': image?.width?.toString(),
    'og:image:height': image?.height?.toString(),
    'og:image:alt': image?.alt ?? image?.caption,
    'article:published_time': openedAt,
    'article:modified_time': updatedAt,
  };
  return [
    ...Object.entries(properties).flatMap(([property, content]) =>
      content === undefined ? [] : [`<meta${attributes({ property, content })}>`],
    ),
    `<meta${attributes({ name: 'twitter:card', content: image ? 'summary_large_image' : 'summary' })}>`,
  ];
}

/** `de_AT` for `de-AT`; a language without a country is no locale there. */
function localeOf(language: string | undefined): string | undefined {
  const [, code, region] = /^([a-z]{2,3})(?:-[a-z]{4})?-([a-z]{2})(?:-|$)/i.exec(language ?? '') ?? [];
  return code && region && `${code.toLowerCase()}_${region.toUpperCase()}`;
}

function link(values: Record<string, string>): string {
  return `<link${attributes(values)}>`;
}
