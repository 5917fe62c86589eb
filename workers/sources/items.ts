import { type AtomFeed, type JsonFeed, parseFeed, type RdfFeed, type RssFeed } from 'feedsmith';
import { SOURCE_ITEMS } from '../../src/protocol/limits.ts';

/** One item of a feed as it is written there: what it calls itself, and its words, in HTML or plain. */
export type Item = {
  /** Names it for ever in its feed. */
  id: string;
  url?: string;
  title?: Words;
  byline?: string;
  language?: string;
  body: Words;
};
export type Words = { format: 'text' | 'html'; words: string };

/** `at`: when it was published, ms, if the feed says so. */
type Dated = Item & { at: number | undefined };
type Maybe<T> = { [Name in keyof T]?: T[Name] | undefined };

const html = (words: string | undefined): Words | undefined =>
  words === undefined ? undefined : { format: 'html', words };
const text = (words: string | undefined): Words | undefined =>
  words === undefined ? undefined : { format: 'text', words };

/**
 * The newest items of a feed, the oldest of them first, each once. `address` is where the feed was found. Pure, but not quick on
 * a feed that is made to be slow. Throws on what is neither RSS nor Atom nor JSON Feed.
 */
export function itemsOf(feed: string, address: string): Item[] {
  const parsed = parseFeed<number>(feed, { parseDateFn: (date) => Date.parse(date) });
  const items = parsed.format === 'json' ? jsonItems(parsed.feed, address) : xmlItems(parsed, address);
  return newest(items).map(({ at: _, ...item }) => item);
}

type XmlFeed = Exclude<ReturnType<typeof parseFeed<number>>, { format: 'json' }>;
function xmlItems(parsed: XmlFeed, address: string): Dated[] {
  return parsed.format === 'atom' ? atomItems(parsed.feed, address) : rssItems(parsed.feed, address);
}

/** RSS does not say what its texts are written in; what is written is HTML. */
function rssItems(feed: RssFeed.Feed<number> | RdfFeed.Feed<number>, address: string): Dated[] {
  const language = 'language' in feed ? feed.language : undefined;
  return (feed.items ?? []).flatMap((item: RssFeed.Item<number> & RdfFeed.Item<number>) => {
    const { guid, dc } = item;
    const permanent = guid && guid.isPermaLink !== false ? guid.value : undefined;
    return itemOf({
      id: guid?.value ?? item.rdf?.about ?? item.link,
      url: urlOf(item.link ?? permanent, item.xml?.base ?? feed.xml?.base, address),
      title: html(item.title),
      byline: namesOf(dc?.creators?.map((name) => ({ name })) ?? item.authors),
      language: dc?.languages?.[0] ?? language ?? feed.dc?.languages?.[0],
      body: html(item.content?.encoded ?? item.description),
      at: item.pubDate ?? dc?.dates?.[0],
    });
  });
}

function atomItems(feed: AtomFeed.Feed<number>, address: string): Dated[] {
  return (feed.entries ?? []).flatMap((entry) => {
    const link = entry.links?.find(({ rel }) => rel === undefined || rel === 'alternate')?.href;
    return itemOf({
      id: entry.id ?? link,
      url: urlOf(link, entry.xml?.base ?? feed.xml?.base, address),
      title: atomWords(entry.title),
      byline: namesOf(entry.authors ?? entry.source?.authors ?? feed.authors),
      language: entry.xml?.lang ?? feed.xml?.lang,
      body: atomWords(entry.content) ?? atomWords(entry.summary),
      at: entry.published ?? entry.updated,
    });
  });
}

/** Content of another type is a picture, or a document of its own. */
function atomWords(said: { value?: string; type?: string } | undefined): Words | undefined {
  switch (said?.type) {
    case undefined:
    case 'text':
    case 'text/plain':
      return text(said?.value);
    case 'html':
    case 'xhtml':
    case 'text/html':
    case 'application/xhtml+xml':
      return html(said?.value);
    default:
      return undefined;
  }
}

function jsonItems(feed: JsonFeed.Feed<number>, address: string): Dated[] {
  return (feed.items ?? []).flatMap((item) =>
    itemOf({
      id: item.id ?? item.url,
      url: urlOf(item.url, undefined, address),
      title: text(item.title),
      byline: namesOf(item.authors ?? feed.authors),
      language: item.language ?? feed.language,
      body: html(item.content_html) ?? text(item.content_text ?? item.summary),
      at: item.date_published,
    }),
  );
}

/** What has no name cannot be known again; what has no text of its own is a headline. */
function itemOf({ id, url, title, byline, language, body = title, at }: Maybe<Dated>): Dated[] {
  if (id === undefined || id === '' || body === undefined) return [];
  const said = {
    ...(url && { url }),
    ...(title && { title }),
    ...(byline && { byline }),
    ...(language && { language }),
  };
  return [{ id, body, at, ...said }];
}

function namesOf(people: readonly { name?: string | undefined }[] | undefined): string | undefined {
  return people?.flatMap(({ name }) => (name ? [name] : [])).join(', ') || undefined;
}

function urlOf(link: string | undefined, base: string | undefined, address: string): string | undefined {
  const from = base !== undefined && URL.canParse(base, address) ? new URL(base, address).href : address;
  return link !== undefined && URL.canParse(link, from) ? new URL(link, from).href : undefined;
}

/** Feeds begin with what is newest, unless their dates say otherwise. */
function newest(items: readonly Dated[]): Dated[] {
  const once = [...new Map(items.toReversed().map((item) => [item.id, item])).values()];
  const dated = once.every(({ at }) => at !== undefined && !Number.isNaN(at));
  return (dated ? once.sort((a, b) => Number(a.at) - Number(b.at)) : once).slice(-SOURCE_ITEMS);
}
