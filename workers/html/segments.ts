import type { Segment } from '../../src/protocol/article.ts';
import { LINE_CHARACTERS, MEDIA, TEXT_CHARACTERS } from '../../src/protocol/limits.ts';
import { isLink } from '../segment/box.ts';
import { type Place, sourcesOf } from '../segment/credit.ts';
import { endsSentence } from '../segment/title.ts';
import type { Block, BlockOf, Medium } from './blocks.ts';
import { creditedIn, withWords } from './captions.ts';
import { textOf } from './inline.ts';
import { type Piece, piecesOf } from './pieces.ts';

/** The segments of an article's blocks, in order. */
export function segmentsOf(blocks: readonly Block[]): Segment[] {
  const captioned = withCaptions(blocks);
  const headline = captioned.findIndex((block) => block.type === 'heading' && block.level === 1);
  const place = placesIn(captioned);
  const pieces = captioned.flatMap((block, at) =>
    at === headline ? piecesOf('headline', block) : kindred(block, place(at)),
  );
  return withNeighbours(pieces);
}

/** Longer than bylines and dates. */
const SHORT = 140;

function placesIn(blocks: readonly Block[]): (at: number) => Place {
  const end = blocks.findLastIndex((block) => !isAfterword(block));
  const text = blocks.findIndex(isProse);
  return (at) => (at > end ? 'end' : at < text ? 'opening' : 'body');
}

function isProse(block: Block): boolean {
  if (block.type !== 'paragraph' || block.role) return false;
  const text = textOf(block.runs);
  return text.length > SHORT || endsSentence(text);
}

/** Credits and pictures may stand behind the last words of an article. */
function isAfterword(block: Block): boolean {
  return block.type === 'media' || (block.type === 'paragraph' && sourcesOf(textOf(block.runs), 'end') !== undefined);
}

/** A paragraph that is named a caption, or a credit, belongs to the picture above it. */
function withCaptions(blocks: readonly Block[]): Block[] {
  const captioned: Block[] = [];
  for (const block of blocks) {
    const above = captioned.at(-1);
    const joined = above?.type === 'media' && block.type === 'paragraph' ? captionedBy(above, block) : undefined;
    if (joined) captioned[captioned.length - 1] = joined;
    else captioned.push(block);
  }
  return captioned;
}

function captionedBy(above: BlockOf<'media'>, { role, runs }: BlockOf<'paragraph'>): Block | undefined {
  const isCaption = role === 'caption' && above.caption.length === 0;
  const isCredit = role === 'credit' && above.media[0]?.credit === undefined;
  if (!isCaption && !isCredit) return undefined;
  const caption = above.caption.length ? [...above.caption, { text: '\n', marks: [] }, ...runs] : runs;
  const words = creditedIn(textOf(caption), isCredit ? textOf(runs) : undefined);
  return { ...above, caption, media: withWords(above.media, words) };
}

/** The pieces that a block is by its own nature. */
function kindred(block: Block, place: Place): Piece[] {
  switch (block.type) {
    case 'paragraph':
      return paragraphPieces(block, place);
    case 'preformatted':
      return piecesOf('paragraph', block);
    case 'media':
      return mediaPieces(block);
    case 'box':
      return boxPieces(block, place);
    default:
      return piecesOf(block.type, block);
  }
}

function paragraphPieces(block: BlockOf<'paragraph'>, place: Place): Piece[] {
  if (block.role === 'kicker') return piecesOf('kicker', block);
  const text = textOf(block.runs);
  const sources = block.role === 'byline' ? (sourcesOf(text, 'opening') ?? [text]) : sourcesOf(text, place);
  if (!sources || text.length > LINE_CHARACTERS) return piecesOf(isLink(text) ? 'box' : 'paragraph', block);
  return piecesOf('attribution', block).map((piece) => ({ ...piece, sources }));
}

/** With its caption; one that is longer than an update may be is a text about pictures. */
function mediaPieces(block: BlockOf<'media'>): Piece[] {
  const { caption, media } = block;
  if (caption.length && textOf(caption).length <= TEXT_CHARACTERS) return piecesOf('media', block);
  const text: Block = { ...block, type: 'paragraph', runs: caption, media: [] };
  return [...media.flatMap((medium) => shown(block, medium)), ...(caption.length ? piecesOf('paragraph', text) : [])];
}

/** Without a caption, what a picture shows is told by its description, if there is one. */
function shown(block: BlockOf<'media'>, medium: Medium): Piece[] {
  if (medium.alt === undefined) return [{ media: [medium] }];
  return piecesOf('media', { ...block, media: [medium], caption: [{ text: medium.alt, marks: [] }] });
}

/** An insert, under its own title; one that is all quote is a quote. */
function boxPieces(box: BlockOf<'box'>, place: Place): Piece[] {
  const [first, ...rest] = box.blocks;
  if (box.blocks.every(({ type }) => type === 'quote' || type === 'media'))
    return box.blocks.flatMap((block) => kindred(block, place));
  if (first?.type !== 'heading' || rest.length === 0) return piecesOf('box', box);
  const headline = textOf(first.runs);
  return piecesOf('box', { ...box, blocks: rest }).map((piece, at) => (at === 0 ? { ...piece, headline } : piece));
}

/** What has no words of its own is seen with the segment before it, at the beginning with the one after it. */
function withNeighbours(pieces: readonly Piece[]): Segment[] {
  const segments: Segment[] = [];
  let waiting: Medium[] = [];
  for (const piece of pieces) {
    const last = segments.pop();
    const isSegment = 'kind' in piece;
    if (last) segments.push(isSegment ? last : withMedia(last, [...(last.media ?? []), ...piece.media]));
    else if (!isSegment) waiting = [...waiting, ...piece.media].slice(0, MEDIA);
    if (isSegment) segments.push(last ? piece : withMedia(piece, [...waiting, ...(piece.media ?? [])]));
  }
  return segments;
}

function withMedia(segment: Segment, media: readonly Medium[]): Segment {
  return media.length ? { ...segment, media: media.slice(0, MEDIA) } : segment;
}
