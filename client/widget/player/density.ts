import type { Bucket, Timeline } from '../../index.ts';

/** The lowest bar of a height of 100: one update in a long silence is still one. */
const LOWEST = 25;

/**
 * How dense the updates of a log were in its own time, as bars: each one wide and at most 100 high, the path of an SVG. By the
 * logarithm, since a minute and an hour between two updates are both usual; where all are alike, all are high.
 */
export function densityPath({ buckets, duration, momentAt }: Timeline): string {
  const end = Date.parse(momentAt(duration));
  const densities = buckets.map(({ at, updates }, part) => {
    const next = buckets[part + 1];
    const length = (next ? Date.parse(next.at) : end) - Date.parse(at);
    return updates === 0 ? undefined : Math.log(updates / Math.max(1, length));
  });
  const known = densities.filter((density) => density !== undefined);
  const [least, most] = [Math.min(...known), Math.max(...known)];
  const bars = densities.map((density, part) => {
    if (density === undefined) return '';
    const share = most === least ? 1 : (density - least) / (most - least);
    return `M${part} 100v-${Math.round(LOWEST + (100 - LOWEST) * share)}h.75V100z`;
  });
  return bars.join('');
}

/** Where along the axis the key updates are, each from 0 to 1. */
export function keyPlaces(buckets: readonly Bucket[]): number[] {
  return buckets.flatMap(({ keys }, part) => (keys > 0 ? [(part + 0.5) / buckets.length] : []));
}
