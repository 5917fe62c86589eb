import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const KEY_BYTES = 24;
const KEY_SHAPE = /^[!-~]{16,200}$/;

/**
 * The key that editors' writes must carry, from the data folder; made there, readable by its owner alone, the first time.
 * The prefix lets secret scanners find a key that was committed by mistake.
 */
export async function editorKey(folder: string, randomBytes: (size: number) => Buffer): Promise<string> {
  const file = join(folder, 'editor-key');
  const kept = await read(file);
  if (kept !== undefined) return kept;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await publish(file, `dateline_${randomBytes(KEY_BYTES).toString('base64url')}\n`);
  return (await read(file))!; // it was linked just now, by us or by another start
}

/** Whole or not at all, and only if nobody was faster: a link fails where a rename would take another start's key away. */
async function publish(file: string, text: string): Promise<void> {
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, text, { mode: 0o600, flag: 'wx', flush: true });
  try {
    await link(draft, file);
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function read(file: string): Promise<string | undefined> {
  try {
    const key = (await readFile(file, 'utf8')).trim();
    if (!KEY_SHAPE.test(key)) throw new Error(`${file} does not hold an editor key. Remove it and a new one is made.`);
    return key;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
