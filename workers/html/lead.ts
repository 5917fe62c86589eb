import type { Segment } from '../../src/protocol/article.ts';
import type { Medium } from './blocks.ts';
import { textLength } from './furniture.ts';
import { blocksOf } from './reading.ts';

/** A paragraph of the text itself: below it no picture stands above the text. */
const TEXT_CHARACTERS = 140;

/** The picture between the headline and the text. Many pages have it outside of what is found as their main content. */
export function leadIn(document: Document, headline: string | undefined, base: string | undefined): Medium[] {
  const title = [...document.querySelectorAll('h1, h2')].find((heading) => spoken(heading).endsWith(headline ?? '\n'));
  const region = title?.closest('article, main, [role="main"]');
  const parts = [...(region?.querySelectorAll('h1, h2, p, figure') ?? [])];
  const below = title ? parts.slice(parts.indexOf(title) + 1) : [];
  const text = below.findIndex((part) => part.localName === 'p' && textLength(part) >= TEXT_CHARACTERS);
  const figure = below
    .slice(0, text === -1 ? 0 : text)
    .find((part) => part.localName === 'figure' && !part.closest('aside, nav'));
  if (!figure) return [];
  const holder = document.createElement('div');
  holder.appendChild(figure.cloneNode(true));
  return blocksOf(holder, base).flatMap((block) => (block.type === 'media' ? block.media : []));
}

function spoken(element: Element): string {
  return (element.textContent ?? '').replace(/\s+/g, ' ').trim();
}

/** Segments with the lead beside the headline, unless it is among them anyway. */
export function withLead(segments: readonly Segment[], lead: readonly Medium[]): Segment[] {
  const known = new Set(segments.flatMap(({ media }) => media?.map(({ url }) => url) ?? []));
  const [first] = lead.filter(({ url }) => url !== undefined && !known.has(url));
  const headline = segments.findIndex(({ kind }) => kind === 'headline');
  if (!first) return [...segments];
  return segments.map((segment, at) =>
    at === headline ? { ...segment, media: [first, ...(segment.media ?? [])] } : segment,
  );
}
