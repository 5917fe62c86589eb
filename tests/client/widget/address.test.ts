import { expect, test } from 'vitest';
import { addressOf } from '../../../client/widget/address.ts';
import { linkedUpdate, titleWith } from '../../../client/widget/page-address.ts';

test.each([
  ['https://a.example/briefings/storm', { service: 'https://a.example', briefing: 'storm' }],
  ['/embed/night-ferry.2?theme=dark', { service: 'https://b.example', briefing: 'night-ferry.2' }],
  ['https://a.example/live/briefings/storm/', { service: 'https://a.example/live', briefing: 'storm' }],
  ['https://a.example/briefings/%E0%A4%A', undefined],
  ['https://a.example/', undefined],
  ['http://', undefined],
])('%s is the address of a briefing, or of none', (src, address) => {
  expect(addressOf(src, 'https://b.example/news')).toEqual(address);
});

test.each([
  ['#update-u1', 'u1'],
  ['#update-a.b_c-1', 'a.b_c-1'],
  ['#update-%E0%A4%A', undefined],
  ['#update-', undefined],
  ['#other', undefined],
])('%s leads to an update, or to none', (hash, id) => {
  expect(linkedUpdate(hash)).toBe(id);
});

test('a title is counted once, and is as it was in the end', () => {
  expect(titleWith(3, 'News')).toBe('(3) News');
  expect(titleWith(4, '(3) News')).toBe('(4) News');
  expect(titleWith(0, '(4) News')).toBe('News');
});
