import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Rolldown } from 'vite';
import { expect, test } from 'vitest';

const CLIENT = join(import.meta.dirname, '../../client');
/** The SDK without Socket.IO's client, gzipped, bytes. */
const SDK_BYTES = 12_000;

type Options = { input: string; external?: string[] };

async function bundled({ input, external = [] }: Options): Promise<string> {
  const output = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: true,
      rolldownOptions: { input, external, preserveEntrySignatures: 'strict', output: { format: 'es' } },
    },
  });
  const chunks = (Array.isArray(output) ? output : [output]) as Rolldown.RolldownOutput[];
  return chunks.flatMap((chunk) => chunk.output.map((part) => (part.type === 'chunk' ? part.code : ''))).join('');
}

test('the SDK is small, and brings no schemas along', async () => {
  const code = await bundled({ input: join(CLIENT, 'index.ts'), external: ['socket.io-client'] });
  expect(code).toContain('socket.io-client');
  expect(code).not.toMatch(/zod/i);
  expect(gzipSync(code).length).toBeLessThan(SDK_BYTES);
});

test('the page is built under the names that its shell refers to', async () => {
  const output = await build({
    configFile: join(CLIENT, 'vite.config.ts'),
    logLevel: 'error',
    build: { write: false },
  });
  const { output: parts } = output as Rolldown.RolldownOutput;
  expect(parts.map(({ fileName }) => fileName).sort()).toEqual(['page.css', 'page.js', 'page.js.map']);
});
