import { diffArrays } from 'diff';
import { DIFF_CHARACTERS, DIFF_EDITS } from '../protocol/limits.ts';
import type { WordDiff } from '../protocol/update.ts';

/**
 * What counts as one word: an emoji as it is seen, a letter of a script that puts no blanks between its words, a run of
 * letters and digits with its marks and apostrophes, a run of blanks, or any other single sign.
 */
const WORDS =
  /\p{RGI_Emoji}|[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]\p{M}*|[\p{L}\p{N}_][\p{L}\p{N}\p{M}_\u200c\u200d]*(?:['’][\p{L}\p{N}\p{M}]+)*|\s+|.\p{M}*/gsv;

/** What a revision did to a text, word by word; undefined when it left it alone, or when the list would be too large. */
export function wordDiff(before: string, after: string): WordDiff | undefined {
  if (before === after) return undefined;
  const parts = diffArrays(wordsOf(before), wordsOf(after), { maxEditLength: DIFF_EDITS });
  if (!parts) return undefined;
  const diff = parts.map(
    ({ added, removed, value }) =>
      [added ? '+' : removed ? '-' : '=', value.join('')] as const satisfies WordDiff[number],
  );
  return JSON.stringify(diff).length > DIFF_CHARACTERS ? undefined : diff;
}

function wordsOf(text: string): string[] {
  return text.match(WORDS) ?? [];
}
