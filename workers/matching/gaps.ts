import type { Pairs } from './pairs.ts';

/** What stands unpaired between the same two neighbours, in both versions. */
export type Gap = { before: readonly number[]; after: readonly number[] };

/** The gaps that have something in both versions, and a neighbour at one side at least: without any, nothing tells a place. */
export function gapsIn(pairs: Pairs, before: number, after: number): Gap[] {
  const here = gapNames(before, (at) => (pairs.after(at) === undefined ? undefined : at));
  const there = gapNames(after, (at) => pairs.before(at));
  const inBefore = Map.groupBy(pairs.freeBefore, (at) => here[at]);
  const inAfter = Map.groupBy(pairs.freeAfter, (at) => there[at]);
  return [...inBefore].flatMap(([name, places]) => {
    const partners = inAfter.get(name);
    return partners && name !== NOWHERE ? [{ before: places, after: partners }] : [];
  });
}

const NOWHERE = 'undefined undefined';

/** For each place the nearest paired ones on both sides, by their places in the version before. */
function gapNames(length: number, neighbour: (at: number) => number | undefined): string[] {
  const names: string[] = [];
  let last: number | undefined;
  for (let at = 0; at < length; at += 1) {
    names.push(`${last}`);
    last = neighbour(at) ?? last;
  }
  let next: number | undefined;
  for (let at = length - 1; at >= 0; at -= 1) {
    names[at] = `${names[at]} ${next}`;
    next = neighbour(at) ?? next;
  }
  return names;
}
