import { sizeOf } from './scripts.ts';

/** Sizes as `sizeOf` counts: what fits on two lines of a phone, on four, in half a line. */
const HEADING = 90;
const HEADLINE = 180;
const KICKER = 30;
const QUESTION = 70;

const CLOSED = String.raw`[\p{Pe}\p{Pf}\p{Quotation_Mark}\s]*$`;
const SENTENCE_END = new RegExp(String.raw`[\p{Sentence_Terminal}…]${CLOSED}`, 'u');
const QUESTION_END = new RegExp(`[?？؟՞]${CLOSED}`, 'u');
const CALL_END = new RegExp(`[?!？！؟՞]${CLOSED}`, 'u');
const BROKEN_OFF = /[,;:،؛、，；：\p{Dash}]$/u;
const TWO_SENTENCES =
  /[\p{Ll}\p{Lo}\p{N}]{3}[\p{Sentence_Terminal}][\p{Pe}\p{Pf}\p{Quotation_Mark}]?\s+\S|[。！？].*\S/u;

/** More than anything that can close a sentence after its last sign; a text of quotation marks must not be searched whole. */
const TAIL = 16;

export function endsSentence(text: string): boolean {
  return SENTENCE_END.test(text.slice(-TAIL));
}

/** One short line that says one thing: the length is asked first, so that no pattern sees a long text. */
function isLine(text: string, size: number): boolean {
  return text.length <= size && !text.includes('\n') && sizeOf(text) <= size;
}

function isOpenEnded(text: string): boolean {
  return !endsSentence(text) && !BROKEN_OFF.test(text) && !TWO_SENTENCES.test(text);
}

function beginsSmall(text: string): boolean {
  return /^[^\p{L}\p{N}]*\p{Ll}/u.test(text);
}

/** A heading between paragraphs: short, without the punctuation of a sentence. */
export function isHeading(text: string): boolean {
  return isLine(text, HEADING) && isOpenEnded(text) && !beginsSmall(text) && !/^\p{Dash}/u.test(text);
}

/** One question or call and nothing more. */
function isCall(text: string, end: RegExp): boolean {
  const said = text.slice(0, -TAIL) + text.slice(-TAIL).replace(end, '');
  return (
    said !== text && !TWO_SENTENCES.test(said) && !beginsSmall(text) && !/^[\p{Dash}\p{Quotation_Mark}]/u.test(text)
  );
}

/** A short question is a heading if an answer follows; who asks must see to that. */
export function isQuestion(text: string): boolean {
  return isLine(text, QUESTION) && isCall(text, QUESTION_END);
}

/** A line that can stand above an article: longer than a heading, and it may ask or shout. */
export function isHeadline(text: string): boolean {
  return isLine(text, HEADLINE) && (isOpenEnded(text) || isCall(text, CALL_END));
}

/** The two or three words above a headline that name its theme. */
export function isKicker(text: string): boolean {
  return isLine(text, KICKER) && text.split(/\s+/).length <= 3 && !endsSentence(text) && /\p{L}/u.test(text);
}

/** Dates and times under a headline: a quarter of them is digits. */
export function isDate(text: string): boolean {
  const digits = text.match(/\p{Nd}/gu)?.length ?? 0;
  return isLine(text, HEADING) && digits * 4 >= text.replace(/\s/g, '').length;
}
