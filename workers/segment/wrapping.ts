import { isUnspaced } from './scripts.ts';
import { endsSentence, isHeadline } from './title.ts';

/** No terminal, mail program or typewriter wraps beyond this: such a line is a paragraph of its own. */
const WIDEST = 120;
/** Narrower than this, lines were broken by a poet. */
const NARROWEST = 30;

type Line = {
  text: string;
  /** The next line's first word would not have fitted: a machine broke the line here. */
  full: boolean;
  ends: boolean;
};

/**
 * Lines that stand together, as the paragraphs that they are: prose wrapped to a width is joined, paragraphs that are
 * parted by single line feeds are separated, a poem or an address stays as it is. The lines' own lengths tell which.
 */
export function unwrap(raw: readonly string[]): string[] {
  const width = raw.reduce((widest, line) => Math.max(widest, line.length), 0);
  const texts = raw.map((line) => line.trim());
  if (raw.length === 1 || width > WIDEST) return texts.filter(Boolean);
  const lines = texts.map((text, at) => measure(text, raw[at + 1], width));
  const wrapped = isWrapped(lines, width);
  const breaks = breaksOf(lines, wrapped);
  return isDeliberate(lines, breaks) ? [texts.join('\n')] : joined(lines, breaks);
}

function measure(text: string, next: string | undefined, width: number): Line {
  const fits = next === undefined || /^\s/.test(next) || text.length + 1 + firstWordOf(next) <= width;
  return { text, full: !fits, ends: endsSentence(text) };
}

/** Where no spaces part the words, two characters are a word. */
function firstWordOf(line: string): number {
  if (isUnspaced(line.slice(0, 1))) return 2;
  const space = line.search(/\s/);
  return space === -1 ? line.length : space;
}

/** A sentence that runs on from a full line into the next is what wrapping leaves behind. */
function isWrapped(lines: readonly Line[], width: number): boolean {
  const inner = lines.slice(0, -1);
  const running = inner.filter((line) => line.full && !line.ends).length;
  return width >= NARROWEST && running >= inner.filter((line) => !line.full).length;
}

/** Numbers of the lines after which a paragraph ends. */
function breaksOf(lines: readonly Line[], wrapped: boolean): number[] {
  return lines.flatMap((line, at) => (at < lines.length - 1 && !(wrapped && line.full) ? [at] : []));
}

/** Breaks that mostly stand in the middle of sentences were meant: the poem is one piece, with its lines. */
function isDeliberate(lines: readonly Line[], breaks: readonly number[]): boolean {
  const titles = titlesAbove(lines, breaks);
  const explained = breaks.filter((at) => lines[at]!.ends || at < titles).length;
  return explained * 2 < breaks.length;
}

/** How many title lines, two at most, stand right above prose that is longer than they are. */
function titlesAbove(lines: readonly Line[], breaks: readonly number[]): number {
  // Line n is followed by a break if the breaks begin 0, 1 … n; the last line never is.
  const count = lines.findIndex((line, at) => breaks[at] !== at || !isHeadline(line.text));
  const length = (part: readonly Line[]) => part.reduce((sum, line) => sum + line.text.length, 0);
  const isAboveProse =
    lines.slice(count).some((line) => line.ends) && length(lines) > length(lines.slice(0, count)) * 3;
  return count <= 2 && isAboveProse ? count : 0;
}

function joined(lines: readonly Line[], breaks: readonly number[]): string[] {
  const ends = new Set(breaks);
  const texts: string[] = [];
  let words: string[] = [];
  for (const [at, line] of lines.entries()) {
    words.push(line.text, separator(line.text, lines[at + 1]?.text));
    if (!ends.has(at) && at < lines.length - 1) continue;
    texts.push(words.slice(0, -1).join(''));
    words = [];
  }
  return texts;
}

/** Scripts without spaces keep the line feed, since a space would show; so does who signs a quote. */
function separator(line: string, next = ''): string {
  return isUnspaced(line.slice(-1)) || /^\p{Dash}/u.test(next) ? '\n' : ' ';
}
