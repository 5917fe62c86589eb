import { LINE_CHARACTERS } from '../../src/protocol/limits.ts';
import type { Medium } from './blocks.ts';
import { lineOf } from './plain.ts';
import { CREDIT, isNamed } from './words.ts';

/** What a caption says apart from what the picture shows. */
export type Credited = { caption?: string; credit?: string };

const LABELS =
  'photo|photograph|photographie|image|picture|video|vidéo|illustration|bild|foto|fotografía|crédit|credit|crédito|quelle|source|fonte|fuente';
const OF = 'photo|photographer|by|credit|copyright|de|di|von';
/** `Photo: `, `© `, `Crédit photo : `: what a credit begins with. */
const LABEL = new RegExp(
  String.raw`^[\s(\[–—|-]*(?:(?:${LABELS})s?(?:\s+(?:${OF}))?\s*[:/]|(?:photo|photograph|image|picture|video)\s+(?:by|credit|copyright)\b\s*:?|(?:credit|copyright)\b\s*:?|©|\(c\))\s*`,
  'iu',
);
/** As long as a credit may be. */
const CREDIT_CHARACTERS = 120;

/** Parts a caption from its credit: by what is marked as one, else by the words that begin its last sentence or bracket. */
export function creditedIn(text: string, marked?: string): Credited {
  const said = text.replace(/\s+/g, ' ').trim();
  const place = marked ? said.lastIndexOf(marked) : -1;
  if (marked && place !== -1) return parted(said.slice(0, place) + said.slice(place + marked.length), marked);
  const starts = [0, ...[...said.matchAll(/[.!?…"”»]\s+|\s(?=[([])/g)].map(({ index, 0: gap }) => index + gap.length)];
  const start = starts.find((at) => said.length - at <= CREDIT_CHARACTERS && LABEL.test(said.slice(at)));
  return start === undefined ? parted(said, marked) : parted(said.slice(0, start), said.slice(start));
}

/** What is marked as a credit in an element. */
export function creditIn(element: Element): string | undefined {
  const marked = [...element.querySelectorAll('*')].find(isCredit);
  const text = marked?.textContent?.replace(/\s+/g, ' ').trim();
  return text ? text : undefined;
}

function isCredit(element: Element): boolean {
  const isSaid = /copyrightHolder|creditText|copyrightNotice|author/.test(element.getAttribute('itemprop') ?? '');
  return (isSaid || isNamed(element, CREDIT)) && (element.textContent ?? '').trim() !== '';
}

function parted(caption: string, credit: string | undefined): Credited {
  const said = lineOf(shortened(caption.replace(/[\s|–—([-]+$/u, '').trim()));
  const by = lineOf(credit?.replace(LABEL, '').replace(/^\(|[)\]\s]+$/g, ''));
  return { ...(said && { caption: said }), ...(by && { credit: by }) };
}

/** A caption that is longer than a line; the segment's text has all of it. */
function shortened(text: string): string {
  if (text.length <= LINE_CHARACTERS) return text;
  const room = text.slice(0, LINE_CHARACTERS - 1);
  const end = room.lastIndexOf(' ');
  return `${end === -1 ? room : room.slice(0, end)}…`;
}

/** Puts words to what is shown: the first of several carries them. */
export function withWords([first, ...others]: readonly Medium[], words: Credited): Medium[] {
  return first ? [{ ...first, ...words }, ...others] : [];
}
