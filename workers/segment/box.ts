import { LINE_CHARACTERS } from '../../src/protocol/limits.ts';
import { fold, labelOf, phrases } from './labels.ts';
import { sizeOf } from './scripts.ts';
import { isHeading, isQuestion } from './title.ts';

const BOXES: ReadonlySet<string> = phrases('box');
const LINKS: ReadonlySet<string> = phrases('link');

/** A label is a few words; more before a colon is a sentence. */
const LABEL_SIZE = 30;
const LABEL_WORDS = 3;

function colonLabel(text: string): string | undefined {
  const label = labelOf(text);
  return label && /^[:：]$/.test(label.sign) && label.rest ? label.label : undefined;
}

/** `Live briefing: The night crossing`: a title that names what it stands over, in words that newsrooms use for inserts. */
export function isKnownBoxTitle(text: string): boolean {
  const label = isHeading(text) || isQuestion(text) ? colonLabel(text) : undefined;
  return label !== undefined && BOXES.has(fold(label));
}

/** The same by its shape, in any language: one to three words, a colon, a title. */
export function isBoxTitle(text: string): boolean {
  const label = isHeading(text) ? colonLabel(text) : undefined;
  if (label === undefined) return isKnownBoxTitle(text);
  return /\p{L}{2}/u.test(label) && sizeOf(label) <= LABEL_SIZE && label.split(/\s+/).length <= LABEL_WORDS;
}

/** `Read more: How tides work`: an insert of one line, which leads to another page. */
export function isLink(text: string): boolean {
  const label = text.length <= LINE_CHARACTERS && !text.includes('\n') ? colonLabel(text) : undefined;
  return label !== undefined && LINKS.has(fold(label));
}
