import type { Bucket } from '../../index.ts';

/** A bar for one update among hundreds is still a bar, of a height of 100. */
const LOWEST = 16;

/** The updates of each part of a timeline as bars, each one wide and at most 100 high: the path of an SVG. */
export function densityPath(buckets: readonly Bucket[]): string {
  const most = Math.max(1, ...buckets.map(({ updates }) => updates));
  const bars = buckets.map(({ updates }, part) => {
    if (updates === 0) return '';
    // By the root, so that a burst does not make everything else look like silence.
    const height = LOWEST + Math.round((100 - LOWEST) * Math.sqrt(updates / most));
    return `M${part} 100v${-height}h.75v${height}z`;
  });
  return bars.join('');
}

/** Where along the axis the key updates are, each from 0 to 1. */
export function keyPlaces(buckets: readonly Bucket[]): number[] {
  return buckets.flatMap(({ keys }, part) => (keys > 0 ? [(part + 0.5) / buckets.length] : []));
}
