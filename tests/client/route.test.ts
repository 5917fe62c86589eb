import { expect, test } from 'vitest';
import {
  AGAIN_FIRST_MS,
  AGAIN_LONGEST_MS,
  againAfter,
  FIRST_ROUTE,
  gotThrough,
  missedBy,
  type Route,
  WEBSOCKET_MISSES,
} from '../../client/route.ts';

function ways(misses: number): string[] {
  let route: Route = FIRST_ROUTE;
  return Array.from({ length: misses }, () => {
    const { way } = route;
    route = missedBy(route);
    return way;
  });
}

test('HTTP is tried when websockets have missed twice, and websockets again when it misses too', () => {
  expect(WEBSOCKET_MISSES).toBe(2);
  expect(ways(7)).toEqual(['websocket', 'websocket', 'http', 'websocket', 'websocket', 'http', 'websocket']);
});

test('what got through is gone again; a websocket that did is not blocked', () => {
  const fallen = gotThrough({ way: 'http', missed: 0, looks: 2 }, 'http');
  expect(fallen).toEqual({ way: 'http', missed: 0, looks: 2 });
  expect(gotThrough(fallen, 'websocket')).toEqual(FIRST_ROUTE);
});

test('websockets are looked for after longer and longer times, up to one, with jitter', () => {
  const after = (looks: number, random: number) => againAfter({ way: 'http', missed: 0, looks }, () => random);
  expect([0, 1, 2, 20].map((looks) => after(looks, 1))).toEqual([
    AGAIN_FIRST_MS,
    2 * AGAIN_FIRST_MS,
    4 * AGAIN_FIRST_MS,
    AGAIN_LONGEST_MS,
  ]);
  expect(after(0, 0)).toBe(AGAIN_FIRST_MS / 2);
});
