import { parseAtomFeed, parseRssFeed } from 'feedsmith';
import { expect, test } from 'vitest';
import { atom } from '../../../src/gateway/syndication/atom.ts';
import { rss } from '../../../src/gateway/syndication/rss.ts';
import { SYNDICATED_UPDATES } from '../../../src/protocol/limits.ts';
import { itemsOf } from '../../../workers/sources/items.ts';
import { useBrowser } from '../../kit/browser.ts';
import { address, HOSTILE, HOSTILE_IN_XML, minute, published, revised, SITE, told } from './samples.ts';

const browser = useBrowser();
const PAGE = `${SITE}/briefings/storm`;

/** What a strict XML parser, a browser's, reads; throws on a document that is not well-formed. */
async function parsed(xml: string) {
  const { page } = await browser.open('about:blank');
  return page.evaluate((text) => {
    const document = new DOMParser().parseFromString(text, 'application/xml');
    const fault = document.querySelector('parsererror');
    if (fault) throw new Error(fault.textContent);
    const elements = [...document.querySelectorAll('*')].map((element) => ({
      name: element.nodeName,
      space: element.namespaceURI,
      text: element.children.length === 0 ? element.textContent.trim() : undefined,
      attributes: Object.fromEntries([...element.attributes].map(({ name, value }) => [name, value])),
    }));
    const html = [...document.querySelectorAll('content, item > description')].map(
      ({ textContent }) => new DOMParser().parseFromString(textContent, 'text/html').body,
    );
    return {
      elements,
      html: html.map((body) => ({ text: body.textContent.trim(), scripts: body.querySelectorAll('script').length })),
    };
  }, xml);
}

const MEDIA = [{ type: 'image', url: 'https://i.example/a.png?a=1&b="<', caption: 'A ship' }] as const;
const RICH = [
  published('a', { text: HOSTILE, headline: HOSTILE, byline: HOSTILE, tags: ['sea & sky'], language: 'ar' }),
  published('b', { html: `<p>${'Two ]]&gt; <em>words</em>'}</p>`, media: [...MEDIA] }),
];
const HOSTILE_OPENING = { title: HOSTILE, summary: HOSTILE, language: 'fr' };

test('hostile texts come out of Atom as they went in, but for what XML cannot write', async () => {
  const { elements, html } = await parsed(atom(told(RICH, undefined, HOSTILE_OPENING)));
  const texts = (name: string) => elements.filter((element) => element.name === name).map(({ text }) => text);
  const written = HOSTILE_IN_XML.replaceAll('&apos;', "'"); // the library writes the sign in its place, also in texts
  expect(texts('title').at(0)).toBe(written);
  expect(texts('subtitle')).toEqual([written]);
  expect(texts('name')).toContain(written);
  expect(html.map(({ scripts }) => scripts)).toEqual([0, 0]);
  expect(html[1]?.text).toBe(HOSTILE_IN_XML);
  expect(elements[0]).toMatchObject({
    name: 'feed',
    space: 'http://www.w3.org/2005/Atom',
    attributes: { 'xml:lang': 'fr' },
  });
});

test('hostile texts come out of RSS as they went in, but for what XML cannot write', async () => {
  const { elements, html } = await parsed(rss(told(RICH, undefined, HOSTILE_OPENING)));
  const creator = elements.find(({ name }) => name === 'dc:creator');
  expect(creator?.text).toBe(HOSTILE_IN_XML.replaceAll('&apos;', "'"));
  expect(html.map(({ scripts }) => scripts)).toEqual([0, 0]);
  expect(html[1]?.text).toBe(HOSTILE_IN_XML);
});

test('Atom has what it must have, and what it can carry', () => {
  const feed = parseAtomFeed(atom(told(RICH, undefined, { summary: 'What is known.' })));
  expect(feed).toMatchObject({
    id: PAGE,
    title: { value: 'Storm' },
    subtitle: { value: 'What is known.' },
    updated: minute(2),
    authors: [{ name: 'live.example', uri: SITE }],
    links: [
      { rel: 'alternate', href: PAGE },
      { rel: 'self', href: `${PAGE}/feed.atom` },
    ],
  });
  expect(feed.entries?.[0]).toEqual({
    id: address('b'),
    title: { value: 'Text b' },
    published: minute(2),
    updated: minute(2),
    content: {
      type: 'html',
      value:
        '<div dir="auto"><p>Two ]]&gt; <em>words</em></p><figure><img src="https://i.example/a.png?a=1&#38;b=&#34;&#60;"' +
        ' alt=""><figcaption>A ship</figcaption></figure></div>',
    },
    links: [
      { rel: 'alternate', href: address('b'), type: 'text/html' },
      { rel: 'enclosure', href: MEDIA[0].url, type: 'image/png', title: 'A ship' },
    ],
  });
  expect(feed.entries?.[1]).toMatchObject({ categories: [{ term: 'sea & sky' }], xml: { lang: 'ar' } });
});

test('Atom tells of a correction by its date, also of an old update', () => {
  const many = Array.from({ length: SYNDICATED_UPDATES + 5 }, (_, at) => published(`u${at}`));
  const feed = parseAtomFeed(atom(told([...many, revised('u0', 2, 'Six.', 'six, not eight')])));
  expect(feed.entries).toHaveLength(SYNDICATED_UPDATES);
  expect(feed.entries?.[0]).toMatchObject({
    id: address('u0'),
    published: minute(1),
    updated: minute(SYNDICATED_UPDATES + 6),
  });
  expect(feed.entries?.[0]?.content?.value).toContain('six, not eight');
  expect(feed.links?.find(({ rel }) => rel === 'next')?.href).toMatch(/feed\.atom\?before=u\d+$/);
});

test('Atom has a tombstone for each retraction, also when nothing else is left', async () => {
  const gone = [published('a'), published('b'), { type: 'retracted', id: 'a', reason: HOSTILE } as const];
  const xml = atom(told([...gone, { type: 'retracted', id: 'b' }]));
  expect(xml).not.toContain('Text ');
  const { elements } = await parsed(xml);
  expect(elements.filter(({ space }) => space === 'http://purl.org/atompub/tombstones/1.0')).toMatchObject([
    { name: 'at:deleted-entry', attributes: { ref: address('b'), when: minute(4) } },
    { name: 'at:deleted-entry', attributes: { ref: address('a'), when: minute(3) } },
    { name: 'at:comment', text: HOSTILE_IN_XML },
  ]);
});

test('RSS has what it must have, and what it can carry', () => {
  const feed = parseRssFeed(rss(told(RICH, undefined, { language: 'fr' })));
  expect(feed).toMatchObject({
    title: 'Storm',
    link: PAGE,
    description: 'Storm',
    language: 'fr',
    atom: { links: [{ rel: 'self', href: `${PAGE}/feed.rss` }] },
  });
  expect(feed.items?.[0]).toMatchObject({
    guid: { value: address('b'), isPermaLink: true },
    link: address('b'),
    title: 'Text b',
    pubDate: new Date(minute(2)).toUTCString(),
    enclosures: [{ url: MEDIA[0].url, type: 'image/png', length: 0 }],
  });
});

test('RSS loses what was retracted', () => {
  const feed = rss(told([published('a'), published('b'), { type: 'retracted', id: 'a' }]));
  expect(parseRssFeed(feed).items).toHaveLength(1);
  expect(feed).not.toMatch(/Text a|update-a/);
});

test('empty briefings are feeds', async () => {
  for (const write of [atom, rss]) expect((await parsed(write(told([])))).html).toEqual([]);
});

test('a title is cut between two words', () => {
  const title = (text: string) => parseAtomFeed(atom(told([published('a', { text })]))).entries?.[0]?.title?.value;
  expect(title(`${'word '.repeat(19)}ninetysix more`)).toBe(`${'word '.repeat(19).trim()}…`);
  expect(title('👩'.repeat(120))).toBe(`${'👩'.repeat(100)}…`);
  expect(title('One\nline')).toBe('One line');
});

test('another Dateline that watches these feeds finds the same items in each', () => {
  const what = told([published('a', { byline: 'Ada' }), published('b', { headline: 'B', byline: 'Bo' })]);
  for (const write of [atom, rss])
    expect(itemsOf(write(what), PAGE).map(({ id, url, byline }) => ({ id, url, byline }))).toEqual([
      { id: address('a'), url: address('a'), byline: 'Ada' },
      { id: address('b'), url: address('b'), byline: 'Bo' },
    ]);
});
