import type { Block, Item, Role, Setting } from './blocks.ts';
import { figureBlocks } from './figures.ts';
import { marksIn, paragraphsIn, settled } from './inline.ts';
import { blockyIn, isBlock, isElement, type Line, lineIn, type Place, readInto, settingOf } from './line.ts';
import { languageTag } from './metadata.ts';
import { tableBlocks } from './tables.ts';
import { BYLINE, CAPTION, CREDIT, isNamed, KICKER } from './words.ts';

/** The blocks of an article, in order. */
export function blocksOf(root: Element, base: string | undefined, setting: Setting = {}): Block[] {
  return blocksIn(root, { ...setting, marks: [], base, blocky: blockyIn(root) });
}

function blocksIn(element: Element, place: Place): Block[] {
  const blocks: Block[][] = [];
  let line: Line = { runs: [], media: [] };
  for (const node of element.childNodes) {
    if (isBlock(node, place)) {
      blocks.push(paragraphs(line, place), blocksAt(node, inside(node, place)));
      line = { runs: [], media: [] };
    } else readInto(line, node, place);
  }
  return [...blocks, paragraphs(line, place)].flat();
}

function paragraphs({ runs, media }: Line, place: Place): Block[] {
  const setting = settingOf(place);
  const [first, ...others] = paragraphsIn(settled(runs));
  if (!first) return media.length ? [{ ...setting, type: 'media', media, caption: [] }] : [];
  return [
    { ...setting, type: 'paragraph', runs: first, media },
    ...others.map((rest): Block => ({ ...setting, type: 'paragraph', runs: rest, media: [] })),
  ];
}

function inside(element: Element, place: Place): Place {
  const dir = element.getAttribute('dir')?.toLowerCase();
  const language = languageTag(element.getAttribute('lang'));
  return {
    ...place,
    ...((dir === 'ltr' || dir === 'rtl') && { direction: dir }),
    ...(language && { language }),
    marks: marksIn(element, place.marks, place.base),
  };
}

function blocksAt(element: Element, place: Place): Block[] {
  const read = READERS[element.localName];
  return read ? read(element, place) : withRole(blocksIn(element, place), roleOf(element));
}

const READERS: Readonly<Record<string, (element: Element, place: Place) => Block[]>> = {
  h1: headingAt,
  h2: headingAt,
  h3: headingAt,
  h4: headingAt,
  h5: headingAt,
  h6: headingAt,
  ul: listAt,
  ol: listAt,
  dl: listAt,
  menu: listAt,
  dir: listAt,
  table: (element, place) => tableBlocks(element, place, blocksIn),
  figure: (element, place) => figureBlocks(element, place, blocksIn),
  blockquote: (element, place) => [{ ...settingOf(place), type: 'quote', blocks: blocksIn(element, place) }],
  aside: (element, place) => [{ ...settingOf(place), type: 'box', blocks: blocksIn(element, place) }],
  pre: preformattedAt,
  xmp: preformattedAt,
  listing: preformattedAt,
  plaintext: preformattedAt,
};

/** Longer than any title. */
const HEADING_CHARACTERS = 300;

function headingAt(element: Element, place: Place): Block[] {
  const { runs, media } = lineIn(element, place, ' ');
  const shown: Block[] = media.length ? [{ ...settingOf(place), type: 'media', media, caption: [] }] : [];
  if (runs.length === 0) return shown;
  const isTitle = runs.reduce((sum, { text }) => sum + text.length, 0) <= HEADING_CHARACTERS;
  const heading: Block = isTitle
    ? { ...settingOf(place), type: 'heading', level: Number(element.localName.charAt(1)), runs }
    : { ...settingOf(place), type: 'paragraph', runs, media: [] };
  return [...shown, heading];
}

function preformattedAt(element: Element, place: Place): Block[] {
  const runs = settled([{ text: element.textContent ?? '', marks: [] }], true);
  return runs.length ? [{ ...settingOf(place), type: 'preformatted', runs }] : [];
}

function listAt(element: Element, place: Place): Block[] {
  const items = itemsIn(element, place).filter(({ blocks }) => blocks.length > 0);
  if (items.length === 0) return [];
  if (items.some(isArticle) || items.every(isPicture)) return items.flatMap(({ blocks }) => blocks);
  const tag = element.localName === 'ol' || element.localName === 'dl' ? element.localName : 'ul';
  const start = Number.parseInt(element.getAttribute('start') ?? '1', 10) || 1;
  return [{ ...settingOf(place), type: 'list', tag, start, items }];
}

function itemsIn(list: Element, place: Place): Item[] {
  const items: Item[] = [];
  for (const child of list.childNodes) {
    const last = items.at(-1);
    if (isItem(child)) items.push({ tag: child.localName, blocks: blocksIn(child, inside(child, place)) });
    else if (isElement(child) && child.localName === 'div') items.push(...itemsIn(child, inside(child, place)));
    else if (last) last.blocks.push(...strayBlocks(child, place));
    else items.push({ tag: 'li', blocks: strayBlocks(child, place) });
  }
  return items;
}

function isItem(node: Node): node is Element & { localName: Item['tag'] } {
  return isElement(node) && /^(?:li|dt|dd)$/.test(node.localName);
}

/** What stands between the items, as inner lists often do, belongs to the one before. */
function strayBlocks(node: Node, place: Place): Block[] {
  if (isBlock(node, place)) return blocksAt(node, inside(node, place));
  const line: Line = { runs: [], media: [] };
  readInto(line, node, place);
  return paragraphs(line, place);
}

/** Articles that were laid out as lists have headings, tables or many paragraphs in their items. */
function isArticle({ blocks }: Item): boolean {
  return blocks.length > 4 || blocks.some(({ type }) => type === 'heading' || type === 'table' || type === 'quote');
}

function isPicture({ blocks }: Item): boolean {
  return blocks.every(({ type }) => type === 'media');
}

/** Longer than a name with an office, than a theme in two words. */
const BYLINE_CHARACTERS = 150;
const KICKER_CHARACTERS = 60;

function roleOf(element: Element): Role | undefined {
  const length = (element.textContent ?? '').trim().length;
  if (length <= KICKER_CHARACTERS && isNamed(element, KICKER)) return 'kicker';
  if (isNamed(element, CAPTION)) return 'caption';
  const isAuthor = /\bauthor\b/.test(`${element.getAttribute('rel')} ${element.getAttribute('itemprop')}`);
  if (length <= BYLINE_CHARACTERS && (isAuthor || isNamed(element, BYLINE))) return 'byline';
  return length <= BYLINE_CHARACTERS && isNamed(element, CREDIT) ? 'credit' : undefined;
}

function withRole(blocks: Block[], role: Role | undefined): Block[] {
  const [only] = blocks;
  return role && blocks.length === 1 && only?.type === 'paragraph' && !only.role ? [{ ...only, role }] : blocks;
}
