import { LINE_CHARACTERS } from '../../src/protocol/limits.ts';
import { cleanText } from '../../src/protocol/text.ts';

/** A short text as the protocol has it; undefined for an empty or overlong one. */
export function lineOf(text: string | null | undefined): string | undefined {
  const line = cleanText(unescaped((text ?? '').slice(0, 4 * LINE_CHARACTERS)).toWellFormed())
    .replace(/\s+/g, ' ')
    .trim();
  return line && line.length <= LINE_CHARACTERS ? line : undefined;
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };

/** Many sites escape twice what they say in attributes and in JSON. */
function unescaped(text: string): string {
  return text
    .replace(/&#(?:x([0-9a-f]{1,6})|(\d{1,7}));/gi, (_, hex?: string, decimal?: string) =>
      characterOf(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)),
    )
    .replace(/&(amp|lt|gt|quot|apos|nbsp);/g, (entity, name: string) => NAMED[name] ?? entity);
}

function characterOf(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
}
