import type { Pairs } from './pairs.ts';

/**
 * Pairs what is the same, by keys: first what there is once in both versions, then the neighbours of what is paired, so
 * that of several alike each keeps its company, then the others in their order. Takes linear time.
 */
export function pairEqual(before: readonly string[], after: readonly string[], pairs: Pairs): void {
  pairUnique(before, after, pairs);
  for (let at = 0; at < before.length; at += 1) pairBeside(at, 1, before, after, pairs);
  for (let at = before.length - 1; at >= 0; at -= 1) pairBeside(at, -1, before, after, pairs);
  pairInOrder(before, after, pairs);
}

function pairUnique(before: readonly string[], after: readonly string[], pairs: Pairs): void {
  const [here, there] = [placesOf(before, pairs.freeBefore), placesOf(after, pairs.freeAfter)];
  for (const [key, [place, ...others]] of here) {
    const [partner, ...rivals] = there.get(key) ?? [];
    if (place !== undefined && partner !== undefined && others.length + rivals.length === 0) pairs.add(place, partner);
  }
}

function pairBeside(at: number, step: 1 | -1, before: readonly string[], after: readonly string[], pairs: Pairs): void {
  const partner = pairs.after(at);
  if (partner === undefined || !pairs.areFree(at + step, partner + step)) return;
  if (before[at + step] === after[partner + step]) pairs.add(at + step, partner + step);
}

function pairInOrder(before: readonly string[], after: readonly string[], pairs: Pairs): void {
  const there = placesOf(after, pairs.freeAfter);
  for (const [key, places] of placesOf(before, pairs.freeBefore)) {
    const partners = there.get(key) ?? [];
    for (const [at, place] of places.slice(0, partners.length).entries()) pairs.add(place, partners[at]!); // cut to fit
  }
}

function placesOf(keys: readonly string[], free: readonly number[]): Map<string, number[]> {
  return Map.groupBy(free, (at) => keys[at] ?? '');
}
