import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readConfig } from '../../src/runtime/config.ts';
import { editorKey } from '../../src/runtime/editor-key.ts';

let folder: string;

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'dl-key-')), 'data');
});

afterEach(() => rm(join(folder, '..'), { recursive: true, force: true }));

test('is made once and kept', async () => {
  const key = await editorKey(folder, randomBytes);
  expect(key).toMatch(/^dateline_[\w-]{32}$/);
  expect(await editorKey(folder, randomBytes)).toBe(key);
  expect(readConfig({ DATELINE_EDITOR_KEY: key }).ok).toBe(true);
});

test('can be read by its owner alone', async () => {
  await editorKey(folder, randomBytes);
  expect((await stat(join(folder, 'editor-key'))).mode & 0o777).toBe(0o600);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
});

test('of two starts at the same time, both get the key of the faster one, and no draft stays', async () => {
  const faster = 'dateline_of-the-faster-start';
  const overtaken = (size: number) => {
    writeFileSync(join(folder, 'editor-key'), `${faster}\n`);
    return randomBytes(size);
  };
  expect(await editorKey(folder, overtaken)).toBe(faster);
  expect(await readdir(folder)).toEqual(['editor-key']);
});

test('a file without a key in it is reported, not replaced', async () => {
  await editorKey(folder, randomBytes);
  await writeFile(join(folder, 'editor-key'), 'oops\n');
  await expect(editorKey(folder, randomBytes)).rejects.toThrow('does not hold an editor key');
});
