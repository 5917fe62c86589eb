import type { Block, BlockOf, Cell, Medium, Row } from './blocks.ts';
import { isTelling, type Mark, type Run, textOf } from './inline.ts';

/** The same words twice: as text, and as HTML that has nothing but what is written here. */
export type Rendered = { text: string; html: string };

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(text: string): string {
  return text.replace(/[&<>]/g, (sign) => ESCAPES[sign] ?? sign);
}

function escapedValue(value: string): string {
  return value.replace(/[&<>"]/g, (sign) => ESCAPES[sign] ?? sign);
}

/** Runs with their marks as elements; runs that share marks share the elements. */
export function htmlOf(runs: readonly Run[]): string {
  const html: string[] = [];
  let open: readonly Mark[] = [];
  const turnTo = (marks: readonly Mark[]) => {
    const shared = marks.findIndex((mark, at) => mark !== open[at]);
    const kept = shared === -1 ? marks.length : shared;
    html.push(...open.slice(kept).map(closing).reverse(), ...marks.slice(kept).map(opening));
    open = marks;
  };
  for (const { text, marks } of runs) {
    turnTo(marks.filter(isTelling));
    html.push(escaped(text).replaceAll('\n', '<br />'));
  }
  turnTo([]);
  return html.join('');
}

function opening({ tag, href }: Mark): string {
  return href === undefined ? `<${tag}>` : `<a href="${escapedValue(href)}" rel="noopener nofollow">`;
}

function closing({ tag }: Mark): string {
  return `</${tag}>`;
}

/** A block as it is shown whole, with all that is in it. */
export function rendered(block: Block): Rendered {
  switch (block.type) {
    case 'paragraph':
      return { text: textOf(block.runs), html: `<p>${htmlOf(block.runs)}</p>` };
    case 'preformatted':
      return { text: textOf(block.runs), html: `<pre>${escaped(textOf(block.runs))}</pre>` };
    case 'heading': {
      const tag = `h${Math.min(4, Math.max(2, block.level))}`;
      return { text: textOf(block.runs), html: `<${tag}>${htmlOf(block.runs)}</${tag}>` };
    }
    case 'media':
      return { text: textOf(block.caption), html: block.caption.length ? `<p>${htmlOf(block.caption)}</p>` : '' };
    case 'list':
      return renderedList(block);
    case 'table':
      return renderedTable(block);
    case 'quote':
      return wrapped('blockquote', together(block.blocks, '\n\n'));
    case 'box':
      return together(block.blocks, '\n\n');
  }
}

/** Blocks one after the other. */
export function together(blocks: readonly Block[], separator: string): Rendered {
  const parts = blocks.map(rendered);
  return {
    text: parts
      .map(({ text }) => text)
      .filter(Boolean)
      .join(separator),
    html: parts.map(({ html }) => html).join(''),
  };
}

function wrapped(tag: string, { text, html }: Rendered, attributes = ''): Rendered {
  return { text, html: `<${tag}${attributes}>${html}</${tag}>` };
}

/** What stands in an item or a cell: a single paragraph needs no element of its own. */
function content(blocks: readonly Block[]): Rendered {
  const [only] = blocks;
  if (blocks.length === 1 && only?.type === 'paragraph') return { text: textOf(only.runs), html: htmlOf(only.runs) };
  return together(blocks, '\n');
}

function renderedList({ tag, start, items }: BlockOf<'list'>): Rendered {
  const parts = items.map((item) => wrapped(item.tag, content(item.blocks)));
  return wrapped(tag, joined(parts, '\n'), tag === 'ol' && start !== 1 ? ` start="${start}"` : '');
}

function joined(parts: readonly Rendered[], separator: string): Rendered {
  return {
    text: parts.map(({ text }) => text).join(separator),
    html: parts.map(({ html }) => html).join(''),
  };
}

/** Cells are parted by tabs, rows by lines. */
function renderedTable({ caption, rows }: BlockOf<'table'>): Rendered {
  const [head, body] = [rows.filter(({ isHead }) => isHead), rows.filter(({ isHead }) => !isHead)];
  const parts = [
    ...(caption.length ? [{ text: textOf(caption), html: `<caption>${htmlOf(caption)}</caption>` }] : []),
    ...(head.length ? [wrapped('thead', joined(head.map(renderedRow), '\n'))] : []),
    ...(body.length ? [wrapped('tbody', joined(body.map(renderedRow), '\n'))] : []),
  ];
  return wrapped('table', joined(parts, '\n'));
}

function renderedRow({ cells }: Row): Rendered {
  return wrapped(
    'tr',
    joined(
      cells.map((cell) => wrapped(cell.tag, content(cell.blocks), spans(cell))),
      '\t',
    ),
  );
}

function spans({ colspan, rowspan }: Cell): string {
  return `${colspan > 1 ? ` colspan="${colspan}"` : ''}${rowspan > 1 ? ` rowspan="${rowspan}"` : ''}`;
}

/** All that is shown in a block. */
export function mediaIn(block: Block): Medium[] {
  switch (block.type) {
    case 'paragraph':
    case 'media':
      return block.media;
    case 'list':
      return block.items.flatMap(({ blocks }) => blocks.flatMap(mediaIn));
    case 'table':
      return block.rows.flatMap(({ cells }) => cells.flatMap(({ blocks }) => blocks.flatMap(mediaIn)));
    case 'quote':
    case 'box':
      return block.blocks.flatMap(mediaIn);
    default:
      return [];
  }
}
