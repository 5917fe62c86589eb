import { PARAGRAPH_CHARACTERS, SEGMENTER_CHARACTERS } from '../../src/protocol/limits.ts';
import { written } from './labels.ts';
import { isUnspaced } from './scripts.ts';

type Granularity = 'sentence' | 'word' | 'grapheme';
type Segmenters = (granularity: Granularity) => Intl.Segmenter;

export type Splitter = (text: string) => string[];

/**
 * Splits a paragraph into pieces of at most `PARAGRAPH_CHARACTERS` and of similar length, at the ends of sentences where
 * there are some, else between words, else between graphemes. A language helps where a script leaves it open; it need not be known.
 */
export function paragraphSplitter(language?: string): Splitter {
  const segmenters = segmentersFor(language);
  return (text) => (text.length <= PARAGRAPH_CHARACTERS ? [text] : split(text, segmenters));
}

/** Each costs a millisecond to make and most articles need none. */
function segmentersFor(language: string | undefined): Segmenters {
  const made = new Map<Granularity, Intl.Segmenter>();
  return (granularity) => {
    const segmenter = made.get(granularity) ?? new Intl.Segmenter(localeOf(language), { granularity });
    made.set(granularity, segmenter);
    return segmenter;
  };
}

/** The same text is cut the same way on every machine, so never by the machine's own locale. */
function localeOf(language = 'en'): string {
  try {
    return Intl.getCanonicalLocales(language)[0] ?? 'en';
  } catch {
    return 'en'; // a tag that is none must not keep an article from being published
  }
}

function split(text: string, segmenters: Segmenters): string[] {
  const pieces: string[] = [];
  let rest = text.trim();
  while (rest.length > PARAGRAPH_CHARACTERS) {
    const cut = cutOf(rest, segmenters);
    pieces.push(rest.slice(0, cut).trimEnd());
    rest = rest.slice(cut).trimStart();
  }
  return rest ? [...pieces, rest] : pieces;
}

/** Where the first piece of a text ends. Looks at a window only, whatever the length of the text. */
function cutOf(text: string, segmenters: Segmenters): number {
  const window = text.slice(0, SEGMENTER_CHARACTERS);
  const aim = text.length / Math.ceil(text.length / PARAGRAPH_CHARACTERS);
  const starts = (granularity: Granularity) => startsIn(window, segmenters(granularity));
  const graphemes = new Set(starts('grapheme'));
  const between = (cut: number) => graphemes.has(cut) && isBetweenWords(window, cut);
  return (
    nearest(
      aim,
      starts('sentence').filter((cut) => between(cut) && !isAbbreviated(window.slice(0, cut))),
    ) ??
    nearest(aim, starts('word').filter(between)) ??
    nearest(PARAGRAPH_CHARACTERS, [...graphemes]) ??
    lastResort(window)
  );
}

function startsIn(window: string, segmenter: Intl.Segmenter): number[] {
  const starts: number[] = [];
  for (const { index } of segmenter.segment(window)) {
    if (index > PARAGRAPH_CHARACTERS) break;
    if (index > 0) starts.push(index);
  }
  return starts;
}

function nearest(aim: number, cuts: readonly number[]): number | undefined {
  return cuts.reduce<number | undefined>(
    (best, cut) => (best === undefined || Math.abs(cut - aim) <= Math.abs(best - aim) ? cut : best),
    undefined,
  );
}

/** At a space; without one only where the script has none, so that `10.5` and `and/or` stay whole. */
function isBetweenWords(window: string, cut: number): boolean {
  const before = window.charAt(cut - 1);
  return /\s/.test(before) || isUnspaced(before) || isUnspaced(window.charAt(cut));
}

const ABBREVIATIONS: ReadonlySet<string> = new Set(written('short'));

/** `Dr. `, `z. `, `J. `: a full stop that ends no sentence. */
function isAbbreviated(before: string): boolean {
  const word = /(\p{L}{1,6})\.\s+$/u.exec(before.slice(-12))?.[1];
  return word !== undefined && (/^\p{Lu}$/u.test(word) || ABBREVIATIONS.has(word));
}

/** A grapheme longer than a paragraph is no writing but an attack: it is cut between characters. */
function lastResort(window: string): number {
  const low = window.charCodeAt(PARAGRAPH_CHARACTERS);
  return low >= 0xdc00 && low <= 0xdfff ? PARAGRAPH_CHARACTERS - 1 : PARAGRAPH_CHARACTERS;
}
