import type { FoldedUpdate } from './update.ts';

/** A line in a list, in characters. */
const NAME_CHARACTERS = 100;

/** What an update is called: its headline, or how its text begins, cut between two words. */
export function nameOf({ headline, text }: FoldedUpdate): string {
  const letters = [...(headline ?? text).replace(/\s+/g, ' ').trim()];
  if (letters.length <= NAME_CHARACTERS) return letters.join('');
  const start = letters.slice(0, NAME_CHARACTERS).join('');
  return `${/^.*(?=\s)/su.exec(start)?.[0] || start}…`;
}
