import { expect, test } from 'vitest';
import { end, feedAt } from './feed-of.ts';

test('a document is written once for all who ask, until something happens', () => {
  const feed = feedAt([0, 1_000]);
  const writes: string[] = [];
  const write = (name: string) => () => `${name} ${writes.push(name)}`;
  expect([feed.document('a', write('a')), feed.document('a', write('a'))]).toEqual(['a 1', 'a 1']);
  expect(feed.document('b', write('b'))).toBe('b 2');
  end(feed, 2_000);
  expect(feed.document('a', write('a'))).toBe('a 3');
});

test('no more documents are kept than a few', () => {
  const feed = feedAt([0]);
  for (let page = 0; page < 100; page += 1) feed.document(`page ${page}`, () => 'text');
  expect(feed.document('page 0', () => 'written again')).toBe('written again');
});
