import { cleanText } from '../../src/protocol/text.ts';
import { linkAddress } from './addresses.ts';

/** What lies over a run of text; a link without an address is one that no reader is sent to. Runs under it share it. */
export type Mark = { readonly tag: string; readonly href?: string };
/** A piece of a line with all its marks, the outermost first. */
export type Run = { readonly text: string; readonly marks: readonly Mark[] };

/** How a mark is written, by the element that it comes from. Elements that are not here leave their text alone. */
const MARKS: Readonly<Record<string, string>> = {
  abbr: 'abbr',
  acronym: 'abbr',
  b: 'b',
  big: 'b',
  cite: 'em',
  code: 'code',
  del: 'del',
  dfn: 'em',
  em: 'em',
  i: 'i',
  ins: 'ins',
  kbd: 'code',
  mark: 'mark',
  q: 'q',
  s: 's',
  samp: 'code',
  small: 'small',
  strike: 's',
  strong: 'strong',
  sub: 'sub',
  sup: 'sup',
  tt: 'code',
  u: 'u',
  var: 'i',
};

/** The marks inside an element. Twice bold is bold. */
export function marksIn(element: Element, outer: readonly Mark[], base: string | undefined): readonly Mark[] {
  if (element.localName === 'a') {
    const href = linkAddress(element.getAttribute('href'), base);
    return outer.some(({ tag }) => tag === 'a') ? outer : [...outer, { tag: 'a', ...(href && { href }) }];
  }
  const tag = MARKS[element.localName];
  return tag && !outer.some((mark) => mark.tag === tag) ? [...outer, { tag }] : outer;
}

/** Does a mark tell a reader anything? */
export function isTelling({ tag, href }: Mark): boolean {
  return tag !== 'a' || href !== undefined;
}

export function textOf(runs: readonly Run[]): string {
  return runs.map(({ text }) => text).join('');
}

/** A text as it stands in a source: its white space is only space. */
export function spaced(text: string): string {
  return text.replace(/[ \t\n\r\f]+/g, ' ');
}

/**
 * Runs as they are shown: one space between words, none around line breaks, nothing that hides or climbs. Where the runs
 * together would be another text than each by itself, as when an accent is marked and its letter is not, marks give way.
 */
export function settled(raw: readonly Run[], preformatted = false): Run[] {
  const clean = raw.map((run) => ({ ...run, text: cleanText(run.text.toWellFormed()) }));
  const runs = trimmed(preformatted ? clean : collapsed(clean));
  const text = textOf(runs);
  const whole = cleanText(text).trim();
  return whole === text ? runs : whole ? [{ text: whole, marks: [] }] : [];
}

function collapsed(raw: readonly Run[]): Run[] {
  const runs: Run[] = [];
  let before = '\n';
  for (const { text, marks } of raw) {
    let kept = text.replace(/ *\n */g, '\n').replace(/ {2,}/g, ' ');
    if (/[ \n]/.test(before)) kept = kept.replace(/^ +/, '');
    if (!kept) continue;
    if (kept.startsWith('\n')) withoutLastSpace(runs);
    runs.push({ text: kept, marks: kept.trim() ? marks : sharedBy(marks, runs.at(-1)?.marks ?? []) });
    before = kept.slice(-1);
  }
  return runs;
}

/** A space under a mark of its own shows nothing; between words under one mark it is under it too. */
function sharedBy(marks: readonly Mark[], before: readonly Mark[]): readonly Mark[] {
  return marks.filter((mark, at) => mark === before[at]);
}

function withoutLastSpace(runs: Run[]): void {
  const last = runs.pop();
  const text = last?.text.replace(/ $/, '');
  if (last && text) runs.push({ ...last, text });
}

/** Without the white space, no-break spaces too, and the invisible signs at both ends. */
function trimmed(runs: readonly Run[]): Run[] {
  const text = textOf(runs);
  if (!/[^\s\p{Default_Ignorable_Code_Point}]/u.test(text)) return [];
  const start = text.length - text.trimStart().length;
  return cut(runs, [[start, text.trimEnd().length]])[0] ?? [];
}

/** The runs in some ranges of their text, which are in order and do not overlap. */
export function cut(runs: readonly Run[], ranges: readonly (readonly [from: number, to: number])[]): Run[][] {
  const pieces: Run[][] = [];
  let next = 0;
  let start = 0;
  for (const [from, to] of ranges) {
    const piece: Run[] = [];
    for (let run = runs[next]; run && start < to; run = runs[next]) {
      const text = run.text.slice(Math.max(0, from - start), to - start);
      if (text) piece.push({ text, marks: run.marks });
      if (start + run.text.length > to) break; // the next range has some of it too
      start += run.text.length;
      next += 1;
    }
    pieces.push(piece);
  }
  return pieces;
}

/** Paragraphs that are parted by empty lines, as they are where people press Enter twice. */
export function paragraphsIn(runs: readonly Run[]): Run[][] {
  const text = textOf(runs);
  const ranges: [number, number][] = [];
  let from = 0;
  for (const { index, 0: gap } of text.matchAll(/\n\s*\n/g)) {
    ranges.push([from, index]);
    from = index + gap.length;
  }
  return cut(runs, [...ranges, [from, text.length]]).filter((part) => part.length > 0);
}
