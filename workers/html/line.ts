import type { Medium, Setting } from './blocks.ts';
import { type Mark, marksIn, type Run, settled, spaced } from './inline.ts';
import { emojiIn, MEDIA, mediumOf } from './media.ts';

/** Where reading has got to: what lies over the text here, and what addresses start from. */
export type Place = Setting & {
  marks: readonly Mark[];
  base?: string | undefined;
  /** Elements that have a block in them: whatever their own name, they stand by themselves. */
  blocky: ReadonlySet<Element>;
};

/** Inline content, and what is shown in it. */
export type Line = { runs: Run[]; media: Medium[] };

const BLOCKS =
  'address, article, aside, blockquote, center, dd, details, dir, div, dl, dt, fieldset, figcaption, figure, footer, form, h1, h2, h3, h4, h5, h6, header, hgroup, hr, legend, li, listing, main, menu, nav, ol, p, plaintext, pre, section, summary, table, tbody, td, tfoot, th, thead, tr, ul, xmp';
const BLOCK_NAMES: ReadonlySet<string> = new Set(BLOCKS.split(', '));

/** The elements that have a block in them. */
export function blockyIn(root: Element): Set<Element> {
  const blocky = new Set<Element>();
  for (const block of root.querySelectorAll(BLOCKS))
    for (let above = block.parentElement; above && !blocky.has(above); above = above.parentElement) blocky.add(above);
  return blocky;
}

export function isElement(node: Node): node is Element {
  return node.nodeType === 1;
}

export function isBlock(node: Node, { blocky }: Place): node is Element {
  return isElement(node) && (BLOCK_NAMES.has(node.localName) || (blocky.has(node) && !isSkipped(node)));
}

/** What stands in it is for browsers that cannot show it, or run no scripts. */
function isSkipped({ localName }: Element): boolean {
  return MEDIA.has(localName) || localName === 'noscript';
}

/** Reads a node, with all that is in it, into a line. */
export function readInto(line: Line, node: Node, place: Place): void {
  if (node.nodeType === 3) line.runs.push({ text: spaced(node.textContent ?? ''), marks: place.marks });
  if (!isElement(node)) return;
  if (node.localName === 'br' || isBlock(node, place)) line.runs.push({ text: '\n', marks: place.marks });
  const emoji = node.localName === 'img' ? emojiIn(node) : undefined;
  const medium = MEDIA.has(node.localName) ? mediumOf(node, place.base) : undefined;
  if (emoji) line.runs.push({ text: emoji, marks: place.marks });
  else if (medium) line.media.push(medium);
  if (isSkipped(node)) return;
  const inner = { ...place, marks: marksIn(node, place.marks, place.base) };
  for (const child of node.childNodes) readInto(line, child, inner);
}

/** All of an element as one line of text. */
export function lineIn(element: Element, place: Place, separator = '\n'): Line {
  const line: Line = { runs: [], media: [] };
  for (const child of element.childNodes) readInto(line, child, place);
  const joined = line.runs.map((run) => ({ ...run, text: run.text.replaceAll('\n', separator) }));
  return { runs: settled(joined).map((run) => ({ ...run, text: run.text.replace(/\n+/g, '\n') })), media: line.media };
}

export function settingOf({ direction, language }: Place): Setting {
  return { ...(direction && { direction }), ...(language && { language }) };
}
