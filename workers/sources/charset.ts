import { Refusal } from '../../src/protocol/codes.ts';

/** An XML declaration says which characters the bytes are, and stands in ASCII at their very beginning. */
const DECLARED = /^\s*<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([\w.:-]{1,40})["']/;
/** Longer than any declaration. */
const BEGINNING = 1_024;

/** A feed's text: by its byte order mark, else as its server says, else as it says itself, else UTF-8. */
export function textOf(bytes: Uint8Array, type: string | undefined): string {
  const beginning = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, BEGINNING)).toString('latin1');
  const said = /;\s*charset\s*=\s*"?([\w.:-]{1,40})/i.exec(type ?? '')?.[1];
  const label = marked(bytes) ?? said ?? DECLARED.exec(beginning)?.[1] ?? 'utf-8';
  return decoder(label).decode(bytes).toWellFormed();
}

function marked([first, second]: Uint8Array): string | undefined {
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xef && second === 0xbb ? 'utf-8' : undefined;
}

function decoder(label: string): TextDecoder {
  try {
    return new TextDecoder(label);
  } catch {
    throw new Refusal('SOURCE_UNREADABLE', 'It is written in characters of an unknown set');
  }
}
