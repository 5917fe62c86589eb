import { createHash } from 'node:crypto';
import { Refusal } from '../../src/protocol/codes.ts';
import { LINE_CHARACTERS } from '../../src/protocol/limits.ts';
import { cleanText } from '../../src/protocol/text.ts';
import { language, webAddress } from '../../src/protocol/update.ts';
import type { Item, Words } from './items.ts';
import type { SourceArticle } from './taking.ts';

/** What an item says, in the form in which articles are taken; what the protocol could not carry is left out. */
export type Draft = Pick<SourceArticle, 'identity' | 'url' | 'title' | 'byline' | 'language' | 'body' | 'format'>;

/** A longer title is a text; it is cut before anything costly is done with it. */
const TITLE_CHARACTERS = 4 * LINE_CHARACTERS;

/** `source` names the feed among its briefing's; `words` gives the words of an HTML text. */
export function draftOf(item: Item, source: string, words: (html: string) => string): Draft {
  const title = item.title && lineOf(titleWords(item.title, words));
  const byline = item.byline && lineOf(item.byline);
  const spoken = language.safeParse(item.language).data;
  const url = webAddress.safeParse(item.url).data;
  return {
    identity: identityOf(item.id, source),
    ...(url && { url }),
    ...(title && { title }),
    ...(byline && { byline }),
    ...(spoken && { language: spoken }),
    body: cleanText(item.body.words.toWellFormed()),
    format: item.body.format,
  };
}

/** An id that is an address is one in every feed; a number is one in its own feed alone. */
function identityOf(id: string, source: string): string {
  return /^[a-z][a-z0-9+.-]*:\S+$/i.test(id) ? id : `${source} ${id}`;
}

/** A title that cannot be read is none: its item has a text all the same. */
function titleWords({ format, words: said }: Words, words: (html: string) => string): string {
  const short = said.slice(0, TITLE_CHARACTERS);
  if (format === 'text') return short;
  try {
    return words(short);
  } catch (error) {
    if (error instanceof Refusal) return '';
    throw error;
  }
}

function lineOf(text: string): string {
  const line = cleanText(text.toWellFormed()).replace(/\s+/g, ' ').trim();
  return line.slice(0, LINE_CHARACTERS).toWellFormed().trim();
}

/** Tells two contents of an item apart. */
export function contentHash({ identity: _, ...said }: Draft): string {
  return createHash('sha256').update(JSON.stringify(said)).digest('base64url').slice(0, 22);
}
