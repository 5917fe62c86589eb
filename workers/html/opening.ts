import type { Block, Setting } from './blocks.ts';
import { linkedShare, textLength } from './furniture.ts';
import { type Run, settled, textOf } from './inline.ts';
import { isNamed, KICKER } from './words.ts';

/** What stands above the text: found in the page, or said by whoever hands the article in. */
export type Opening = { kicker?: string; headline?: string; byline?: string };

const TITLE_CHARACTERS = 300;
const KICKER_CHARACTERS = 60;
/** Names of sites and sections follow a title behind these. */
const ALIKE = 0.75;

/** The titles of a page, looked for before its furniture is taken away: many sites put them outside of the article. */
export function openingIn(document: Document, title: string | undefined): Opening {
  const headings = [...document.querySelectorAll('h1, h2, [itemprop~="headline"]')].filter(isCandidate);
  const tops = headings.filter(({ localName }) => localName === 'h1');
  const inArticle = tops.filter((heading) => heading.closest('article, main, [role="main"]'));
  const found =
    headings.find((heading) => title !== undefined && areAlike(spoken(heading), title)) ??
    (inArticle.length === 1 ? inArticle[0] : tops.length === 1 ? tops[0] : undefined);
  if (!found) return {};
  const inner = [...found.querySelectorAll('*')].find((element) => isNamed(element, KICKER));
  const kicker = inner ?? kickerAbove(found);
  const said = kicker && !isSectionLink(kicker) ? spoken(kicker) : '';
  inner?.remove();
  return { headline: spoken(found), ...(said && said.length <= KICKER_CHARACTERS && { kicker: said }) };
}

function isCandidate(heading: Element): boolean {
  const length = textLength(heading);
  return length > 0 && length <= TITLE_CHARACTERS && !heading.closest('nav, footer, aside');
}

/** What leads to a section of the site is part of its navigation, wherever it stands. */
function isSectionLink(kicker: Element): boolean {
  return kicker.closest('a') !== null || linkedShare(kicker) === 1;
}

function spoken(element: Element): string {
  return (element.textContent ?? '').replace(/\s+/g, ' ').trim();
}

/** Do most words of each stand in the other? Titles of pages have the site's name behind them. */
function areAlike(heading: string, title: string): boolean {
  const [a, b] = [wordsOf(heading), wordsOf(title)];
  const shared = [...a].filter((word) => b.has(word)).length;
  return shared > 0 && shared >= a.size * ALIKE && shared >= b.size * (ALIKE - 0.25);
}

function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
}

/** The theme above a headline: named so, or the only other thing in its group. */
function kickerAbove(headline: Element): Element | undefined {
  const before = headline.previousElementSibling;
  if (headline.parentElement?.localName === 'hgroup' && before?.localName === 'p') return before;
  for (let above = headline.parentElement, levels = 0; above && levels < 4; above = above.parentElement, levels += 1) {
    const named = [...above.querySelectorAll('*')].find((element) => isNamed(element, KICKER));
    if (named) return named.contains(headline) ? undefined : named;
    if (above.localName === 'article' || above.localName === 'body') break;
  }
  return undefined;
}

/** Titles stand among this many blocks, pictures and standfirst counted. */
const OPENING_BLOCKS = 6;

/** Blocks with the opening in its place: a title that stands among the first is that title, one that does not goes before. */
export function withOpening(
  blocks: readonly Block[],
  { kicker, headline, byline }: Opening,
  setting: Setting,
): Block[] {
  const titles: [string | undefined, (runs: Run[]) => Block][] = [
    [kicker, (runs) => ({ type: 'paragraph', role: 'kicker', runs, media: [] })],
    [headline, (runs) => ({ type: 'heading', level: 1, runs })],
    [byline, (runs) => ({ type: 'paragraph', role: 'byline', runs, media: [] })],
  ];
  const first = blocks.slice(0, OPENING_BLOCKS).filter((block) => !isSame(block, `${kicker} ${headline}`));
  const missing: Block[] = [];
  for (const [text, make] of titles) {
    const at = first.findIndex((block) => isSame(block, text));
    const found = first[at];
    if (found && 'runs' in found) first[at] = { ...found, ...make(found.runs) };
    else if (text) missing.push({ ...setting, ...make(settled([{ text, marks: [] }])) });
  }
  const hasByline = first.some((block) => block.type === 'paragraph' && block.role === 'byline');
  const added = missing.filter((block) => !(hasByline && block.type === 'paragraph' && block.role === 'byline'));
  return [...added, ...first, ...blocks.slice(OPENING_BLOCKS)];
}

function isSame(block: Block, text: string | undefined): boolean {
  return text !== undefined && 'runs' in block && fold(textOf(block.runs)) === fold(text);
}

function fold(text: string): string {
  return text.replace(/\s+/g, ' ').trim().toLowerCase();
}
