import type { Entry } from '../../src/protocol/entries.ts';
import type { ExportHeader } from '../../src/protocol/export.ts';
import { ExportReader } from '../../src/protocol/export-reader.ts';

export const header = (entries: number, more: Partial<Record<keyof ExportHeader, unknown>> = {}) => ({
  format: 'dateline-log',
  version: 1,
  briefing: 'storm',
  epoch: 'testlog1',
  entries,
  ...more,
});

/** A file with these values, one a line. */
export function linesOfJson(values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('');
}

/** An exported log, as `dateline export` writes it. */
export function fileOf(entries: readonly unknown[], more: Partial<Record<keyof ExportHeader, unknown>> = {}): string {
  return linesOfJson([header(entries.length, more), ...entries]);
}

/** A file in as many pieces as one likes. */
export async function* piecesOf(file: string | Uint8Array, size = 64_000): AsyncGenerator<Uint8Array> {
  const bytes = typeof file === 'string' ? new TextEncoder().encode(file) : file;
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

export async function entriesIn(file: string | Uint8Array, size?: number, now = Date.now): Promise<Entry[]> {
  const reader = new ExportReader({ parse: JSON.parse, now });
  return listOf(reader.entries(piecesOf(file, size)));
}

export async function listOf<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
