import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT, read } from '../../repo/tree.ts';

type Named = { name: string; description?: string; kind?: string; attribute?: string };
type Declaration = { tagName?: string; superclass?: Named } & {
  [List in 'members' | 'attributes' | 'events' | 'slots' | 'cssParts' | 'cssProperties']?: Named[];
};

const manifest: { modules: { declarations: Declaration[] }[] } = JSON.parse(read('custom-elements.json'));
const widget = manifest.modules
  .flatMap(({ declarations }) => declarations)
  .find(({ tagName }) => tagName === 'live-briefing');

test('custom-elements.json is what `npm run manifest` makes of the widget', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dl-manifest-'));
  const analyzer = createRequire(import.meta.url).resolve('@custom-elements-manifest/analyzer/cem.js');
  const words = [
    analyzer,
    'analyze',
    '--quiet',
    '--config',
    'scripts/manifest/config.mjs',
    '--outdir',
    relative(ROOT, folder),
  ];
  execFileSync(process.execPath, words, { cwd: ROOT, stdio: 'ignore' });
  expect(readFileSync(join(folder, 'custom-elements.json'), 'utf8')).toBe(read('custom-elements.json'));
  rmSync(folder, { recursive: true });
});

test('docs/widget.md has everything that the manifest has, in the same words', () => {
  const docs = read('docs/widget.md');
  const nameOf = ({ name }: Named) => (name === '' ? 'default' : name);
  const missing = (['attributes', 'events', 'slots', 'cssParts', 'cssProperties'] as const).flatMap((list) =>
    (widget?.[list] ?? []).filter((item) => !docs.includes(`| \`${nameOf(item)}\` |`)).map(({ name }) => name),
  );
  expect(missing).toEqual([]);
  for (const { name, kind, attribute } of widget?.members ?? [])
    if (kind === 'method' || attribute === undefined)
      expect(docs).toContain(`\`${name}${kind === 'method' ? '(' : ''}`);
});
