import { describe, expect, test } from 'vitest';
import { segment } from '../../../src/protocol/article.ts';
import type { Refusal } from '../../../src/protocol/codes.ts';
import { PARAGRAPH_CHARACTERS, TEXT_CHARACTERS } from '../../../src/protocol/limits.ts';
import { readHtml } from '../../../workers/html/index.ts';

/** What HTML is refused for; undefined if it is not. */
function refusalOf(html: string): string | undefined {
  try {
    readHtml(html);
    return undefined;
  } catch (error) {
    return (error as Refusal).code;
  }
}

const P = '<p>A paragraph of text, with commas, and words enough to count for something here.</p>';
const attributes = (name: (at: number) => string) =>
  Array.from({ length: 12_000 }, (_, at) => `${name(at)}=1`).join(' ');

/** A number in letters alone. */
const letters = (at: number) => at.toString(10).replace(/\d/g, (digit) => 'abcdefghij'.charAt(Number(digit)));

/** Each with what becomes of it; all of them in time. */
const monsters: [name: string, html: string, refusal?: string][] = [
  ['33,000 nested b', `${'<b>'.repeat(33_000)}x`, 'TOO_COMPLEX'],
  ['33,000 nested div', `${'<div>'.repeat(33_000)}x`, 'TOO_COMPLEX'],
  ['12,000 attributes', `<p ${attributes((at) => `a${at}`)}>x</p>`],
  ['12,000 data attributes', `<p ${attributes((at) => `data-${letters(at)}`)}>x</p>`],
  ['180,000 attributes', `<p ${Array.from({ length: 180_000 }, (_, at) => `data-a${letters(at)}=1`).join(' ')}>x</p>`],
  ['25,000 comments that do not end', '<!--'.repeat(25_000), 'NO_TEXT'],
  ['25,000 comments', 'x<!-- -->'.repeat(25_000)],
  ['nothing closed', '<div><p><b><i><a href=x><table><tr><td><ul><li>word, and more'.repeat(3_000), 'TOO_COMPLEX'],
  ['formats never closed', '<p><b>bold <i>italic <a href=http://x.example/>link'.repeat(300)],
  ['400,000 stray closing tags', `${'<span>'.repeat(29_000)}${'</i>'.repeat(400_000)}`, 'TOO_COMPLEX'],
  ['100,000 stray paragraphs', `${'<div>'.repeat(150)}${'</p>'.repeat(100_000)}`, 'TOO_COMPLEX'],
  ['lists in lists', `${'<ul><li>'.repeat(90)}x`],
  ['figures in figures', `${'<figure><img src=http://x.example/y.jpg>'.repeat(90)}x`],
  ['tables in tables', `${'<table><tr><td>a'.repeat(45)}`],
  ['line breaks', `<html><body>${'text<br>'.repeat(6_000)}`],
  ['one word of 2 MB', `<p>${'w'.repeat(1_990_000)}`],
  ['2 MB of spaces', `<p>a${' '.repeat(1_990_000)}b`],
  ['accents without letters', `<p>${'\u0301'.repeat(900_000)}`],
  ['a bracket flood in a caption', `<figure><img src=http://x.example/y.jpg><figcaption>${'word. ('.repeat(50_000)}`],
  ['records of brackets', `<html><head><script type="application/ld+json">${'['.repeat(90_000)}</script><body>${P}`],
  [
    'an endless title',
    `<html><head><title>${'word '.repeat(99_000)}</title></head><body><h1>${'other '.repeat(99_000)}</h1>${P}`,
  ],
  ['class names', `<html><body>${`<div class="${'share '.repeat(1_300)}">x</div>`.repeat(200)}${P.repeat(20)}`],
  [
    'share bars in share bars',
    `<html><body>${'<div class=share><a href=x>x</a>'.repeat(150)}${'</div>'.repeat(150)}${P.repeat(20)}`,
  ],
  ['srcset', `<p>x</p><img alt=picture srcset="${'a,'.repeat(3_900)}">`],
];

test.for(monsters)('%s: %#', { timeout: 10_000 }, ([, html, refusal]) => {
  const before = process.cpuUsage();
  expect(refusalOf(html)).toBe(refusal);
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1_000).toBeLessThan(2_500); // most take less than 100 where nothing else runs
});

test('time grows with the length of a document, not with its square', () => {
  const cost = (html: string) => {
    const before = process.cpuUsage();
    readHtml(html);
    const { user, system } = process.cpuUsage(before);
    return user + system;
  };
  const paragraphs = (count: number) =>
    '<p>Some <b>words</b>, and <a href="http://x.example/">more</a>.</p>'.repeat(count);
  cost(paragraphs(400));
  const small = Math.min(cost(paragraphs(400)), cost(paragraphs(400)));
  const large = Math.min(cost(paragraphs(2_400)), cost(paragraphs(2_400)));
  expect(large / small).toBeLessThan(18); // six times as long; 36 if it were quadratic
});

test.for([
  ['pictures alone', '<img src="https://x.example/a.jpg" alt="A boat on the sea"><img src="https://x.example/b.jpg">'],
  ['scripts alone', '<script>let text = "words";</script><style>p { color: red }</style>'],
  [
    'a page of both',
    '<html><head><title></title></head><body><script>x</script><img src="a.jpg" alt="Boat"></body></html>',
  ],
  ['nothing', ''],
  ['blanks', ' \n\t&nbsp;<p>&#8203;</p> '],
  ['hidden text', '<p hidden>Nobody</p><div style="color: red; display : none"><p>sees this</p></div>'],
] as const)('of %s there is nothing to publish', ([, html]) => {
  expect(refusalOf(html)).toBe('NO_TEXT');
});

describe('what is longer than an update may be', () => {
  const sentence = 'A sentence of a good length, to be split after it. ';

  test('paragraphs are split at sentences, with their marks', () => {
    const { segments } = readHtml(`<p>Begin. ${sentence.repeat(20)}<b>${sentence.repeat(20)}</b></p>`);
    expect(segments.length).toBeGreaterThan(1);
    for (const { kind, text } of segments) {
      expect(kind).toBe('paragraph');
      expect(text.length).toBeLessThanOrEqual(PARAGRAPH_CHARACTERS);
      expect(text).toMatch(/\.$/);
    }
    expect(segments[0]?.html ?? segments[0]?.text).not.toMatch(/^<p><b>/);
    expect(segments.at(-1)?.html).toMatch(/^<p><b>.*<\/b><\/p>$/);
    expect(segments.map(({ text }) => text).join(' ')).toBe(`Begin. ${sentence.repeat(40)}`.trim());
  });

  test('a paragraph with more HTML than an update may have is text alone', () => {
    const links = `<a href="https://x.example/${'a'.repeat(1_900)}">x</a> `.repeat(30);
    expect(readHtml(`<p>${links}</p>`).segments).toEqual([{ kind: 'paragraph', text: 'x '.repeat(30).trim() }]);
  });

  test.for([
    ['list', `<ol>${`<li>${sentence.repeat(10)}</li>`.repeat(100)}</ol>`, 'list', 3],
    [
      'list of long links',
      `<ul>${`<li><a href="https://x.example/${'a'.repeat(1_900)}">x</a></li>`.repeat(30)}</ul>`,
      'list',
      2,
    ],
    [
      'list with one endless item',
      `<ul><li>${`<p>${sentence.repeat(10)}</p>`.repeat(4)}</li><li>${sentence.repeat(900)}</li></ul>`,
      'list',
      2,
    ],
    [
      'table',
      `<table><tr><th>A</th><th>B</th></tr>${`<tr><td>${sentence}</td><td>${sentence}</td></tr>`.repeat(300)}</table>`,
      'table',
      2,
    ],
    ['quote', `<blockquote>${`<p>${sentence.repeat(10)}</p>`.repeat(60)}</blockquote>`, 'quote', 60],
    ['poem', `<pre>${`${sentence}\n`.repeat(500)}</pre>`, 'paragraph', 2],
    ['insert', `<p>x</p><aside><h2>Title</h2>${`<p>${sentence.repeat(10)}</p>`.repeat(60)}</aside>`, 'box', 60],
    [
      'caption',
      `<p>x</p><figure><img src="https://x.example/a.jpg"><figcaption>${sentence.repeat(600)}</figcaption></figure>`,
      'paragraph',
      2,
    ],
  ] as const)('a %s falls into several, none of its words lost', ([, html, kind, least]) => {
    const { segments } = readHtml(html);
    expect(segments.filter((one) => one.kind === kind).length).toBeGreaterThanOrEqual(least);
    for (const one of segments) {
      expect(segment.safeParse(one).error).toBeUndefined();
      expect(one.text.length).toBeLessThanOrEqual(TEXT_CHARACTERS);
    }
    const count = segments.map(({ text }) => text.match(/sentence/g)?.length ?? 0).reduce((sum, next) => sum + next, 0);
    expect(count).toBe(html.match(/sentence/g)?.length ?? 0);
  });
});
