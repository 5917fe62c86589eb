import { expect, test } from 'vitest';
import { backoff, FIRST_MS, LONGEST_MS } from '../../client/backoff.ts';

test('a wait is any time up to one that doubles with each try, and has a longest', () => {
  const longest = [0, 1, 2, 3, 20].map((tries) => backoff(tries, () => 1));
  expect(longest).toEqual([FIRST_MS, 2 * FIRST_MS, 4 * FIRST_MS, 8 * FIRST_MS, LONGEST_MS]);
  expect(backoff(5, () => 0)).toBe(0);
  expect(backoff(1, () => 0.25)).toBe(FIRST_MS / 2);
});
