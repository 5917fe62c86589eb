import type { Segment } from '../../src/protocol/article.ts';
import { candidatesOf, type Known, type Where } from './candidates.ts';
import type { Pairs } from './pairs.ts';
import { effort, likeness, similarity } from './similarity.ts';

/*
 * How alike is the same? Of 1,584 pairs of different paragraphs in four real articles, 99 in 100 share less than 0.25 of
 * their words in the same order, and less than 0.34 in any; the larger half of a paragraph that was split shares 0.67 of it.
 */
/** Anywhere in the article: half of the words, in their order. */
const ANYWHERE = 0.5;
/** Between the same neighbours, among others. */
const NEAR = 0.4;
/** Alone between the same neighbours: a new wording, which often turns the sentences around, if it has enough of the old. */
const IN_PLACE = 0.35;
/** Kinds seldom change: a caption may repeat a paragraph, and is still another thing. */
const OTHER_KIND = 0.1;
/** How much less alike may be what stands in place, and still goes before what stands elsewhere. */
const NEARER = 0.2;
const ENOUGH: Readonly<Record<Where, number>> = { elsewhere: ANYWHERE, near: NEAR, inPlace: IN_PLACE };

/** Words times changes, of one comparison and of all: some 10 ms and a second. Beyond, words are compared without order. */
const EFFORT = 1_000_000;
const EFFORTS = 100_000_000;

type Scored = { before: number; after: number; score: number };

/** Pairs what was changed, the most alike first. Never compares all with all. */
export function pairSimilar(before: readonly Known[], after: readonly Known[], pairs: Pairs): void {
  const compare = comparer(before, after);
  const scored: Scored[] = candidatesOf(before, after, pairs).flatMap(({ before: here, after: there, where }) => {
    const score = compare(here, there, where);
    return score > 0 ? [{ before: here, after: there, score: where === 'elsewhere' ? score : score + NEARER }] : [];
  });
  // Of several as much alike, the nearest; in the end the first, so that the same versions are always paired the same way.
  const distance = (one: Scored) => Math.abs(one.before - one.after);
  scored.sort((a, b) => b.score - a.score || distance(a) - distance(b) || a.before - b.before || a.after - b.after);
  for (const one of scored) if (pairs.areFree(one.before, one.after)) pairs.add(one.before, one.after);
}

/** How alike two segments are, 0 if it is not enough; all comparing together stays within its effort. */
function comparer(before: readonly Known[], after: readonly Known[]) {
  let spent = 0;
  return (here: number, there: number, where: Where): number => {
    const [a, b] = [before[here]!, after[there]!]; // candidates are places in these lists
    if (showTheSame(a.segment, b.segment)) return 1;
    const least = ENOUGH[where] + (a.segment.kind === b.segment.kind ? 0 : OTHER_KIND);
    const most = likeness(a.wording, b.wording);
    if (most < least) return 0;
    const cost = effort(a.wording, b.wording, least);
    if (where === 'inPlace' || cost > EFFORT || spent + cost > EFFORTS) return most;
    spent += cost;
    return similarity(a.wording, b.wording, least);
  };
}

/** The same picture, whatever is said below it. */
function showTheSame(a: Segment, b: Segment): boolean {
  if (a.kind !== 'media' || b.kind !== 'media') return false;
  const shown = new Set(a.media?.flatMap(({ url }) => url ?? []));
  return b.media?.some(({ url }) => url !== undefined && shown.has(url)) ?? false;
}
