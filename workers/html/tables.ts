import type { Block, Cell, Row } from './blocks.ts';
import { lineIn, type Place, settingOf } from './line.ts';

type Inner = (element: Element, place: Place) => Block[];

/** More columns or rows are nowhere joined. */
const SPAN = 1_000;

/** A table of data, whole; one that only lays out a page is read cell by cell. */
export function tableBlocks(table: Element, place: Place, inner: Inner): Block[] {
  const rows = rowsIn(table, (cell) => inner(cell, place));
  const caption = [...table.children].find(({ localName }) => localName === 'caption');
  if (rows.length === 0) return caption ? inner(caption, place) : [];
  if (isLayout(table, rows)) return rows.flatMap(({ cells }) => cells.flatMap(({ blocks }) => blocks));
  return [{ ...settingOf(place), type: 'table', caption: caption ? lineIn(caption, place).runs : [], rows }];
}

function rowsIn(table: Element, inner: (cell: Element) => Block[]): Row[] {
  return [...table.children]
    .flatMap((part) => (/^(?:thead|tbody|tfoot)$/.test(part.localName) ? [...part.children] : [part]))
    .filter(({ localName }) => localName === 'tr')
    .map((row) => ({ isHead: row.parentElement?.localName === 'thead', cells: cellsIn(row, inner) }))
    .filter(({ cells }) => cells.some(({ blocks }) => blocks.length > 0));
}

function cellsIn(row: Element, inner: (cell: Element) => Block[]): Cell[] {
  return [...row.children]
    .filter(({ localName }) => localName === 'td' || localName === 'th')
    .map((cell) => ({
      tag: cell.localName === 'th' ? 'th' : 'td',
      colspan: spanOf(cell, 'colspan'),
      rowspan: spanOf(cell, 'rowspan'),
      blocks: inner(cell),
    }));
}

function spanOf(cell: Element, name: 'colspan' | 'rowspan'): number {
  const span = Number.parseInt(cell.getAttribute(name) ?? '1', 10);
  return span >= 1 && span <= SPAN ? span : 1;
}

/** A page's author says so, or its cells are no data: an article in columns, one table in another, a single row or column. */
function isLayout(table: Element, rows: readonly Row[]): boolean {
  if (/^(?:presentation|none)$/.test(table.getAttribute('role') ?? '')) return true;
  const cells = rows.flatMap((row) => row.cells);
  if (cells.some(({ blocks }) => blocks.some(({ type }) => type === 'table' || type === 'heading'))) return true;
  const isSaid = rows.some(({ isHead }) => isHead) || cells.some(({ tag }) => tag === 'th');
  if (isSaid || table.querySelector('caption') !== null) return false;
  const isArticle = cells.some(({ blocks }) => blocks.length > 2);
  return isArticle || rows.length < 2 || rows.every((row) => row.cells.length < 2);
}
