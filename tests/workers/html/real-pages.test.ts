import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import { type HtmlArticle, readHtml } from '../../../workers/html/index.ts';

/** Pages of real newspapers, each with the text that a careful reader would take from it. They are not ours to commit. */
const folder = new URL('../../../../shared/pages/', import.meta.url);
const names = existsSync(folder)
  ? readdirSync(folder).flatMap((file) => /^(.+)\.expected\.html$/.exec(file)?.[1] ?? [])
  : [];
if (names.length === 0) console.info('real pages: skipped, since ../shared/pages is not on this machine');

type Expected = {
  title: string;
  byline: string | null;
  lang?: string;
  dir?: string | null;
  publishedTime: string | null;
};

const words = (text: string) => text.replace(/\s+/g, ' ').trim();

function pageOf(name: string) {
  const read = (ending: string) => readFileSync(new URL(`${name}${ending}`, folder), 'utf8');
  const { document } = parseHTML(`<html><body>${read('.expected.html')}</body></html>`);
  const metadata = JSON.parse(read('.metadata.json')) as Expected;
  return { document, metadata, article: readHtml(read('.html')) };
}

const textOf = ({ segments }: HtmlArticle) => words(segments.map(({ text }) => text).join(' '));

describe.skipIf(names.length === 0).each(names.map((name) => [name]))('the page “%s”', (name) => {
  const { document, metadata, article } = pageOf(name);

  test('is read without losing a paragraph, a heading or an item of a list', () => {
    const blocks = [...document.querySelectorAll('p, li, h1, h2, h3, h4, blockquote, pre, td, figcaption')];
    const texts = blocks.map(({ textContent }) => words(textContent)).filter(Boolean);
    const text = textOf(article);
    expect(texts.length).toBeGreaterThan(3);
    expect(texts.filter((expected) => !text.includes(expected))).toEqual([]);
  });

  test('brings nothing with it but its titles and descriptions of its pictures', () => {
    const alts = [...document.querySelectorAll('img')].map((image) => words(image.getAttribute('alt') ?? ''));
    const known = [words(document.body.textContent), metadata.title, metadata.byline ?? '', ...alts].join('\n');
    const lines = article.segments.flatMap(({ text }) => text.split('\n').map(words));
    expect(lines.filter((line) => !known.includes(line))).toEqual([]);
  });

  test('keeps its links, and shows its pictures', () => {
    const hrefs = [...document.querySelectorAll('a[href^="http"]')];
    const html = article.segments.map((segment) => segment.html ?? '').join('');
    expect(html.match(/<a href=/g)?.length ?? 0).toBe(hrefs.length);
    const shown = new Set(article.segments.flatMap(({ media }) => media?.map(({ url }) => url) ?? []));
    const pictures = [...document.querySelectorAll('figure:has(figcaption) img')];
    expect(pictures.filter((picture) => !shown.has(picture.getAttribute('src') ?? ''))).toEqual([]);
  });

  test('says who wrote what, when, in which language', () => {
    expect(article.metadata.title).toBe(metadata.title);
    expect(article.metadata.byline ?? null).toBe(metadata.byline);
    expect(article.metadata.language).toBe(metadata.lang);
    expect(article.metadata.direction ?? null).toBe(metadata.dir ?? null);
    const published = metadata.publishedTime && new Date(metadata.publishedTime).toISOString();
    expect(article.metadata).toMatchObject(published ? { publishedAt: published } : {});
    expect(article.segments.every((segment) => segment.language === metadata.lang)).toBe(true);
    expect(article.segments.every(({ direction }) => (direction ?? null) === (metadata.dir ?? null))).toBe(true);
  });
});
