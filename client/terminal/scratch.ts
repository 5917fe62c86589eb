import { randomUUID } from 'node:crypto';
import { open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { linesOf } from '../../src/protocol/lines.ts';

/** Lines that are put down and read again later, on disk: a log may be larger than memory. */
export type Scratch = {
  write(lines: readonly string[]): Promise<void>;
  lines(): AsyncGenerator<Uint8Array>;
  close(): Promise<void>;
};

/** Its file has no name, so that nothing is left of it whatever ends the process. */
export async function openScratch(): Promise<Scratch> {
  const path = join(tmpdir(), `dateline-${randomUUID()}`);
  const file = await open(path, 'wx+', 0o600);
  await unlink(path);
  return {
    write: (lines) => file.writeFile(lines.map((line) => `${line}\n`).join('')),
    lines: () => linesOf(file.createReadStream({ start: 0, autoClose: false }), Number.POSITIVE_INFINITY),
    close: () => file.close(),
  };
}
