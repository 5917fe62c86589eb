import { TEXT_CHARACTERS } from '../../src/protocol/limits.ts';
import type { Article, Found } from './article.ts';
import type { Block } from './blocks.ts';
import { isBoxTitle, isKnownBoxTitle, isLink } from './box.ts';
import { sourcesOf } from './credit.ts';
import { bareType, bareWarning, mediaType, splitWarning } from './media.ts';
import { isAllQuoted, isContinuedQuote, isSignature } from './quote.ts';
import type { Segment } from './segment.ts';
import type { Splitter } from './sentences.ts';
import { isDate, isHeading, isQuestion } from './title.ts';

/** Makes segments of the block at a place, and of those after it that belong to it; undefined if it is not of this kind. */
type Recogniser = (article: Article, at: number) => Found | undefined;

/** In this order, the first that answers is right: what a newsroom marked, then what a label says, then what the shape says. */
export const recognisers: readonly Recogniser[] = [
  listAt,
  markedQuoteAt,
  mediaAt,
  openingAt,
  linkAt,
  creditAt,
  quoteAt,
  boxAt,
  headingAt,
];

const one = (segment: Segment, blocks = 1): Found => ({ segments: [segment], blocks });

/** Whole, unless it is longer than an update may be: then as several lists. */
function listAt({ blocks }: Article, at: number): Found | undefined {
  const { shape, text } = blocks[at]!;
  if (shape !== 'list') return undefined;
  return { segments: chunksOf(text).map((chunk) => ({ kind: 'list', text: chunk })), blocks: 1 };
}

function chunksOf(text: string): string[] {
  if (text.length <= TEXT_CHARACTERS) return [text];
  const chunks: string[][] = [];
  let room = 0;
  for (const line of text.split('\n')) {
    if (line.length + 1 > room) {
      chunks.push([]);
      room = TEXT_CHARACTERS;
    }
    chunks.at(-1)!.push(line);
    room -= line.length + 1;
  }
  return chunks.map((lines) => lines.join('\n').trim());
}

function markedQuoteAt(article: Article, at: number): Found | undefined {
  return article.blocks[at]!.shape === 'quote' ? signedQuote(article, at) : undefined;
}

function quoteAt(article: Article, at: number): Found | undefined {
  const text = proseAt(article, at);
  const next = proseAt(article, at + 1) ?? '';
  return text && (isAllQuoted(text) || isContinuedQuote(text, next)) ? signedQuote(article, at) : undefined;
}

/** With who said it, if that stands below. Ten screens in quotation marks are a document, to be read in paragraphs. */
function signedQuote(article: Article, at: number): Found | undefined {
  const { text } = article.blocks[at]!;
  const next = proseAt(article, at + 1) ?? '';
  const signed = isSignature(next) ? `${text}\n${next}` : text;
  return signed.length <= TEXT_CHARACTERS ? one({ kind: 'quote', text: signed }, signed === text ? 1 : 2) : undefined;
}

function openingAt({ blocks, opening }: Article, at: number): Found | undefined {
  const { text } = blocks[at]!;
  if (at === opening.kicker) return one({ kind: 'kicker', text });
  return at === opening.headline ? one({ kind: 'headline', text }) : undefined;
}

function linkAt(article: Article, at: number): Found | undefined {
  const text = proseAt(article, at);
  return text && isLink(text) ? one({ kind: 'box', text }) : undefined;
}

/** A caption, with the warning that ends it or stands below it. */
function mediaAt(article: Article, at: number): Found | undefined {
  const caption = captionAt(article, at);
  if (!caption || caption.whole.length > TEXT_CHARACTERS) return undefined;
  const { whole, type, blocks } = caption;
  const below = bareWarning(proseAt(article, at + blocks) ?? '');
  const { text, warning } = below ? { text: whole, warning: below } : splitWarning(whole);
  return one({ kind: 'media', text, media: [{ type }], ...(warning && { warning }) }, below ? blocks + 1 : blocks);
}

/** `PHOTO: The quay`, or a label in one block and what it labels in the next. */
function captionAt(article: Article, at: number) {
  const text = proseAt(article, at) ?? '';
  const [type, bare] = [mediaType(text), bareType(text)];
  if (bare && isPlain(article, at + 1)) return { whole: `${text}\n${proseAt(article, at + 1)}`, type: bare, blocks: 2 };
  return type && { whole: text, type, blocks: 1 };
}

function creditAt(article: Article, at: number): Found | undefined {
  const text = proseAt(article, at);
  const sources = text ? sourcesOf(text, article.place(at)) : undefined;
  return text && sources ? one({ kind: 'attribution', text, sources }) : undefined;
}

/** A labelled title and the paragraph that it stands over are one insert. */
function boxAt(article: Article, at: number): Found | undefined {
  const title = article.blocks[at]!;
  const text = proseAt(article, at + 1);
  if (!text || text.length > TEXT_CHARACTERS || !isPlain(article, at + 1)) return undefined;
  // What an editor marked as a heading, or put under the headline, needs a known label to be an insert.
  const isBox = title.shape === 'prose' && at >= article.opening.text ? isBoxTitle : isKnownBoxTitle;
  return isBox(title.text) ? one({ kind: 'box', headline: title.text, text }, 2) : undefined;
}

function headingAt(article: Article, at: number): Found | undefined {
  const { shape, text } = article.blocks[at]!;
  if (shape === 'title') return one({ kind: 'heading', text });
  const isAsked = isQuestion(text) && isPlain(article, at + 1) && article.blocks[at + 1]!.text.length > text.length;
  const isShort = isHeading(text) && isAboveText(article, at) && !(article.place(at) === 'opening' && isDate(text));
  return isAsked || isShort ? one({ kind: 'heading', text }) : undefined;
}

/** A heading and a lower one may stand above a text; three short lines in a row are a list of something. */
function isAboveText({ blocks, opening, place }: Article, at: number): boolean {
  const isShort = (n: number) => n >= opening.text && blocks[n]?.shape === 'prose' && isHeading(blocks[n].text);
  const isInRow = [-2, -1, 0].some((from) => [from, from + 1, from + 2].every((by) => by === 0 || isShort(at + by)));
  const below = at + (isShort(at + 1) ? 2 : 1);
  const text = blocks[below]?.text;
  return !isInRow && text !== undefined && sourcesOf(text, place(below)) === undefined;
}

/** Prose that is nothing else: no title, caption, credit, quote. */
function isPlain(article: Article, at: number): boolean {
  const text = proseAt(article, at);
  if (!text || isHeading(text) || isQuestion(text)) return false;
  return !mediaType(text) && !isLink(text) && !sourcesOf(text, article.place(at)) && !isAllQuoted(text);
}

function proseAt({ blocks }: Article, at: number): string | undefined {
  const block: Block | undefined = blocks[at];
  return block?.shape === 'prose' ? block.text : undefined;
}

/** What everything is that has no other shape. */
export function paragraphsAt({ blocks }: Article, at: number, split: Splitter): Found {
  return { segments: split(blocks[at]!.text).map((text) => ({ kind: 'paragraph', text })), blocks: 1 };
}
