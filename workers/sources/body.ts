import type { IncomingMessage } from 'node:http';
import type { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { Refusal } from '../../src/protocol/codes.ts';

/** What a feed may be packed with, once. */
const UNPACKING: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};
export const ENCODINGS = ['gzip', 'deflate', 'br'];

/** Reads a body of at most so many bytes, counted packed (some packings of nothing have no end) and unpacked (bombs). */
export async function bodyOf(
  answer: IncomingMessage,
  { limit, signal }: { limit: number; signal: AbortSignal },
): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  const collect = async (source: AsyncIterable<Buffer>) => {
    for await (const chunk of source) chunks.push(chunk);
  };
  const unpacking = unpackingOf(answer);
  try {
    if (unpacking) await pipeline(answer, atMost(limit), unpacking, atMost(limit), collect, { signal });
    else await pipeline(answer, atMost(limit), collect, { signal });
  } catch (error) {
    throw unpacking?.errored && !(error instanceof Refusal) && !signal.aborted ? damaged(error) : error;
  } finally {
    answer.destroy();
  }
  return Buffer.concat(chunks);
}

const damaged = (cause: unknown) => new Refusal('SOURCE_UNREADABLE', 'It cannot be unpacked', {}, { cause });

function unpackingOf({ headers }: IncomingMessage): Transform | undefined {
  const encoding = (headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity' || encoding === '') return undefined;
  const unpacking = Object.hasOwn(UNPACKING, encoding) ? UNPACKING[encoding] : undefined;
  if (!unpacking) throw new Refusal('SOURCE_UNREADABLE', 'It comes in an encoding that was not asked for');
  return unpacking();
}

function atMost(limit: number) {
  return async function* counted(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let bytes = 0;
    for await (const chunk of source) {
      bytes += chunk.length;
      if (bytes > limit)
        throw new Refusal('SOURCE_UNREADABLE', `It is longer than ${limit} bytes, the most that a feed may have`);
      yield chunk;
    }
  };
}
