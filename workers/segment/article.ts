import { cleanText } from '../../src/protocol/text.ts';
import { type Block, blocksOf } from './blocks.ts';
import { isLink } from './box.ts';
import { type Place, sourcesOf } from './credit.ts';
import { paragraphsAt, recognisers } from './kinds.ts';
import { bareWarning, mediaType } from './media.ts';
import { type Opening, openingOf } from './opening.ts';
import { isRightToLeft } from './scripts.ts';
import type { Segment } from './segment.ts';
import { paragraphSplitter } from './sentences.ts';

/** What the newsroom says of the article apart from its text. Neither is needed: both only make a good guess certain. */
export type SegmentOptions = {
  /** BCP 47; every segment carries it. */
  language?: string;
  /** Tells which line of the text is the headline, if it is there at all. */
  title?: string;
};

/** A text and where in it things stand: what a block is depends on its neighbours. */
export type Article = {
  blocks: readonly Block[];
  opening: Opening;
  place: (at: number) => Place;
};

/** Segments made of the blocks from a place on, and how many blocks they took. */
export type Found = { segments: readonly Segment[]; blocks: number };

/**
 * Cuts a plain text into segments. No word is lost, doubled or moved: headline, text and warning of each segment, read one
 * after the other, are the article without its markers. Texts without anything to read have no segments. Takes linear time.
 */
export function segmentText(text: string, { language, title }: SegmentOptions = {}): Segment[] {
  const article = articleOf(cleanText(text), title);
  const split = paragraphSplitter(language);
  const segments: Segment[] = [];
  for (let at = 0; at < article.blocks.length; ) {
    const found = recognise(article, at) ?? paragraphsAt(article, at, split);
    for (const segment of found.segments) segments.push(described(segment, language));
    at += found.blocks;
  }
  return segments;
}

function articleOf(text: string, title: string | undefined): Article {
  const blocks = blocksOf(text);
  const opening = openingOf(blocks, title && cleanText(title).trim());
  const end = endOf(blocks);
  const place = (at: number): Place => {
    if (at >= end) return 'end';
    return at >= opening.text && at < opening.text + BYLINES ? 'opening' : 'body';
  };
  return { blocks, opening, place };
}

/** Author and date stand between the titles and the text. */
const BYLINES = 2;

/** The place of the first block behind which there is no prose: only credits, media and links. */
function endOf(blocks: readonly Block[]): number {
  return blocks.findLastIndex((block) => !isAfterword(block)) + 1;
}

function isAfterword({ shape, text }: Block): boolean {
  if (shape !== 'prose') return false;
  return (
    [sourcesOf(text, 'end'), mediaType(text), bareWarning(text)].some((found) => found !== undefined) || isLink(text)
  );
}

function recognise(article: Article, at: number): Found | undefined {
  for (const recogniser of recognisers) {
    const found = recogniser(article, at);
    if (found) return found;
  }
  return undefined;
}

function described(segment: Segment, language: string | undefined): Segment {
  return {
    ...segment,
    ...(isRightToLeft(segment.text) && { direction: 'rtl' as const }),
    ...(language !== undefined && { language }),
  };
}
