import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Mutant } from './mutants.ts';

const ROOT = join(import.meta.dirname, '../..');
const NEEDED = ['src', 'workers', 'client', 'tests', 'examples', 'package.json', 'tsconfig.json'];

/** Undefined when the checker has said no to the mutant, and for what it is; else what it said instead. */
export async function survived(mutant: Mutant, seed: number): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'dl-mutant-'));
  try {
    await copyWith(mutant, folder);
    const { code, said } = await soak(folder, mutant.rows, seed);
    const cameToVerdict = /deliveries looked at/.test(said);
    const isBroken = mutant.breaks.length === 0 || new RegExp(`^(${mutant.breaks.join('|')}), `, 'm').test(said);
    return code === 1 && cameToVerdict && isBroken ? undefined : `seed ${seed}, exit code ${code}:\n${said}`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The tree with the mistake in it; the tree itself is left as it is. */
async function copyWith({ changes }: Mutant, folder: string): Promise<void> {
  for (const name of NEEDED) await cp(join(ROOT, name), join(folder, name), { recursive: true });
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  for (const { file, from, to } of changes) {
    const path = join(folder, file);
    const text = await readFile(path, 'utf8');
    if (text.split(from).length !== 2)
      throw new Error(`${file} does not have this once, and the mutant is none: ${from}`);
    await writeFile(
      path,
      text.replace(from, () => to),
    );
  }
}

async function soak(
  folder: string,
  rows: readonly string[],
  seed: number,
): Promise<{ code: number | null; said: string }> {
  const words = ['tests/faults/soak.ts', '--brief', '--rows', rows.join(), '--seed', String(seed)];
  const child = spawn(process.execPath, words, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data) => {
      said += data;
    });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, said })));
}
