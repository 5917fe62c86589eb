import { Refusal } from './codes.ts';

const LINE_FEED = 10;

/**
 * The lines of a stream of bytes, without their ends; an end after the last one is none of its own. Holds one line at a time,
 * and refuses one of more than `most` bytes. Only `\n` ends a line: JSON may hold U+2028 as it is, at which Node's readline breaks.
 */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>, most: number): AsyncGenerator<Uint8Array> {
  let begun: Uint8Array[] = [];
  let bytes = 0;
  const add = (part: Uint8Array) => {
    begun.push(part);
    bytes += part.length;
    if (bytes > most) throw new Refusal('TOO_LARGE', `it is over ${most} bytes, the most that a line may have`);
  };
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, from)) {
      add(chunk.subarray(from, end));
      yield joined(begun, bytes);
      [begun, bytes, from] = [[], 0, end + 1];
    }
    if (from < chunk.length) add(chunk.subarray(from));
  }
  if (bytes > 0) yield joined(begun, bytes);
}

function joined(parts: readonly Uint8Array[], bytes: number): Uint8Array {
  const [only] = parts;
  if (only && parts.length === 1) return only;
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
