import { ALIEN, BESIDE, isNamed } from './words.ts';

/** What HTML itself says is no part of an article. A form may stand around a whole page, so it is judged like the others. */
const OUTSIDE =
  'nav, dialog, menu, button, [role="navigation"], [role="search"], [role="menu"], [role="dialog"], [role="contentinfo"], [aria-modal="true"]';
/** What may be called furniture. A paragraph is not: sites name their own paragraphs in the oddest ways. */
const PARTS = 'div, section, aside, ul, ol, form, footer, header, figure, table, details, fieldset';

/** A paragraph as people write them, not a label or a teaser. */
const PROSE_CHARACTERS = 140;
/** More than this of all its text in links: a part that leads away. */
const LINKED = 0.5;
/** A part with more of the text than this is no furniture, whatever it is called. */
const MOST = 0.4;

export function textLength(node: Node): number {
  return (node.textContent ?? '').replace(/\s+/g, ' ').trim().length;
}

/** How much of the text of an element is in links. */
export function linkedShare(element: Element): number {
  const length = textLength(element);
  const linked = [...element.querySelectorAll('a')].reduce((sum, link) => sum + textLength(link), 0);
  return length === 0 ? 0 : linked / length;
}

/** The characters of an element's paragraphs that are more than labels. */
export function proseLength(element: Element): number {
  return [...element.querySelectorAll('p')]
    .map((paragraph) => textLength(paragraph))
    .filter((length) => length >= PROSE_CHARACTERS / 2)
    .reduce((sum, length) => sum + length, 0);
}

/** Takes away what a page's markup says is beside its article, unless the page's headline or main text is in it. */
export function removeOutside(root: Element): void {
  for (const element of root.querySelectorAll(OUTSIDE))
    if (!element.querySelector('h1, article, main')) element.remove();
}

/** Takes away labels, links and forms that are named as something else than an article. */
export function removeAliens(root: Element): void {
  removeParts(root, ALIEN, (part) => proseLength(part) === 0 || part.querySelector('input') !== null);
}

/** Takes away what is named as a thing beside the article, and leads away from it. */
export function removeLinked(root: Element): void {
  removeParts(root, BESIDE, (part) => proseLength(part) === 0 && linkedShare(part) > LINKED);
}

/** Takes away all that is named otherwise, prose and all: comments, teasers. */
export function removeNamed(root: Element): void {
  removeParts(root, ALIEN, () => true);
  removeParts(root, BESIDE, () => true);
}

function removeParts(root: Element, names: ReadonlySet<string>, isFurniture: (part: Element) => boolean): void {
  const most = textLength(root) * MOST;
  for (const part of root.querySelectorAll(PARTS))
    if (isNamed(part, names) && root.contains(part) && !part.querySelector('h1, article, main'))
      if (textLength(part) <= most && isFurniture(part)) part.remove();
}

const AD_LABEL =
  /^[-–—\s]*(?:advertisement|advertising|anzeige|werbung|publicité|publicidad|pubblicità|publicidade|reklama|reklam|реклама|إعلان|广告|広告|sponsored)[-–—\s:]*$/iu;

/** A label that stands over an advertisement, which was taken away. */
export function isAdLabel(text: string): boolean {
  return text.length <= 40 && AD_LABEL.test(text);
}
