import { expect, test } from 'vitest';
import { filesBelow, importsOf, read } from './tree.ts';

/** What each folder may import from the project, besides itself; all may import types from runtime. */
const table: [folder: string, may: string[]][] = [
  ['src/protocol', []],
  ['src/log', ['src/protocol']],
  ['src/queue', ['src/protocol']],
  ['src/ingest', ['src/protocol', 'src/queue', 'src/log']],
  ['src/gateway', ['src/protocol', 'src/log']],
  ['src/runtime', ['src/protocol']],
  ['workers', ['src/protocol', 'src/queue', 'src/log']],
  ['client', ['src/protocol']],
];
/** They build processes from parts, and so may import everything. */
const mains = ['src/main.ts', 'src/service.ts', 'workers/main.ts'];

const modules = filesBelow('src', 'workers', 'client').filter((path) => path.endsWith('.ts'));

test.for(table)('%s imports what it may', ([folder, may]) => {
  const below = modules.filter((path) => path.startsWith(`${folder}/`) && !mains.includes(path));
  expect(below).not.toEqual([]);
  const forbidden = below.flatMap((path) =>
    importsOf(path)
      .filter(({ type, target }) => !(type && target.startsWith('src/runtime/')))
      .filter(({ target }) => ![folder, ...may].some((allowed) => target.startsWith(`${allowed}/`)))
      .map(({ target }) => `${path} imports ${target}`),
  );
  expect(forbidden).toEqual([]);
});

test('the protocol imports no package but zod', () => {
  for (const path of modules.filter((module) => module.startsWith('src/protocol/')))
    for (const [, name] of read(path).matchAll(/from ['"]([^.'"][^'"]*)['"]/g))
      expect(`${path} ${name}`).toBe(`${path} zod`);
});

/** All modules that a module brings with it when it runs. */
function brought(path: string, seen = new Set<string>()): Set<string> {
  if (seen.has(path)) return seen;
  seen.add(path);
  for (const { type, target } of importsOf(path)) if (!type && target.endsWith('.ts')) brought(target, seen);
  return seen;
}

test('nothing that a browser loads brings zod with it', () => {
  const zodAtRunTime = /^import (?!type\b)[^;]*from ['"]zod['"]/m;
  for (const door of ['client/index.ts', 'client/widget/main.ts', 'client/embed/host.ts', 'client/embed/frame.ts'])
    expect([...brought(door)].filter((path) => zodAtRunTime.test(read(path)))).toEqual([]);
});
