import { randomUUID } from 'node:crypto';
import { open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Refusal } from '../protocol/codes.ts';

/** A body on disk: read as often as needed, in a file that has no name, so that nothing is left of it whatever dies. */
export type Spool = { chunks: () => Readable; close: () => Promise<void> };

/** Takes a body in as fast as it comes, and at most so many bytes of it: what is done with it may take longer. */
export async function spool(body: AsyncIterable<Uint8Array>, limit: number): Promise<Spool> {
  const path = join(tmpdir(), `dateline-${randomUUID()}`);
  const file = await open(path, 'wx+', 0o600);
  try {
    await unlink(path);
    let bytes = 0;
    for await (const chunk of body) {
      bytes += chunk.length;
      if (bytes > limit)
        throw new Refusal('TOO_LARGE', `The body is over ${limit} bytes, the most that this call takes`);
      await file.writeFile(chunk);
    }
  } catch (error) {
    await file.close();
    throw error;
  }
  return { chunks: () => file.createReadStream({ start: 0, autoClose: false }), close: () => file.close() };
}
