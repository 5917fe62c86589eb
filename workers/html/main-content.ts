import { Readability } from '@mozilla/readability';
import type { Effort, Page } from './document.ts';
import { linkedShare, removeAliens, removeLinked, removeNamed, removeOutside, textLength } from './furniture.ts';
import { PLAYERS_ANYWHERE } from './players.ts';

/** The part of a page that is the article, and what was found out on the way. */
export type Content = { root: Element; title?: string; byline?: string };

/** Within these, Readability takes half a second at most; a page beyond them is read by its own markup. */
const AFFORDABLE: Effort = { elements: 8_000, depths: 200_000, text: 15_000_000 };
/** With less than this Readability has its doubts and tries again with the furniture in. */
const ENOUGH_CHARACTERS = 500;
/**
 * Finds the article in a whole page. Each way of looking takes a document to pieces: `first` must not be needed any more,
 * and `again` makes it anew.
 */
export function mainContent(first: Page, again: () => Page): Content {
  const found = isAffordable(first.effort) ? byReadability(again().document) : undefined;
  if (found && textLength(found.root) >= ENOUGH_CHARACTERS) return found;
  const marked = byMarkup(first.document);
  // Short articles lose their lists and tables to Readability, which takes them for furniture.
  return found && textLength(marked) > 4 * ENOUGH_CHARACTERS ? found : { ...found, root: marked };
}

function isAffordable(effort: Effort): boolean {
  return effort.elements <= AFFORDABLE.elements && effort.depths <= AFFORDABLE.depths && effort.text <= AFFORDABLE.text;
}

function byReadability(document: Document): Content | undefined {
  removeOutside(document.body);
  removeAliens(document.body);
  const reader = new Readability<Node>(document, {
    charThreshold: ENOUGH_CHARACTERS,
    keepClasses: true,
    allowedVideoRegex: PLAYERS_ANYWHERE,
    serializer: (node) => node,
  });
  const article = reader.parse();
  if (!article?.content) return undefined;
  const root = article.content as Element; // what the serializer was given
  removeLinked(root);
  return {
    root,
    ...(article.title && { title: article.title }),
    ...(article.byline && { byline: article.byline }),
  };
}

/** The region that the page itself marks as its article, without what is named otherwise in it; else the whole body. */
export function byMarkup(document: Document): Element {
  removeOutside(document.body);
  const region = markedRegion(document);
  for (const part of region.querySelectorAll('aside, article footer, body > header, body > footer'))
    if (!part.querySelector('h1, article, main')) part.remove();
  removeNamed(region);
  for (const list of region.querySelectorAll('ul, ol')) if (isLinkList(list)) list.remove();
  return region;
}

function markedRegion(document: Document): Element {
  const most = ownText(document.body) / 2;
  for (const selector of ['article', 'main, [role="main"]', '[itemprop~="articleBody"]']) {
    const regions = [...document.querySelectorAll(selector)].map((region) => ({ region, text: ownText(region) }));
    const best = regions.reduce((a, b) => (b.text > a.text ? b : a), { region: document.body, text: 0 });
    if (best.text > most) return best.region;
  }
  return document.body;
}

/** How much text an element has that does not lead elsewhere. */
function ownText(element: Element): number {
  return textLength(element) * (1 - linkedShare(element));
}

/** Links and nothing else, above or below the text: where else to go. */
function isLinkList(list: Element): boolean {
  return linkedShare(list) > 0.9 && list.querySelectorAll('a').length > 1;
}
