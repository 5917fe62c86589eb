import { parseHTML } from 'linkedom';
import { Refusal } from '../../src/protocol/codes.ts';
import type { Tree, TreeElement, TreeNode } from './tree.ts';

export type Page = {
  /** What a reader may see, and what is said about it; scripts, styles, drawings and the hidden are left out. */
  document: Document;
  /** The page's JSON-LD, not read yet. */
  records: string[];
  effort: Effort;
};

/** What looking for the main content would take: the number of elements, and how deep they and their texts stand in sum. */
export type Effort = { elements: number; depths: number; text: number };

/** Deeper than any page that people made; a browser stops at 512. Within it recursion over a document is safe. */
export const NESTING = 200;

/** Their text is not for readers, or not text at all. */
const UNREAD: ReadonlySet<string> = new Set([
  'applet',
  'canvas',
  'datalist',
  'embed',
  'frame',
  'frameset',
  'math',
  'noembed',
  'noframes',
  'option',
  'param',
  'script',
  'select',
  'style',
  'svg',
  'template',
  'textarea',
]);

/** Attributes that say what an element is, what it shows or where it leads. No handler and no style is among them. */
const TELLING =
  /^(?:alt|aria-(?:hidden|label|modal)|class|colspan|content|data-[a-z-]+|datatable|datetime|dir|height|href|id|itemprop|lang|name|poster|property|pubdate|rel|role|rowspan|scope|span|src|srcset|start|summary|title|type|width)$/;
/** A long address has room in it, and so has a list of ten of them; a picture written out has not. */
const VALUE_CHARACTERS = 8_000;
/** Each is looked for among all: thousands would take quadratic time. */
const ATTRIBUTES = 60;
/** Descriptions of an article are a few kilobytes; whole catalogues are no description of it. */
const RECORD_CHARACTERS = 200_000;
const RECORDS = 20;

export function pageOf(tree: Tree): Page {
  const { document } = parseHTML('<!doctype html><html><head></head><body></body></html>');
  const page: Page = { document, records: [], effort: { elements: 0, depths: 0, text: 0 } };
  for (const html of tree.childNodes.filter(isElement)) {
    describe(document.documentElement, html);
    for (const part of html.childNodes.filter(isElement))
      fill(part.tagName === 'head' ? document.head : document.body, part, 1, page);
  }
  return page;
}

function isElement(node: TreeNode): node is TreeElement {
  return 'tagName' in node;
}

function describe(element: Element, { attrs }: TreeElement): void {
  for (const { name, value } of attrs.slice(0, ATTRIBUTES))
    if (TELLING.test(name) && value.length <= VALUE_CHARACTERS) element.setAttribute(name, value);
}

function fill(element: Element, from: TreeElement, depth: number, page: Page): void {
  if (depth > NESTING)
    throw new Refusal('TOO_COMPLEX', `Elements stand more than ${NESTING} deep in each other: close those left open`);
  describe(element, from);
  let text = '';
  const settle = () => {
    if (text) element.appendChild(page.document.createTextNode(text));
    page.effort.text += text.length * depth;
    text = '';
  };
  for (const node of from.childNodes) {
    if ('value' in node) text += node.value;
    if (!isElement(node)) continue;
    if (isRecord(node)) keepRecord(node, page);
    if (isUnread(node)) continue;
    settle();
    page.effort.elements += 1;
    page.effort.depths += depth;
    const child = page.document.createElement(node.tagName);
    fill(child, node, depth + 1, page);
    element.appendChild(child);
  }
  settle();
}

function isUnread(element: TreeElement): boolean {
  const isMisplacedTitle = element.tagName === 'title' && element.parentNode?.nodeName !== 'head';
  return UNREAD.has(element.tagName) || isMisplacedTitle || isHidden(element);
}

const HIDING = /(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden)/i;

function isHidden({ attrs }: TreeElement): boolean {
  return attrs.some(({ name, value }) => name === 'hidden' || (name === 'style' && HIDING.test(value.slice(0, 500))));
}

function isRecord({ tagName, attrs }: TreeElement): boolean {
  return (
    tagName === 'script' && attrs.some(({ name, value }) => name === 'type' && /^\s*application\/ld\+json/i.test(value))
  );
}

function keepRecord({ childNodes }: TreeElement, { records }: Page): void {
  const [content] = childNodes;
  if (content && 'value' in content && content.value.length <= RECORD_CHARACTERS && records.length < RECORDS)
    records.push(content.value);
}
