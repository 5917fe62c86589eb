import { safeHtml } from '../../src/log/safe-html.ts';
import type { Segment } from '../../src/protocol/article.ts';
import { MEDIA, TEXT_CHARACTERS } from '../../src/protocol/limits.ts';
import type { Kind } from '../../src/protocol/update.ts';
import { isRightToLeft } from '../segment/scripts.ts';
import { paragraphSplitter } from '../segment/sentences.ts';
import type { Block, BlockOf, Medium } from './blocks.ts';
import { cut, isTelling, type Run, textOf } from './inline.ts';
import { mediaIn, type Rendered, rendered } from './rendering.ts';

/** A segment, or something to be seen without a word, which becomes part of the segment beside it. */
export type Piece = Segment | { media: Medium[] };

/** One segment of a whole block; several, of the same kind, where it is longer than an update may be. */
export function piecesOf(kind: Kind, block: Block): Piece[] {
  const parts = partsOf(block);
  if (parts) return parts.flatMap((part) => piecesOf(kind, part));
  const whole = rendered(block);
  const media = mediaIn(block).slice(0, MEDIA);
  if (!whole.text) return media.length ? [{ media }] : [];
  const isRtl = block.direction ? block.direction === 'rtl' : isRightToLeft(whole.text);
  const html = saysMore(block) ? safeHtml(whole.html) : '';
  return [
    {
      kind,
      text: whole.text,
      ...(html && html.length <= HTML_CHARACTERS && { html }),
      ...(media.length > 0 && { media }),
      ...(isRtl && { direction: 'rtl' as const }),
      ...(block.language && { language: block.language }),
    },
  ];
}

/** As the protocol has it. */
const HTML_CHARACTERS = 2 * TEXT_CHARACTERS;

/** Does its markup tell a reader anything that its text does not? */
function saysMore(block: Block): boolean {
  switch (block.type) {
    case 'paragraph':
    case 'heading':
      return hasMarks(block.runs);
    case 'media':
      return hasMarks(block.caption);
    case 'box':
      return block.blocks.length > 1 || block.blocks.some(saysMore);
    default:
      return true;
  }
}

function hasMarks(runs: readonly Run[]): boolean {
  return runs.some(({ marks }) => marks.some(isTelling));
}

/** What a block falls into that is too long for one update; undefined for one that fits. */
function partsOf(block: Block): Block[] | undefined {
  switch (block.type) {
    case 'paragraph':
      return splitParagraph(block);
    case 'preformatted':
      return splitText(block);
    case 'list':
      return several(
        chunked(block.items, (item) => rendered({ ...block, items: [item] })),
        (items, at) =>
          items.length === 1 && isLong(rendered({ ...block, items }))
            ? items.flatMap(({ blocks }) => blocks)
            : [{ ...block, items, start: at === 0 ? block.start : 1 }],
      );
    case 'table':
      return several(
        chunked(block.rows, (row) => rendered({ ...block, rows: [row] })),
        (rows) =>
          rows.length === 1 && isLong(rendered({ ...block, rows }))
            ? rows.flatMap(({ cells }) => cells.flatMap(({ blocks }) => blocks))
            : [{ ...block, rows }],
      );
    case 'quote':
    case 'box':
      return isLong(rendered(block)) ? block.blocks : undefined;
    default:
      return undefined;
  }
}

function isLong({ text, html }: Rendered): boolean {
  return text.length > TEXT_CHARACTERS || html.length > HTML_CHARACTERS;
}

function several<Part>(groups: readonly Part[][], make: (group: Part[], at: number) => Block[]): Block[] | undefined {
  const blocks = groups.flatMap(make);
  return groups.length > 1 || (groups[0] && blocks.length !== 1) ? blocks : undefined;
}

/** Items or rows in groups, each of which fits into an update. */
function chunked<Part>(parts: readonly Part[], render: (part: Part) => Rendered): Part[][] {
  const groups: Part[][] = [];
  let [text, html] = [Number.POSITIVE_INFINITY, 0];
  for (const part of parts) {
    const size = render(part);
    text += size.text.length + 1;
    html += size.html.length;
    if (text > TEXT_CHARACTERS || html > HTML_CHARACTERS) {
      groups.push([]);
      [text, html] = [size.text.length + 1, size.html.length];
    }
    groups.at(-1)?.push(part);
  }
  return groups;
}

function splitParagraph(block: BlockOf<'paragraph'>): Block[] | undefined {
  const text = textOf(block.runs);
  const texts = paragraphSplitter(block.language)(text);
  if (texts.length < 2) return undefined;
  const parts = cut(block.runs, rangesOf(text, texts));
  return parts.map((runs, at) => ({ ...block, runs, media: at === 0 ? block.media : [] }));
}

function rangesOf(text: string, parts: readonly string[]): [number, number][] {
  let at = 0;
  return parts.map((part) => {
    const from = text.indexOf(part, at);
    at = from + part.length;
    return [from, at];
  });
}

/** At the ends of lines where there are some. */
function splitText(block: BlockOf<'preformatted'>): Block[] | undefined {
  const text = textOf(block.runs);
  if (text.length <= TEXT_CHARACTERS) return undefined;
  const parts = text.match(
    new RegExp(String.raw`[\s\S]{1,${TEXT_CHARACTERS - 1}}(?:\n|$)|[\s\S]{1,${TEXT_CHARACTERS - 1}}`, 'gu'),
  );
  return parts?.map((part) => ({ ...block, runs: [{ text: part.trim(), marks: [] }] }));
}
