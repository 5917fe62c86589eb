import type { Segment } from '../../src/protocol/article.ts';
import { type Gap, gapsIn } from './gaps.ts';
import type { Pairs } from './pairs.ts';
import { type Wording, wordingOf } from './similarity.ts';

/** A segment, and the words by which it is known. */
export type Known = { segment: Segment; wording: Wording };

/** Alone between the same neighbours, between them with others, or anywhere. */
export type Where = 'inPlace' | 'near' | 'elsewhere';

/** Two that may be the same, and what their places say to it. */
export type Candidate = { before: number; after: number; where: Where };

export function knownBy(segment: Segment): Known {
  return { segment, wording: wordingOf(`${segment.headline ?? ''} ${segment.text}`) };
}

/** Of the unpaired, those with the rarest words in common: so many for each. */
const SHARERS = 8;
/** A word that more of them have than this tells none from the others. */
const COMMON = 50;
/** In a longer gap only those in about the same place are compared. */
const GAP = 30;
const PLACES = 3;

/** Pairs that are worth comparing: a limited number for each segment, however many there are. */
export function candidatesOf(before: readonly Known[], after: readonly Known[], pairs: Pairs): Candidate[] {
  const near = gapsIn(pairs, before.length, after.length).flatMap(inGap);
  const known = new Set(near.map(nameOf));
  const sharing = sharers(before, after, pairs).filter((candidate) => !known.has(nameOf(candidate)));
  return [...near, ...sharing];
}

function nameOf(candidate: Candidate): string {
  return `${candidate.before} ${candidate.after}`;
}

function inGap({ before, after }: Gap): Candidate[] {
  const where = before.length === 1 && after.length === 1 ? 'inPlace' : 'near';
  const isShort = before.length <= GAP && after.length <= GAP;
  return after.flatMap((there, rank) => {
    const partners = isShort ? before : before.slice(Math.max(0, rank - PLACES), rank + PLACES + 1);
    return partners.map((here) => ({ before: here, after: there, where }) as const);
  });
}

/** Those that share words which few others have, wherever they stand. */
function sharers(before: readonly Known[], after: readonly Known[], pairs: Pairs): Candidate[] {
  const havers = new Map<string, number[]>();
  for (const at of pairs.freeBefore)
    for (const word of wordsOf(before[at])) {
      const places = havers.get(word);
      if (places) places.push(at);
      else havers.set(word, [at]);
    }
  return pairs.freeAfter.flatMap((there) =>
    rarestSharers(wordsOf(after[there]), havers).map(
      (here) => ({ before: here, after: there, where: 'elsewhere' }) as const,
    ),
  );
}

function wordsOf(known: Known | undefined): Iterable<string> {
  return known?.wording.counts.keys() ?? [];
}

function rarestSharers(words: Iterable<string>, havers: ReadonlyMap<string, readonly number[]>): number[] {
  const weights = new Map<number, number>();
  for (const word of words) {
    const places = havers.get(word) ?? [];
    if (places.length > COMMON) continue;
    for (const at of places) weights.set(at, (weights.get(at) ?? 0) + 1 / places.length);
  }
  const ranked = [...weights].sort(([a, weight], [b, other]) => other - weight || a - b);
  return ranked.slice(0, SHARERS).map(([at]) => at);
}
