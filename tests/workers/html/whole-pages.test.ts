import { expect, test } from 'vitest';
import type { Segment } from '../../../src/protocol/article.ts';
import { pageOf } from '../../../workers/html/document.ts';
import { readHtml } from '../../../workers/html/index.ts';
import { mainContent } from '../../../workers/html/main-content.ts';
import { treeOf } from '../../../workers/html/tree.ts';
import { harbour, plain, short, soup } from './pages.ts';

const outline = (segments: readonly Segment[]) => segments.map(({ kind, text }) => `${kind}: ${text.slice(0, 32)}`);
const all = (segments: readonly Segment[]) => JSON.stringify(segments);

test('a news page comes to its article: titles, text, list, table, quote, film, in their order', () => {
  const { segments } = readHtml(harbour);
  expect(outline(segments)).toEqual([
    'kicker: Harbour',
    'headline: Ferry returns to Mole after four',
    'attribution: Ada Moor, Sam Pike',
    'paragraph: The first ferry in four weeks ti',
    'paragraph: It carried letters, flour and el',
    'heading: What was on board',
    'list: Four sacks of flour\nTwo hundred ',
    'paragraph: The timetable, said the harbour ',
    'table: Fares from Sunday\nPassage\tAdults',
    'quote: We did not count the days. We co',
    'paragraph: Whether the ferry will sail tomo',
    'media: The band, without its trumpets.',
    'paragraph: “It is only a boat,” said the ca',
  ]);
});

test.for([
  'tracking code',
  'Skip to content',
  'Harbour desk',
  'We use cookies',
  'Share on Social',
  'Buy a boat',
  'Ten winters',
  'tide table',
  'weekly letter',
  'Ferry news',
  'Gulls learn',
  'wrong notes',
  'All rights reserved',
])('the page’s “%s” is not in it', (furniture) => {
  expect(harbour).toContain(furniture);
  expect(all(readHtml(harbour).segments)).not.toContain(furniture);
});

test('the picture above the text stands with the headline, with caption and credit', () => {
  const headline = readHtml(harbour).segments.find(({ kind }) => kind === 'headline');
  expect(headline?.media).toEqual([
    {
      type: 'image',
      url: 'https://quaypost.example/img/ferry.jpg',
      alt: 'The ferry at the quay in the snow',
      width: 1600,
      height: 900,
      caption: 'The ferry came in at seven, with her lights on.',
      credit: 'Sam Pike / Quay Post',
    },
  ]);
});

test('links are kept, from the page’s own address', () => {
  const html = all(readHtml(harbour).segments);
  expect(html).toContain('<a href=\\"https://quaypost.example/town/stranded\\" rel=\\"noopener nofollow\\">');
});

test('a page says about its article what it can', () => {
  expect(readHtml(harbour, { url: 'https://quaypost.example/?from=feed' }).metadata).toEqual({
    title: 'Ferry returns to Mole after four dark weeks',
    byline: 'Ada Moor, Sam Pike',
    language: 'en-GB',
    direction: 'ltr',
    publishedAt: '2024-02-11T05:30:00.000Z',
    url: 'https://quaypost.example/harbour/ferry-returns',
  });
});

test('a short article keeps its list and its table, and loses what is around it', () => {
  const { segments, metadata } = readHtml(short);
  expect(outline(segments)).toEqual([
    'kicker: Verkehr',
    'headline: Brücke gesperrt',
    'paragraph: Die Drehbrücke bleibt bis Montag',
    'list: Fußgänger nehmen die Fähre.\nAuto',
    'table: Fähre\talle 20 Minuten\nBus\tstündl',
  ]);
  expect(metadata).toMatchObject({ byline: 'Jo Ahrens', language: 'de' });
  expect(segments.every(({ language }) => language === 'de')).toBe(true);
});

test('a page of the old web is read cell by cell and line by line', () => {
  const { segments } = readHtml(plain);
  expect(outline(segments).slice(0, 4)).toEqual([
    'headline: Notes from the lock keeper',
    'paragraph: The upper gate sticks again. It ',
    'paragraph: I have seen no otters. I have se',
    'paragraph: The lower gate is fine, and so a',
  ]);
  expect(all(segments)).not.toContain('Guestbook');
});

test('a page whose markup tells nothing comes to its article as well', () => {
  const { segments, metadata } = readHtml(soup);
  expect(outline(segments)).toEqual([
    'headline: Otters take over the upper lock,',
    'attribution: Lou Barge',
    'paragraph: The upper lock of the old canal ',
    'paragraph: “They looked at me, and I looked',
    'paragraph: Boats have been sent round by th',
    'heading: What the law says',
    'paragraph: Otters are protected, and so is ',
    'list: Nobody may disturb an otter that',
    'quote: We will wait until they get bore',
    'paragraph: The council will meet on Thursda',
  ]);
  expect(metadata.publishedAt).toBe('2024-04-02T08:00:00.000Z');
});

test('a picture beside the text does not stand with the headline', () => {
  const text = `<p>${'A text with words enough, and commas, to be what this page is about. '.repeat(9)}</p>`;
  const figure = '<figure><img src="https://x.example/a.jpg"></figure>';
  const page = (inner: string) => `<html><body><article><h1>Title</h1>${inner}${text}</article></body></html>`;
  const media = (html: string) => readHtml(html).segments[0]?.media?.map(({ url }) => url);
  expect(media(page(figure))).toEqual(['https://x.example/a.jpg']);
  expect(media(page(`<aside>${figure}</aside>`))).toBeUndefined();
});

test('a page whose articles are only teasers is read as a whole', () => {
  const teaser = '<article><a href="/x">Another story</a> in short</article>';
  const page = `<html><body><h1>Title</h1><p>The text itself stands in no article.</p>${teaser}${teaser}</body></html>`;
  expect(all(readHtml(page).segments)).toContain('stands in no article');
});

test('a page that would take Readability too long is read by its own markup', () => {
  const paragraphs = '<p>A paragraph with words enough to be one, and a comma.</p>'.repeat(1_500);
  const heavy = `<html><body><nav><a href="/">Home</a></nav><main><h1>Long</h1>${'<div>'.repeat(150)}${paragraphs}</main></body></html>`;
  const { segments } = readHtml(heavy);
  expect(segments).toHaveLength(1_501);
  expect(segments[0]).toEqual({ kind: 'headline', text: 'Long' });
  const again = () => {
    throw new Error('Readability was asked');
  };
  expect(mainContent(pageOf(treeOf(heavy)), again).root.localName).toBe('main');
  expect(() => mainContent(pageOf(treeOf(harbour)), again)).toThrow('asked');
});

test('an article cut out of a page leaves the page behind', () => {
  const cut = /<article[\s\S]*<\/article>/.exec(harbour)?.[0] ?? '';
  const { segments } = readHtml(cut);
  expect(all(segments)).not.toMatch(/Share on|Buy a boat|Ten winters|weekly letter|Ferry news/);
  expect(outline(segments)).toContain('paragraph: “It is only a boat,” said the ca');
});

test('of a page with nothing but furniture, all is taken', () => {
  const { segments } = readHtml(
    '<html><body><div class="newsletter"><p>Our letter is all we have.</p></div></body></html>',
  );
  expect(segments).toEqual([{ kind: 'paragraph', text: 'Our letter is all we have.' }]);
});
