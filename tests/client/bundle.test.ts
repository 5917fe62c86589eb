import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Rolldown } from 'vite';
import { expect, test, vi } from 'vitest';

const CLIENT = join(import.meta.dirname, '../../client');
/** What an import of the SDK loads, without Socket.IO's client, and all that it may ever load, in one file; gzipped, bytes. */
const FIRST_BYTES = 10_000;
const WHOLE_BYTES = 18_000;

type Options = { entry: string; external?: string[]; inOne?: boolean };

/** As a library: what a bundler adds to load the parts of a page is not counted. */
async function bundled({ entry, external = [], inOne = false }: Options): Promise<Rolldown.OutputChunk[]> {
  const output = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      lib: { entry, formats: ['es'] },
      rolldownOptions: {
        external,
        output: { minify: true, codeSplitting: !inOne },
      },
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
  [...chunks].reduce((sum, { code }) => sum + gzipSync(code, { level: 9 }).length, 0);

test('the SDK is small, loads its player when it is needed, and brings no schemas along', async () => {
  const sdk = { entry: join(CLIENT, 'index.ts'), external: ['socket.io-client'] };
  const [chunks, whole] = [await bundled(sdk), await bundled({ ...sdk, inOne: true })];
  const code = chunks.map((chunk) => chunk.code).join('');
  expect(code).toContain('socket.io-client');
  expect(code).not.toMatch(/zod/i);
  const figures = { first: sizeOf(loadedAtOnce(chunks)), whole: sizeOf(whole) };
  console.info(`SDK: ${figures.first} bytes at once, ${figures.whole} with all that may be loaded later`);
  expect(figures.first).toBeLessThan(FIRST_BYTES);
  expect(figures.whole).toBeLessThan(WHOLE_BYTES);
});

/** The widget's one script with everything, gzipped, bytes. */
const WIDGET_BYTES = 45_000;

test('what pages and other sites load is built under the names that they refer to, the widget as one small script', async () => {
  vi.stubEnv('NODE_ENV', 'production'); // as everybody but a test builds it
  const output = await build({
    configFile: join(CLIENT, 'vite.config.ts'),
    logLevel: 'error',
    build: { write: false },
  });
  const { output: parts } = output as Rolldown.RolldownOutput;
  expect(parts.map(({ fileName }) => fileName)).toEqual(
    expect.arrayContaining(['page.css', 'live-briefing.js', 'embed.js', 'frame.js']),
  );
  const chunks = parts.filter((part) => part.type === 'chunk');
  const widget = chunks.filter(({ name }) => name === 'live-briefing');
  expect(widget[0]?.imports).toEqual([]);
  expect(widget[0]?.code).not.toContain('import(');
  expect(widget[0]?.code).not.toMatch(/zod/i);
  console.info(`the widget: ${sizeOf(widget)} bytes`);
  expect(sizeOf(widget)).toBeLessThan(WIDGET_BYTES);
});
