import { SOURCE_BACKOFF_MOST_MS, SOURCE_EVERY_MOST_MS } from '../../src/protocol/limits.ts';

/** When a source is looked at again: in whole intervals of its own, since its scheduler comes by at each of them. */
export type Waiting = { every: number; failures: number; retryAfterMs?: number | undefined };

/**
 * The intervals until the next look. After failures: any number up to one that doubles with each (full jitter), and at least
 * what the server asks for; both have an end, so that a feed that comes back is seen the same day.
 */
export function intervalsUntilNext({ every, failures, retryAfterMs = 0 }: Waiting, random: () => number): number {
  const longest = Math.floor(SOURCE_BACKOFF_MOST_MS / every);
  const most = Math.min(2 ** failures, longest);
  const asked = Math.ceil(Math.min(retryAfterMs, SOURCE_EVERY_MOST_MS) / every);
  return Math.max(1 + Math.floor(random() * most), asked);
}

/** The value of `Retry-After`, seconds or a date, in ms from now; undefined when it is neither. */
export function retryAfterMs(value: unknown, now: number): number | undefined {
  if (typeof value !== 'string') return undefined;
  const ms = /^\d{1,9}$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - now;
  return ms > 0 ? ms : undefined;
}
