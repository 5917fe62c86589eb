import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { claimFolder } from '../../src/runtime/data-folder.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dl-folder-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const lock = (number: number) => join(folder, `lock-${number}`);

test('of many starts at once, one gets the folder', async () => {
  const claims = await Promise.allSettled(Array.from({ length: 8 }, () => claimFolder(folder)));
  const won = claims.filter((claim) => claim.status === 'fulfilled');
  const lost = claims.filter((claim) => claim.status === 'rejected');
  expect(won).toHaveLength(1);
  for (const { reason } of lost)
    expect(String(reason)).toContain(`is in use by another Dateline, process ${process.pid}`);
  await won[0]?.value.release();
  expect(await readdir(folder)).toEqual(['lock-1']);
});

test('a lock that a killed service left is taken over by one of many starts', async () => {
  for (let round = 0; round < 20; round += 1) {
    await writeFile(lock(round * 2 + 1), JSON.stringify({ pid: process.pid, sockets: join(folder, 'gone') })); // its process number lives again
    const claims = await Promise.allSettled(Array.from({ length: 8 }, () => claimFolder(folder)));
    const won = claims.filter((claim) => claim.status === 'fulfilled');
    expect(won).toHaveLength(1);
    await won[0]?.value.release();
  }
});

test('a lock that a power cut left empty is taken over', async () => {
  await writeFile(lock(1), '');
  const claim = await claimFolder(folder);
  await claim.release();
  expect(await readdir(folder)).toEqual(['lock-2']);
});

test('a folder can be claimed again once it is released', async () => {
  await (await claimFolder(folder)).release();
  await (await claimFolder(folder)).release();
});
