import { COMBINING_MARKS } from './limits.ts';

/** False when there is half a surrogate pair in it: such a text has no UTF-8 form, so no client would get what was sent. */
export function isWellFormed(text: string): boolean {
  return text.isWellFormed();
}

/**
 * The form in which every text is kept: NFC, lines ended by `\n`, nothing in it that hides text, turns it around or
 * climbs over its neighbours. Words stay as they are, no-break spaces too. Cleaning twice is the same as cleaning once.
 */
export function cleanText(text: string): string {
  const visible = withoutControls(withLineFeeds(text));
  // NFC sorts the marks of a letter, which takes quadratic time on a flood of them: first cap, then compose. A few marks
  // fall apart into two when composed (U+0344), so the cap comes again.
  return withCappedMarks(withCappedMarks(withFewZeroWidths(visible)).normalize('NFC'));
}

function withLineFeeds(text: string): string {
  return text.replace(/\r\n?|[\v\f\u0085\u2028\u2029]/g, '\n');
}

/**
 * Drops control characters, byte order marks, bidi embeddings, overrides and isolates (a text that reads otherwise than it
 * is stored), and tag characters (invisible ASCII), which have a meaning only in the flags of regions.
 */
function withoutControls(text: string): string {
  return text
    .replace(/[^\P{Cc}\n\t]|[\ufeff\u202a-\u202e\u2066-\u206f\ufff9-\ufffb]/gu, '')
    .replace(/(\u{1f3f4}[\u{e0020}-\u{e007e}]{1,8}\u{e007f})|[\u{e0000}-\u{e007f}]/gu, '$1');
}

/** Soft hyphen, Arabic letter mark, zero-width space and joiners, direction marks, word joiner, invisible operators. */
const ZERO_WIDTHS = /[\u00ad\u061c\u180e\u200b-\u200f\u2060-\u2064]+/g;
const LONE_ZERO_WIDTH = /(?<=^|\s)[\u00ad\u061c\u180e\u200b-\u200f\u2060-\u2064](?=\s|$)/g;

/** One of a run is enough; a joiner wins, since emoji, Persian and the scripts of India are spelt with it. Alone it is nothing. */
function withFewZeroWidths(text: string): string {
  return text
    .replace(ZERO_WIDTHS, (run) => /[\u200c\u200d]/.exec(run)?.[0] ?? run.charAt(0))
    .replace(LONE_ZERO_WIDTH, '');
}

/** Joiners count as marks: put between marks, they would let any number of these stand on one letter. */
const MARKS = new RegExp(`([\\p{M}\\u200c\\u200d]{${COMBINING_MARKS}})[\\p{M}\\u200c\\u200d]+`, 'gu');

function withCappedMarks(text: string): string {
  return text.replace(MARKS, '$1');
}
