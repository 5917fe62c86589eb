import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wordDiff } from '../../src/ingest/word-diff.ts';
import { DIFF_CHARACTERS } from '../../src/protocol/limits.ts';
import type { WordDiff } from '../../src/protocol/update.ts';

const joined = (diff: WordDiff, side: '+' | '-') =>
  diff
    .filter(([op]) => op === '=' || op === side)
    .map(([, words]) => words)
    .join('');

test.for<[before: string, after: string, diff: WordDiff]>([
  [
    'Eight hours.',
    'Six hours.',
    [
      ['-', 'Eight'],
      ['+', 'Six'],
      ['=', ' hours.'],
    ],
  ],
  [
    'They came.',
    'They never came.',
    [
      ['=', 'They '],
      ['+', 'never '],
      ['=', 'came.'],
    ],
  ],
  [
    'It’s said.',
    'It’d said.',
    [
      ['-', 'It’s'],
      ['+', 'It’d'],
      ['=', ' said.'],
    ],
  ],
  [
    'в Москве',
    'в Киеве',
    [
      ['=', 'в '],
      ['-', 'Москве'],
      ['+', 'Киеве'],
    ],
  ],
  [
    'الممر مفتوح',
    'الممر مغلق',
    [
      ['=', 'الممر '],
      ['-', 'مفتوح'],
      ['+', 'مغلق'],
    ],
  ],
  [
    '我们今天来',
    '我们明天来',
    [
      ['=', '我们'],
      ['-', '今'],
      ['+', '明'],
      ['=', '天来'],
    ],
  ],
  [
    '👨‍👩‍👧!',
    '👨‍👩‍👦!',
    [
      ['-', '👨‍👩‍👧'],
      ['+', '👨‍👩‍👦'],
      ['=', '!'],
    ],
  ],
])('%s → %s is told word by word', ([before, after, diff]) => {
  expect(wordDiff(before, after)).toEqual(diff);
});

test('an unchanged text has no diff', () => {
  expect(wordDiff('As it was.', 'As it was.')).toBeUndefined();
});

test('both texts can be read from a diff, whatever they are', () => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc
      .array(fc.constantFrom('a', 'b ', 'c-', '\n', 'ä', '我', '👩‍🚒', 'don’t '), { maxLength: 40 })
      .map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(text, text, (before, after) => {
      const diff = wordDiff(before, after);
      if (before === after && diff === undefined) return;
      expect(diff && joined(diff, '-')).toBe(before);
      expect(diff && joined(diff, '+')).toBe(after);
      for (const [, words] of diff ?? []) expect(words).not.toBe('');
    }),
  );
});

test('a diff that would be too large is left out, in a time that nobody notices', () => {
  const words = (letter: string, count: number) => Array.from({ length: count }, (_, at) => `${letter}${at}`).join(' ');
  const long = words('w', 3_300);
  expect(long.length).toBeGreaterThan(DIFF_CHARACTERS);
  const began = performance.now();
  for (const [before, after] of [
    [long, words('v', 3_300)],
    [long, `${long}!`],
    ['a '.repeat(9_000), 'b '.repeat(9_000)],
    ['!?'.repeat(9_000), '?.!'.repeat(6_000)],
  ] as const)
    expect(wordDiff(before, after)).toBeUndefined();
  expect(performance.now() - began).toBeLessThan(1_000);
});
