import { diffArrays } from 'diff';

/** A text as a bag and as a line of words. */
export type Wording = { words: readonly string[]; counts: ReadonlyMap<string, number> };

const SCRIPTS = ['Hani', 'Hira', 'Kana', 'Thai', 'Laoo', 'Khmr', 'Mymr']
  .map((name) => String.raw`\p{sc=${name}}`)
  .join('');
const UNSPACED = new RegExp(`^[${SCRIPTS}]`, 'u');
const WORDS = new RegExp(String.raw`[${SCRIPTS}]+|(?:(?![${SCRIPTS}])[\p{L}\p{M}\p{N}])+`, 'gu');

/** Words without their case. Where no spaces part them, every two characters are one; a text of signs alone is its characters. */
export function wordingOf(text: string): Wording {
  const found = text.toLowerCase().match(WORDS) ?? [...text.replace(/\s+/g, '')];
  const words = found.flatMap((word) => (UNSPACED.test(word) ? pairsIn(word) : [word]));
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return { words, counts };
}

function pairsIn(word: string): string[] {
  const characters = [...word];
  return characters.length < 2 ? characters : characters.slice(1).map((next, at) => `${characters[at]}${next}`);
}

/** What part of two texts is the same words in any order, 0 to 1. It is quickly known, and never less than `similarity`. */
export function likeness(a: Wording, b: Wording): number {
  const [few, many] = a.counts.size < b.counts.size ? [a.counts, b.counts] : [b.counts, a.counts];
  let shared = 0;
  for (const [word, count] of few) shared += Math.min(count, many.get(word) ?? 0);
  return shareOf(shared, a, b);
}

/** The work that comparing two texts word by word may take: the number of words times that of the changes allowed. */
export function effort(a: Wording, b: Wording, least: number): number {
  return (a.words.length + b.words.length) * changesWithin(a, b, least);
}

function changesWithin(a: Wording, b: Wording, least: number): number {
  return Math.floor((a.words.length + b.words.length) * (1 - least));
}

/** What part of two texts is the same words in the same order, 0 to 1; 0 if that is less than `least`. */
export function similarity(a: Wording, b: Wording, least: number): number {
  const changes = diffArrays([...a.words], [...b.words], { maxEditLength: changesWithin(a, b, least) });
  const same = changes?.filter(({ added, removed }) => !added && !removed) ?? [];
  const found = shareOf(
    same.reduce((sum, { count }) => sum + count, 0),
    a,
    b,
  );
  return found >= least ? found : 0;
}

function shareOf(shared: number, a: Wording, b: Wording): number {
  const all = a.words.length + b.words.length;
  return all === 0 ? 0 : (2 * shared) / all;
}
