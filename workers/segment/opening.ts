import type { Block } from './blocks.ts';
import { sourcesOf } from './credit.ts';
import { fold } from './labels.ts';
import { mediaType } from './media.ts';
import { isDate, isHeadline, isKicker } from './title.ts';

/** Which blocks are the titles of the whole article. `text` is the place of the first block below them. */
export type Opening = { kicker?: number; headline?: number; text: number };

/** Kicker, headline and two lines below it; more lines than that above the text are no titles but a list. */
const TITLES = 4;

/** `title` is what the newsroom calls the article; its text need not begin with it. */
export function openingOf(blocks: readonly Block[], title = ''): Opening {
  const count = titlesAbove(blocks, title);
  const headline = headlineAmong(blocks.slice(0, count), title);
  if (headline === undefined) return { text: count };
  const above = headline - 1;
  const hasKicker = above >= 0 && isKicker(blocks[above]!.text);
  return { headline, text: count, ...(hasKicker && { kicker: above }) };
}

function titlesAbove(blocks: readonly Block[], title: string): number {
  const first = blocks.slice(0, TITLES + 1).findIndex((block) => !isTitle(block, title));
  // A title needs a text: where nothing else follows, nothing is a title.
  return first === -1 ? 0 : first;
}

function isTitle(block: Block, title: string): boolean {
  if (block.shape === 'title') return true;
  if (block.shape !== 'prose' || mediaType(block.text)) return false;
  if (isSame(block.text, title)) return true;
  return isHeadline(block.text) && !isDate(block.text) && !sourcesOf(block.text, 'opening');
}

function isSame(text: string, title: string): boolean {
  return title !== '' && text.length < title.length + 100 && fold(text) === fold(title);
}

/** The line that is the title; else the top one by its marker; else the first, or the second below a kicker. */
function headlineAmong(titles: readonly Block[], title: string): number | undefined {
  const place = (test: (block: Block) => boolean) => {
    const found = titles.findIndex(test);
    return found === -1 ? undefined : found;
  };
  const named = place((block) => isSame(block.text, title));
  if (named !== undefined || titles.length === 0) return named;
  // The newsroom gave the title apart: a single line above the text is then a heading in it.
  if (title !== '' && titles.length === 1) return undefined;
  return place((block) => block.shape === 'title' && block.level === 1) ?? (hasKickerFirst(titles) ? 1 : 0);
}

function hasKickerFirst([first, second]: readonly Block[]): boolean {
  return first !== undefined && second !== undefined && isKicker(first.text) && second.text.length > first.text.length;
}
