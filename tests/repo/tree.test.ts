import { expect, test } from 'vitest';
import { filesBelow, read } from './tree.ts';

const production = filesBelow('src', 'workers', 'client').filter((path) => /\.(ts|lua|css)$/.test(path));

test('no production file is longer than 250 lines', () => {
  const long = production.map((path) => `${path}: ${read(path).split('\n').length - 1}`);
  expect(long.filter((line) => Number(line.split(': ')[1]) > 250)).toEqual([]);
});

test('nothing is called by what it is not', () => {
  const vague = /(^|\/)(utils?|helpers?|common|types|constants|interfaces|misc)(\/|\.)/;
  expect(production.filter((path) => vague.test(path))).toEqual([]);
});

test('keys of Redis are named in the files that declare them, and nowhere else', () => {
  const naming = production.filter((path) => /['"`]dl:/.test(read(path)));
  expect(naming).toEqual(['src/log/keys.ts', 'src/queue/keys.ts']);
});

test('the tree has one version of each package that must not be older', () => {
  const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, { version: string }> };
  const floors = { ws: '8.21.0', 'engine.io': '6.6.7', 'socket.io-parser': '4.2.7', bullmq: '6.2.0', ioredis: '6.0.0' };
  for (const [name, floor] of Object.entries(floors)) {
    const versions = Object.entries(lock.packages).filter(([path]) => path.endsWith(`node_modules/${name}`));
    expect(versions).toHaveLength(1);
    expect(olderThan(versions[0]![1].version, floor)).toBe(false); // there is one
  }
});

function olderThan(version: string, floor: string): boolean {
  const [a, b] = [version, floor].map((text) => text.split('.').map(Number));
  const at = [0, 1, 2].find((index) => a![index] !== b![index]); // both have three parts
  return at !== undefined && a![at]! < b![at]!;
}
