import { expect, test } from 'vitest';
import * as limits from '../../../src/protocol/limits.ts';
import { read } from '../../repo/tree.ts';

test('docs/sources.md tells the limits of sources as they are', () => {
  const rows = [...read('docs/sources.md').matchAll(/^\| `([A-Z_]+)` \| (\d+) \|/gm)];
  const documented = rows.map(([, name, value]) => [name, Number(value)]);
  const declared = Object.entries(limits).filter(([name]) => /^SOURCES?_/.test(name) && name !== 'SOURCE_EVERY_MS');
  expect(new Map(documented as [string, number][])).toEqual(new Map(declared));
});
