import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeVerdict } from './checker.ts';
import { type Disk, startDisk } from './disk.ts';
import { encode } from './history.ts';
import type { Topology } from './house.ts';
import type { Ground, Injected } from './rows/row.ts';
import { type Ran, type RunOptions, run } from './run.ts';
import { type SiteOptions, startSite } from './site.ts';

export type RoundOptions = Pick<RunOptions, 'seed' | 'length' | 'say'> & Omit<SiteOptions, 'redis' | 'topology'>;
/** `missing`: what the ground takes and this machine has not. */
export type Round = Ran | { missing: string };

/** Runs rows of one ground, one after the other, over a site of their own. */
export async function runRound(ground: Ground, rows: readonly Injected[], options: RoundOptions): Promise<Round> {
  const disk = ground === 'always' || ground === 'everysec' ? await startDisk(ground) : undefined;
  if (disk && 'missing' in disk) return disk;
  try {
    const topology = ground === 'sentinels' || ground === 'cluster' ? ground : 'one';
    return await overSite({ topology, ...(disk && { disk }) }, rows, options);
  } finally {
    await disk?.stop();
  }
}

type Under = { topology: Topology; disk?: Disk };

async function overSite({ topology, disk }: Under, rows: readonly Injected[], options: RoundOptions): Promise<Ran> {
  const { gateways = 2, workers = 2 } = options;
  const site = await startSite({ topology, gateways, workers, ...(disk && { redis: disk.redis }) });
  try {
    return await run({ ...options, site, rows, ...(disk && { disk }) });
  } finally {
    await site.stop();
  }
}

/** What a round came to in words; with the place of its history, and of what the processes wrote, when something is wrong. */
export async function reportOf({ verdict, lines, broken, journals }: Ran): Promise<{ ok: boolean; text: string }> {
  const ok = verdict.violations.length === 0 && broken.length === 0;
  const text = [...broken, describeVerdict(verdict)].join('\n');
  if (ok) return { ok, text };
  const folder = await mkdtemp(join(tmpdir(), 'dl-history-'));
  await writeFile(join(folder, 'history.ndjson'), encode(lines));
  for (const [name, journal] of journals) await writeFile(join(folder, `${name}.journal`), journal.join('\n'));
  return { ok, text: `The whole history, and the journals, are in ${folder}\n${text}` };
}
