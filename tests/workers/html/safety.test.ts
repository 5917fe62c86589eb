import fc from 'fast-check';
import { type DefaultTreeAdapterTypes, defaultTreeAdapter, parseFragment } from 'parse5';
import { expect, test } from 'vitest';
import { safeHtml } from '../../../src/log/safe-html.ts';
import { type Segment, segment as segmentSchema } from '../../../src/protocol/article.ts';
import { Refusal } from '../../../src/protocol/codes.ts';
import { cleanText } from '../../../src/protocol/text.ts';
import { readHtml } from '../../../workers/html/index.ts';
import { harbour, plain, short } from './pages.ts';
import { type Vector, vectors } from './vectors.ts';

const INLINE = 'a abbr b br code del em i ins mark q s small strong sub sup u';
const BLOCKS = 'blockquote caption dd dl dt h2 h3 h4 li ol p pre table tbody td th thead tr ul';
const ELEMENTS = new Set(`${INLINE} ${BLOCKS}`.split(' '));

type Node = DefaultTreeAdapterTypes.ChildNode;

/** All nodes that a browser would make of the HTML. */
function nodesOf(html: string): Node[] {
  const below = (node: Node): Node[] => [node, ...('childNodes' in node ? node.childNodes.flatMap(below) : [])];
  return parseFragment(html).childNodes.flatMap(below);
}

/** What in some HTML is not on the list of what readers may be given. */
function faultsIn(html: string): string[] {
  return nodesOf(html).flatMap((node) => {
    if (defaultTreeAdapter.isTextNode(node)) return [];
    if (!defaultTreeAdapter.isElementNode(node)) return [node.nodeName];
    const bad = node.attrs.filter(({ name, value }) => !isAllowed(name, value));
    return [...(ELEMENTS.has(node.tagName) ? [] : [node.tagName]), ...bad.map(({ name, value }) => `${name}=${value}`)];
  });
}

function isAllowed(name: string, value: string): boolean {
  if (name === 'href') return isGood(value);
  if (name === 'rel') return value === 'noopener nofollow';
  return /^(?:colspan|rowspan|start)$/.test(name) && /^\d{1,4}$/.test(value);
}

function isGood(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, username, password, href } = new URL(address);
  return /^(?:https?|mailto):$/.test(protocol) && username + password === '' && href === address;
}

const words = (text: string) => text.replace(/\s+/g, '');

function textIn(html: string): string {
  return nodesOf(html)
    .map((node) => (defaultTreeAdapter.isTextNode(node) ? node.value : ''))
    .join('');
}

/** What is wrong with segments: against the protocol, in their HTML, between their HTML and their text. */
function faultsOf(segments: readonly Segment[]): string[] {
  return segments.flatMap((segment) => {
    const { html, text, media = [] } = segment;
    const faults = [
      ...(segmentSchema.safeParse(segment).error?.issues.map(({ path }) => `not a segment: ${path.join('.')}`) ?? []),
      ...media.flatMap(({ url }) => (url === undefined || isGood(url) ? [] : [`media ${url}`])),
    ];
    if (cleanText(text).trim() !== text) faults.push(`not clean: ${text}`);
    if (html === undefined) return faults;
    if (words(textIn(html)) !== words(text)) faults.push(`${html} does not say ${text}`);
    if (safeHtml(html) !== html) faults.push(`the sanitiser changes ${html}`);
    return [...faults, ...faultsIn(html)];
  });
}

const contexts: [name: string, around: (html: string) => string][] = [
  ['a fragment', (html) => `<p>Before it.</p>${html}`],
  ['a whole page', (html) => `<!doctype html><title>A page</title><p>Before it.</p>${html}`],
  ['an article in a page', (html) => `<body><article><h1>Title</h1><p>Before it.</p>${html}</article>`],
  ['an item of a list', (html) => `<ul><li>Before it.</li><li>${html}</li></ul>`],
  ['a quote', (html) => `<blockquote>Before it. ${html}</blockquote>`],
  ['a cell', (html) => `<table><tr><th>Before it.</th><td>${html}</td></tr></table>`],
];

function attempt(around: (html: string) => string, [html, kept]: Vector): string[] {
  const { segments } = readHtml(around(html), { url: 'https://site.example/dir/page' });
  const text = segments.map((segment) => segment.text).join('\n');
  const lost = ['Before it.', kept ?? ''].filter((wanted) => !text.includes(wanted));
  return [...faultsOf(segments), ...lost.map((wanted) => `lost: ${wanted}`)].map((fault) => `${html}: ${fault}`);
}

test('there are more than a hundred vectors, all different', () => {
  expect(new Set(vectors.map(([html]) => html)).size).toBe(vectors.length);
  expect(vectors.length).toBeGreaterThan(100);
});

test.for(contexts)('no vector gets through in %s, and its text is kept', ([, around]) => {
  expect(vectors.flatMap((vector) => attempt(around, vector))).toEqual([]);
});

test('the sanitiser alone lets no vector through', () => {
  expect(vectors.flatMap(([html]) => faultsIn(safeHtml(html)))).toEqual([]);
});

test.for([
  ['harbour', harbour],
  ['short', short],
  ['plain', plain],
] as const)('all HTML of the page “%s” is on the list and says what its text says', ([, page]) => {
  expect(faultsOf(readHtml(page, { url: 'https://site.example/dir/page' }).segments)).toEqual([]);
});

const TAGS =
  'h1 h1 p div b a ul li table tr td th blockquote figure figcaption h1 pre aside span br article nav main header footer form svg math template select noscript textarea title script style iframe plaintext details dl dt dd caption thead frameset html body button';

test('whatever is put together from tags, text and vectors, what comes out is on the list', () => {
  const tags = TAGS.split(' ').flatMap((tag) => [`<${tag}>`, `</${tag}>`]);
  const named = ['share', 'caption', 'byline', 'kicker', 'credit'].map((name) => `<p class="${name}">`);
  const texts = ['word ', 'A sentence. ', '&nbsp;', '\u0301', '\u202e', '&#x0;', '&lt;b&gt;', '<!--', '-->', '\ud800'];
  const pieces = [...tags, ...tags, ...named, ...texts, ...texts, ...vectors.map(([html]) => html)];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 40 }), (parts) => {
      expect(faultsOf(segmentsOrNone(parts.join('')))).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

function segmentsOrNone(html: string): readonly Segment[] {
  try {
    return readHtml(html, { url: 'https://site.example/dir/page' }).segments;
  } catch (error) {
    if (error instanceof Refusal) return [];
    throw error;
  }
}
