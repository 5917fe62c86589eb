import type { Block } from './blocks.ts';
import { creditedIn, creditIn, withWords } from './captions.ts';
import { textLength } from './furniture.ts';
import { textOf } from './inline.ts';
import { lineIn, type Place, settingOf } from './line.ts';

/** Shorter texts beside a picture that has a caption are labels: `Photo`, `1 of 12`, `Enlarge`. */
const LABEL_CHARACTERS = 40;
/** The longest text beside a picture that is its caption though nothing says so. */
const CAPTION_CHARACTERS = 300;
/** What a figure may be instead of a picture. */
const OTHERS = 'blockquote, table, pre, ul, ol, dl, h1, h2, h3, h4, h5, h6';

/** A figure: pictures with their caption, or a quote, a table, a chart in words with its own. */
export function figureBlocks(
  figure: Element,
  place: Place,
  inner: (element: Element, place: Place) => Block[],
): Block[] {
  const captions = [...figure.querySelectorAll('figcaption')];
  const caption = captions.find((one) => one.closest('figure') === figure);
  const { media, runs } = lineIn(figure, place);
  const isPicture = media.length > 0 && captions.length < 2 && isBare(figure, caption);
  if (!isPicture) return withSignature(inner(figure, place));
  const words = caption ? lineIn(caption, place).runs : runs;
  const said = creditedIn(textOf(words), creditIn(caption ?? figure));
  return [{ ...settingOf(place), type: 'media', media: withWords(media, said), caption: words }];
}

function isBare(figure: Element, caption: Element | undefined): boolean {
  const beside = textLength(figure) - (caption ? textLength(caption) : 0);
  return beside <= (caption ? LABEL_CHARACTERS : CAPTION_CHARACTERS) && figure.querySelector(OTHERS) === null;
}

/** Who said it stands below the quote, and belongs to it. */
function withSignature(blocks: Block[]): Block[] {
  const [quote, signature] = blocks;
  if (blocks.length !== 2 || quote?.type !== 'quote' || signature?.type !== 'paragraph') return blocks;
  return [{ ...quote, blocks: [...quote.blocks, signature] }];
}
