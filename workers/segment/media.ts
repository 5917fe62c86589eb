import { LINE_CHARACTERS } from '../../src/protocol/limits.ts';
import type { Content } from '../../src/protocol/update.ts';
import { fold, isSet, isShouted, labelOf, phrases } from './labels.ts';

type MediaType = NonNullable<Content['media']>[number]['type'];
type Warned = { text: string; warning?: string };

const LABELS: ReadonlyMap<string, MediaType> = new Map(
  (['video', 'image', 'audio'] as const).flatMap((type) => [...phrases(type)].map((label) => [label, type] as const)),
);

/** As many as `labelOf` looks at. */
const LABEL_CHARACTERS = 40;

/** Signs that say in every language what is to be seen or heard. */
const SIGNS: readonly (readonly [RegExp, MediaType])[] = [
  [/^(?:▶|🎥|📹|📺|🎬|🎞)/u, 'video'],
  [/^(?:📷|📸|🖼)/u, 'image'],
  [/^(?:🎧|🔊|🎙|📻)/u, 'audio'],
];

/** The type of what a caption belongs to; undefined if the text is no caption. */
export function mediaType(text: string): MediaType | undefined {
  return SIGNS.find(([sign]) => sign.test(text))?.[1] ?? labelledType(text);
}

function labelledType(text: string): MediaType | undefined {
  const label = labelOf(text);
  if (!label) return undefined;
  const known = isSet(label) ? LABELS.get(fold(label.label)) : undefined;
  // A label in a language that is not in the table: what is shouted and ends with a warning to viewers is a video.
  return known ?? (isShouted(label.label) && splitWarning(text).warning ? 'video' : undefined);
}

/** The type that a label alone on its line announces. */
export function bareType(text: string): MediaType | undefined {
  return text.length <= LABEL_CHARACTERS ? LABELS.get(fold(text.replace(/\s*[:：]$/u, ''))) : undefined;
}

const WARNINGS: ReadonlySet<string> = phrases('warning');
const OPENERS: Readonly<Record<string, string>> = { ')': '(', ']': '[', '）': '（', '】': '【' };

/**
 * Takes `(WARNING: viewers may …)` off the end of a caption, without its brackets and with all its words. A warning that is
 * longer than a line stays where it is, and so does one in the middle, since taking it out would change the order of the words.
 */
export function splitWarning(text: string): Warned {
  const start = lastBracket(text);
  if (start === undefined) return { text };
  const warning = text.slice(start + 1, -1).trim();
  const before = text.slice(0, start).trimEnd();
  return before && isWarning(warning) ? { text: before, warning } : { text };
}

/** A whole text that is nothing but a warning in brackets: it belongs to the caption before it. */
export function bareWarning(text: string): string | undefined {
  const warning = lastBracket(text) === 0 ? text.slice(1, -1).trim() : '';
  return isWarning(warning) ? warning : undefined;
}

/** Where the bracket opens that closes a text. */
function lastBracket(text: string): number | undefined {
  const closer = text.slice(-1);
  const opener = OPENERS[closer];
  const last = Math.max(0, text.length - LINE_CHARACTERS - 2);
  for (let at = text.length - 1, depth = 0; opener && at >= last; at -= 1) {
    if (text.charAt(at) === closer) depth += 1;
    if (text.charAt(at) === opener) depth -= 1;
    if (depth === 0) return at;
  }
  return undefined;
}

function isWarning(text: string): boolean {
  const label = /^([^:：]{1,40})[:：]/u.exec(text)?.[1];
  if (label === undefined) return WARNINGS.has(fold(text.slice(0, 40)));
  return WARNINGS.has(fold(label)) || isShouted(label);
}
