import type { Segment } from '../../src/protocol/article.ts';
import { Refusal } from '../../src/protocol/codes.ts';
import { pageAddress } from './addresses.ts';
import type { Block, Medium, Setting } from './blocks.ts';
import { type Page, pageOf } from './document.ts';
import { isAdLabel } from './furniture.ts';
import { type Run, textOf } from './inline.ts';
import { leadIn, withLead } from './lead.ts';
import { byMarkup, mainContent } from './main-content.ts';
import { languageTag, type Metadata, metadataOf } from './metadata.ts';
import { openingIn, withOpening } from './opening.ts';
import { lineOf } from './plain.ts';
import { blocksOf } from './reading.ts';
import { segmentsOf } from './segments.ts';
import { treeOf } from './tree.ts';

/** What is known of an article besides its HTML. */
export type HtmlOptions = {
  /** Where it was found: links and pictures start from there. */
  url?: string | undefined;
  /** What the newsroom calls it. */
  title?: string | undefined;
  /** BCP 47. */
  language?: string | undefined;
};

export type HtmlArticle = { segments: Segment[]; metadata: Metadata };

/** Somebody made a whole page: not all of it is the article. */
const WHOLE_PAGE = /<!doctype\s+html|<(?:html|head|body|title)[\s>/]/i;

/**
 * Reads an article from HTML: of a whole page its main content, of a fragment all. What can be cut into segments is cut;
 * lists, tables and quotes stay whole, with safe HTML beside their text. Refuses what is nested without end and what has
 * no text.
 */
export function readHtml(html: string, options: HtmlOptions = {}): HtmlArticle {
  const tree = treeOf(html);
  const page = (): Page => pageOf(tree);
  const { blocks, metadata, lead } = WHOLE_PAGE.test(html) ? wholePage(page, options) : fragment(page(), options);
  const segments = withLead(segmentsOf(blocks), lead);
  if (!segments.some(isText)) throw new Refusal('NO_TEXT', 'There is nothing to read in this HTML: hand in its text');
  return { segments, metadata };
}

type Read = { blocks: Block[]; metadata: Metadata; lead: Medium[] };

function wholePage(page: () => Page, { url, title, language }: HtmlOptions): Read {
  const first = page();
  const { document } = first;
  const said = metadataOf(first, pageAddress(url, undefined));
  const base = baseOf(document, said.url);
  const opening = openingIn(document, title ?? said.title ?? document.title);
  const lead = leadIn(document, opening.headline, base);
  const shown = (document.body.textContent ?? '').replace(/\s+/g, ' ');
  const content = mainContent(first, page);
  const found = { title: lineOf(content.title), byline: lineOf(content.byline) };
  const metadata: Metadata = {
    ...(found.title && { title: found.title }),
    ...(found.byline && { byline: found.byline }),
    ...said,
  };
  const headline = opening.headline ?? metadata.title;
  const byline = shownByline(metadata.byline, shown, siteOf(document));
  const setting = settingOf(metadata, language);
  const blocks = blocksOf(content.root, base, setting).filter((block) => !isFurniture(block));
  return {
    blocks: withOpening(blocks, { ...opening, ...(headline && { headline }), ...(byline && { byline }) }, setting),
    metadata,
    lead,
  };
}

/** All of it; but a whole article that was taken out of a page brings some of the page with it. */
function fragment({ document, ...rest }: Page, { url, title, language }: HtmlOptions): Read {
  const { title: _, ...metadata } = metadataOf({ document, ...rest }, pageAddress(url, undefined));
  const opening = openingIn(document, title);
  const root = document.querySelector('article, main') ? byMarkup(document) : document.body;
  const setting = settingOf(metadata, language);
  return { blocks: withOpening(blocksOf(root, metadata.url, setting), opening, setting), metadata, lead: [] };
}

function settingOf({ direction, language }: Metadata, named: string | undefined): Setting {
  const tag = languageTag(named) ?? language;
  return { ...(direction && { direction }), ...(tag && { language: tag }) };
}

/** Where relative addresses start: the page may name another place than its own. */
function baseOf(document: Document, url: string | undefined): string | undefined {
  const base = document.querySelector('base[href]')?.getAttribute('href');
  return (base && pageAddress(base, url)) || url;
}

/** A byline that the page shows to its readers, and that is not just the name of the site. */
function shownByline(byline: string | undefined, shown: string, site: string): string | undefined {
  const isShown = byline?.split(', ').every((name) => shown.includes(name));
  return isShown && byline?.toLowerCase() !== site.toLowerCase() ? byline : undefined;
}

function siteOf(document: Document): string {
  return document.querySelector('meta[property="og:site_name"]')?.getAttribute('content')?.trim() ?? '';
}

/** Labels of advertisements, rows of links: what is left of a page's furniture when its walls are gone. */
function isFurniture(block: Block): boolean {
  return block.type === 'paragraph' && (isAdLabel(textOf(block.runs)) || isLinkRow(block.runs));
}

function isLinkRow(runs: readonly Run[]): boolean {
  const isLinked = ({ marks }: Run) => marks.some(({ tag }) => tag === 'a');
  const between = runs.filter((run) => !isLinked(run));
  return runs.length - between.length > 2 && !/[\p{L}\p{N}]/u.test(textOf(between));
}

/** A description of a picture is not something to read. */
function isText({ kind, text, media }: Segment): boolean {
  return kind !== 'media' || media?.[0]?.alt !== text || media[0].caption !== undefined;
}
