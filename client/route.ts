import type { Way } from './transports/transport.ts';

/** Websockets count as blocked after so many misses in a row, if requests get through; one miss may be a gateway being replaced. */
export const WEBSOCKET_MISSES = 2;
/** Having fallen back, websockets are tried again after this time, ms, then after twice as long, and so on … */
export const AGAIN_FIRST_MS = 10_000;
/** … up to this: whatever blocks them rarely goes away, and one may as well have been unlucky. */
export const AGAIN_LONGEST_MS = 600_000;

/** Which way the next attempt goes, after how many misses in a row of it; `looks`: how often websockets have been tried beside HTTP. */
export type Route = { readonly way: Way; readonly missed: number; readonly looks: number };

export const FIRST_ROUTE: Route = { way: 'websocket', missed: 0, looks: 0 };

/** After an attempt that came to nothing. Where requests do not get through either, there is nothing to fall back to. */
export function missedBy({ way, missed, looks }: Route): Route {
  if (way === 'http') return { ...FIRST_ROUTE, looks };
  const blocked = missed + 1 >= WEBSOCKET_MISSES;
  return { way: blocked ? 'http' : way, missed: blocked ? 0 : missed + 1, looks };
}

/** After an attempt that got through. A websocket that does is not blocked, whatever was so before. */
export function gotThrough(route: Route, way: Way): Route {
  return way === 'websocket' ? FIRST_ROUTE : { ...route, way, missed: 0 };
}

/** Milliseconds until websockets are tried again beside HTTP, with jitter. */
export function againAfter({ looks }: Route, random: () => number): number {
  return (0.5 + random() / 2) * Math.min(AGAIN_LONGEST_MS, AGAIN_FIRST_MS * 2 ** looks);
}
