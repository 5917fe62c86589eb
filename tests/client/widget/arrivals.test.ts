import { expect, test } from 'vitest';
import type { StateUpdate } from '../../../client/index.ts';
import { Arrivals } from '../../../client/widget/arrivals.ts';

const PUBLISHED = '2026-01-01T00:00:00.000Z';
const update = (id: string): StateUpdate => ({ id, revision: 1, kind: 'paragraph', text: id, publishedAt: PUBLISHED });
const trace = (id: string): StateUpdate => ({ id, revision: 1, retracted: true, publishedAt: PUBLISHED });
const updates = (...ids: string[]) => ids.map(update);

/** Arrivals that have begun with two updates. */
function begun(): Arrivals {
  const arrivals = new Arrivals();
  expect(arrivals.take(updates('c', 'd'))).toEqual([]);
  return arrivals;
}

test('what is published later waits, each once, until it is revealed', () => {
  const arrivals = begun();
  expect(arrivals.take(updates('c', 'd', 'e'))).toEqual(['e']);
  expect(arrivals.take(updates('c', 'd', 'e'))).toEqual([]);
  expect(arrivals.take(updates('c', 'd', 'e', 'f'))).toEqual(['f']);
  expect([...arrivals.waiting]).toEqual(['e', 'f']);
  expect([...arrivals.reveal()]).toEqual(['e', 'f']);
  expect(arrivals.waiting.size).toBe(0);
  expect([...arrivals.fresh]).toEqual(['e', 'f']);
});

test('an older page has not arrived, nor has a correction, nor what stands between others', () => {
  const arrivals = begun();
  expect(arrivals.take(updates('a', 'b', 'c', 'd'))).toEqual([]);
  expect(arrivals.take(updates('a', 'b', 'c', 'cc', 'd'))).toEqual([]);
  expect(arrivals.waiting.size).toBe(0);
});

test('what is retracted while it waits does not wait any more', () => {
  const arrivals = begun();
  arrivals.take(updates('c', 'd', 'e'));
  arrivals.take([...updates('c', 'd'), trace('e')]);
  expect(arrivals.waiting.size).toBe(0);
});

test('in the state of another moment nothing is new, and nothing waits from before', () => {
  const arrivals = begun();
  arrivals.take(updates('c', 'd', 'e'));
  arrivals.begin();
  expect(arrivals.take(updates('x', 'y'))).toEqual([]);
  expect(arrivals.waiting.size).toBe(0);
  expect(arrivals.take(updates('x', 'y', 'z'))).toEqual(['z']);
});

test('a stretch of history is revealed without marks', () => {
  const arrivals = begun();
  arrivals.take(updates('c', 'd', ...Array.from({ length: 30 }, (_, at) => `n${at}`)));
  expect(arrivals.reveal().size).toBe(30);
  expect(arrivals.fresh.size).toBe(0);
});
