import { describe, expect, test } from 'vitest';
import { type HtmlOptions, readHtml } from '../../../workers/html/index.ts';

const text = '<p>A text of some length, which is here so that there is something to read on this page.</p>';
const pageWith = (head: string, body = '', html = '<html>') => `${html}<head>${head}</head><body>${body}${text}</body>`;
const metadata = (page: string, options: HtmlOptions = {}) => readHtml(page, options).metadata;
const record = (value: unknown) => `<script type="application/ld+json">${JSON.stringify(value)}</script>`;
const article = (fields: object) => record({ '@context': 'https://schema.org', '@type': 'NewsArticle', ...fields });

describe('the title', () => {
  test.for([
    [article({ headline: 'Of the record' }), 'Of the record'],
    [article({ headline: 'Ferry &amp; bridge' }), 'Ferry & bridge'],
    [
      record([{ '@type': 'Organization' }, { '@type': ['Thing', 'ReportageNewsArticle'], headline: 'Of the list' }]),
      'Of the list',
    ],
    [
      record({ '@type': 'WebPage', mainEntity: { '@type': 'BlogPosting', headline: 'Of the entity' } }),
      'Of the entity',
    ],
    [`${article({ headline: 'Of the record' })}<meta property="og:title" content="Of the graph">`, 'Of the record'],
    ['<meta property="og:title" content="Of the graph"><title>Of the window</title>', 'Of the graph'],
    ['<meta name="twitter:title" content="Of the card">', 'Of the card'],
    ['<meta name="DC.title" content="Of the library">', 'Of the library'],
    ['<title>A title of the window, long enough</title>', 'A title of the window, long enough'],
    ['<script type="application/ld+json">{ broken</script><meta property="og:title" content="Graph">', 'Graph'],
    [article({ headline: { '@value': 'x' } }), undefined],
    [article({ headline: 'word '.repeat(200) }), undefined],
  ] as const)('%s', ([head, title]) => {
    expect(metadata(pageWith(head)).title).toBe(title);
  });
});

describe('the byline', () => {
  test.for([
    [article({ author: { name: 'Ada Moor' } }), '', 'Ada Moor'],
    [article({ author: [{ name: 'Ada Moor' }, { name: 'Sam Pike' }] }), '', 'Ada Moor, Sam Pike'],
    [article({ author: 'Ada Moor' }), '', 'Ada Moor'],
    [article({ author: ['https://site.example/ada'], creator: ['Ada Moor'] }), '', 'Ada Moor'],
    [
      record({
        '@graph': [
          { '@id': '#a', name: 'Ada' },
          { '@type': 'Article', author: { '@id': '#a' } },
        ],
      }),
      '',
      'Ada',
    ],
    ['<meta name="author" content="Ada Moor">', '', 'Ada Moor'],
    ['<meta property="article:author" content="https://social.example/ada">', '', undefined],
    ['', '<p class="byline">By Ada Moor</p>', 'By Ada Moor'],
    ['', '<div><a rel="author" href="/ada">Ada Moor</a></div>', 'Ada Moor'],
  ] as const)('%s%s', ([head, body, byline]) => {
    expect(metadata(pageWith(head, body)).byline).toBe(byline);
  });
});

describe('language and direction', () => {
  test.for([
    [pageWith('', '', '<html lang="pt_br">'), 'pt-BR', undefined],
    [pageWith('', '', '<html lang="">'), undefined, undefined],
    [pageWith('', '', '<html lang="x onload=alert(1)">'), undefined, undefined],
    [pageWith('<meta property="og:locale" content="fr_FR">'), 'fr-FR', undefined],
    [pageWith('<meta http-equiv="x" name="Content-Language" content="de">'), 'de', undefined],
    [pageWith(article({ inLanguage: 'uk' })), 'uk', undefined],
    [pageWith('', '', '<html lang="ar" dir="RTL">'), 'ar', 'rtl'],
    [pageWith('', '<main dir="rtl"></main>'), undefined, 'rtl'],
    [pageWith('<title>مرحبا بالعالم يا أصدقاء</title>'), undefined, 'rtl'],
    [pageWith('', '', '<html dir="auto">'), undefined, undefined],
  ] as const)('%s', ([page, language, direction]) => {
    expect(metadata(page)).toMatchObject({ ...(language && { language }), ...(direction && { direction }) });
    expect(metadata(page).language).toBe(language);
    expect(metadata(page).direction).toBe(direction);
  });
});

describe('the time of publication', () => {
  const meta = (content: string) => `<meta property="article:published_time" content="${content}">`;
  test.for([
    ['2024-02-11T06:30:00Z', '2024-02-11T06:30:00.000Z'],
    ['2024-02-11T06:30:00+01:00', '2024-02-11T05:30:00.000Z'],
    ['2024-02-11T06:30+0100', '2024-02-11T05:30:00.000Z'],
    ['2024-02-11 06:30:00 +01:00', '2024-02-11T05:30:00.000Z'],
    ['2024-02-11T06:30:00.123456-05', '2024-02-11T11:30:00.123Z'],
    ['2024-02-11', undefined],
    ['2024-02-11T06:30:00', undefined],
    ['yesterday', undefined],
    ['9999-01-01T00:00:00Z', undefined],
    ['1024-01-01T00:00:00Z', undefined],
  ] as const)('%s', ([said, publishedAt]) => {
    expect(metadata(pageWith(meta(said))).publishedAt).toBe(publishedAt);
  });

  test('stands in the record, in the head or at the article', () => {
    const at = '2024-02-11T06:30:00.000Z';
    expect(metadata(pageWith(article({ datePublished: at }))).publishedAt).toBe(at);
    expect(metadata(pageWith(`<meta itemprop="datePublished" content="${at}">`)).publishedAt).toBe(at);
    expect(metadata(pageWith('', `<time pubdate datetime="${at}">today</time>`)).publishedAt).toBe(at);
    expect(metadata(pageWith('', `<time datetime="${at}">a day in the text</time>`)).publishedAt).toBeUndefined();
  });
});

describe('the address', () => {
  const url = 'https://site.example/a?from=feed';
  test.for([
    ['<link rel="canonical" href="https://site.example/a">', 'https://site.example/a'],
    ['<link rel="canonical" href="/a">', 'https://site.example/a'],
    ['<meta property="og:url" content="https://site.example/b">', 'https://site.example/b'],
    [article({ url: 'https://site.example/c' }), 'https://site.example/c'],
    [article({ mainEntityOfPage: { '@id': 'https://site.example/d' } }), 'https://site.example/d'],
    ['<link rel="canonical" href="javascript:alert(1)">', url],
    ['<link rel="canonical" href="https://user:pw@site.example/">', url],
    ['', url],
  ] as const)('%s', ([head, expected]) => {
    expect(metadata(pageWith(head), { url }).url).toBe(expected);
  });

  test('of a page that names another base, links start from there', () => {
    const page = pageWith('<base href="https://other.example/x/">', '<p>Text <a href="y">here</a>.</p>');
    const html = readHtml(page, { url }).segments.flatMap((segment) => segment.html ?? []);
    expect(html.join()).toContain('href="https://other.example/x/y"');
  });

  test('is unknown where nobody says it', () => {
    expect(metadata(pageWith(''))).toEqual({});
    expect(metadata('<p>A fragment</p>')).toEqual({});
  });
});

test('what the newsroom says of language comes before what the page says', () => {
  const page = pageWith('', '<h1>Title</h1>', '<html lang="fr">');
  const { segments } = readHtml(page, { language: 'de' });
  expect(segments.map(({ language }) => language)).toEqual(['de', 'de']);
});
