import { language, moment, webAddress } from '../../src/protocol/update.ts';
import { isRightToLeft } from '../segment/scripts.ts';
import { pageAddress } from './addresses.ts';
import type { Page } from './document.ts';
import { lineOf } from './plain.ts';
import { type Described, describedArticle } from './structured-data.ts';

/** What a page says of its article. `byline` as the page writes it, with its `By` if there is one. */
export type Metadata = {
  title?: string;
  byline?: string;
  /** BCP 47. */
  language?: string;
  direction?: 'ltr' | 'rtl';
  /** ISO 8601, UTC. A date without a time, or a time without a zone, is no moment. */
  publishedAt?: string;
  /** The canonical address, else that of the request. */
  url?: string;
};

/** Says what the page's head says. Where it is silent on title and byline, the text itself may tell. */
export function metadataOf({ document, records }: Page, url?: string): Metadata {
  const article = describedArticle(records);
  const meta = metaOf(document);
  return defined({
    title: lineOf(titleOf(article, meta)),
    byline: lineOf(bylineOf(article, meta)),
    language: languageOf(document, article, meta),
    direction: directionOf(document),
    publishedAt: publishedAtOf(document, article, meta),
    url: urlOf(document, article, meta, url) ?? url,
  });
}

type Meta = (...names: string[]) => string | undefined;

/** Looks up the first of some names that has a value; names are compared without their case. */
function metaOf(document: Document): Meta {
  const values = new Map<string, string>();
  for (const element of document.querySelectorAll('meta[content]')) {
    const value = element.getAttribute('content')?.trim();
    const names = ['property', 'name', 'itemprop'].map((attribute) => element.getAttribute(attribute) ?? '');
    for (const name of names.flatMap((text) => text.toLowerCase().split(/\s+/)))
      if (value && name && !values.has(name)) values.set(name, value);
  }
  return (...names) => names.map((name) => values.get(name)).find((value) => value !== undefined);
}

function titleOf(article: Described | undefined, meta: Meta): string | undefined {
  return (
    article?.headline ?? meta('dc:title', 'dc.title', 'dcterms.title', 'og:title', 'title', 'twitter:title', 'headline')
  );
}

function bylineOf(article: Described | undefined, meta: Meta): string | undefined {
  if (article?.authors.length) return article.authors.join(', ');
  const names = ['dc:creator', 'dc.creator', 'dcterms.creator', 'author', 'parsely-author', 'article:author'];
  return names.map((name) => meta(name)).find((name) => name && !/^https?:/.test(name));
}

function languageOf(document: Document, article: Described | undefined, meta: Meta): string | undefined {
  const said = [
    document.documentElement.getAttribute('lang'),
    document.body.getAttribute('lang'),
    meta('content-language', 'inlanguage', 'dc.language', 'og:locale'),
    article?.language,
  ];
  return said.map((tag) => languageTag(tag)).find((tag) => tag !== undefined);
}

/** A language tag in its usual form; undefined for what is none. */
export function languageTag(said: string | null | undefined): string | undefined {
  const tag = language.safeParse(said?.trim().replaceAll('_', '-')).data;
  try {
    return tag && Intl.getCanonicalLocales(tag)[0];
  } catch {
    return undefined;
  }
}

function directionOf(document: Document): 'ltr' | 'rtl' | undefined {
  const places = [document.documentElement, document.body, document.querySelector('article, main, [role="main"]')];
  const said = places.map((element) => element?.getAttribute('dir')?.toLowerCase());
  return (
    said.find((dir) => dir === 'rtl' || dir === 'ltr') ?? (isRightToLeft(document.title || '') ? 'rtl' : undefined)
  );
}

function publishedAtOf(document: Document, article: Described | undefined, meta: Meta): string | undefined {
  const names = ['article:published_time', 'og:article:published_time', 'article:published', 'datepublished'];
  const element = document.querySelector('time[pubdate], [itemprop~="datePublished"][datetime]');
  const said = [
    article?.publishedAt,
    meta(...names, 'parsely-pub-date', 'dcterms.date', 'dc.date.issued', 'dc.date'),
    element?.getAttribute('datetime'),
  ];
  return said.map((text) => momentOf(text)).find((at) => at !== undefined);
}

/** `2015-07-24T05:36+0100` and its like are moments too, though RFC 3339 writes them with more signs. */
function momentOf(text: string | null | undefined): string | undefined {
  const written = text
    ?.trim()
    .replace(/^(\d{4}-\d\d-\d\d) /, '$1T')
    .replace(/(T\d\d:\d\d)(?=[Z+-])/i, '$1:00')
    .replace(/ ?([+-]\d\d):?(\d\d)$/, '$1:$2')
    .replace(/([+-]\d\d)$/, '$1:00')
    .toUpperCase();
  return moment.safeParse(written).data;
}

function urlOf(document: Document, article: Described | undefined, meta: Meta, base?: string): string | undefined {
  const canonical = document.querySelector('link[rel~="canonical"]')?.getAttribute('href');
  const said = [canonical, meta('og:url'), article?.url];
  return said.map((href) => webAddress.safeParse(pageAddress(href, base)).data).find((url) => url !== undefined);
}

function defined(values: { [name in keyof Metadata]: Metadata[name] | undefined }): Metadata {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Metadata;
}
