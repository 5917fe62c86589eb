import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Rolldown } from 'vite';
import { expect, test } from 'vitest';

const CLIENT = join(import.meta.dirname, '../../client');
/** What an import of the SDK loads, without Socket.IO's client, and what the first replay loads besides; gzipped, bytes. */
const SDK_BYTES = 12_000;
const PLAYER_BYTES = 10_000;

type Options = { input: string; external?: string[] };

async function bundled({ input, external = [] }: Options): Promise<Rolldown.OutputChunk[]> {
  const output = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: true,
      rolldownOptions: { input, external, preserveEntrySignatures: 'strict', output: { format: 'es' } },
    },
  });
  const bundles = (Array.isArray(output) ? output : [output]) as Rolldown.RolldownOutput[];
  return bundles.flatMap((bundle) => bundle.output.filter((part) => part.type === 'chunk'));
}

/** An entry and everything that it needs before it can run. */
function loadedAtOnce(chunks: readonly Rolldown.OutputChunk[]): Set<Rolldown.OutputChunk> {
  const loaded = new Set(chunks.filter(({ isEntry }) => isEntry));
  for (const chunk of loaded)
    for (const name of chunk.imports) for (const other of chunks) if (other.fileName === name) loaded.add(other);
  return loaded;
}

const sizeOf = (chunks: Iterable<Rolldown.OutputChunk>) =>
  [...chunks].reduce((sum, { code }) => sum + gzipSync(code).length, 0);

test('the SDK is small, loads its player when it is needed, and brings no schemas along', async () => {
  const chunks = await bundled({ input: join(CLIENT, 'index.ts'), external: ['socket.io-client'] });
  const first = loadedAtOnce(chunks);
  const code = chunks.map((chunk) => chunk.code).join('');
  expect(code).toContain('socket.io-client');
  expect(code).not.toMatch(/zod/i);
  const figures = { first: sizeOf(first), player: sizeOf(chunks.filter((chunk) => !first.has(chunk))) };
  console.info(`SDK: ${figures.first} bytes at once, ${figures.player} more for a player`);
  expect(figures.first).toBeLessThan(SDK_BYTES);
  expect(figures.player).toBeLessThan(PLAYER_BYTES);
});

test('what pages and other sites load is built under the names that they refer to', async () => {
  const output = await build({
    configFile: join(CLIENT, 'vite.config.ts'),
    logLevel: 'error',
    build: { write: false },
  });
  const { output: parts } = output as Rolldown.RolldownOutput;
  expect(parts.map(({ fileName }) => fileName)).toEqual(expect.arrayContaining(['page.css', 'embed.js', 'frame.js']));
});
