import { expect, test } from 'vitest';
import type { Segment } from '../../../src/protocol/article.ts';
import { SEGMENTS } from '../../../src/protocol/limits.ts';
import { match, type Published } from '../../../workers/matching/index.ts';

const paragraph = (text: string): Segment => ({ kind: 'paragraph', text });
const publishedOf = (all: readonly Segment[]): Published[] => all.map((content, at) => ({ id: `u${at}`, content }));
const many = (text: (at: number) => string) => Array.from({ length: SEGMENTS }, (_, at) => paragraph(text(at)));

/** A generator of numbers that is the same each time. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * sides);
  };
}

const roll = dice(7);
const prose = (length: number) => Array.from({ length }, () => `w${roll(3_000) ** 2 % 2_999}`).join(' ');
const story = many((at) => `${prose(40)} n${at}`);
const alike = 'the same forty words in every paragraph but for one of them '.repeat(3);

/** Different texts without a word that few of them have. */
const binary = many((at) => at.toString(2).replaceAll('0', 'no ').replaceAll('1', 'yes '));

/** Ten thousand segments each: the longest article that there is. */
const cases: [name: string, before: Segment[], after: Segment[], kept?: number, revised?: number][] = [
  ['unchanged', story, story, SEGMENTS, 0],
  ['one word changed in each', story, story.map(({ text }) => paragraph(`${text} more`)), 0, SEGMENTS],
  ['all new', story, many(() => prose(40))],
  ['turned around', story, story.toReversed(), SEGMENTS, 0],
  [
    'turned around and each changed',
    story,
    story.toReversed().map(({ text }) => paragraph(`new ${text}`)),
    0,
    SEGMENTS,
  ],
  [
    'each a quote now, of words that all have',
    binary,
    binary.map(({ text }) => ({ kind: 'quote', text })),
    0,
    SEGMENTS,
  ],
  ['one put in on top', story, [paragraph('New'), ...story.slice(0, -1)], SEGMENTS - 1, 0],
  ['all the same text', many(() => 'same'), many(() => 'same'), SEGMENTS, 0],
  ['all the same but for a number', many((at) => `${alike}${at}`), many((at) => `${alike}${at + 1} new`)],
  [
    'the same words in other orders',
    many((at) => `${alike}${at}`),
    many((at) => `${alike.split(' ').sort().join(' ')}${at}`),
  ],
  ['no words at all', many((at) => '?!'.repeat(1 + (at % 50))), many((at) => '!?'.repeat(1 + (at % 50)))],
];

test.for(cases)('ten thousand segments: %s', { timeout: 30_000 }, ([, before, after, kept, revised]) => {
  const published = publishedOf(before);
  const start = process.cpuUsage();
  const matching = match(published, after);
  const { user, system } = process.cpuUsage(start);
  expect((user + system) / 1_000_000).toBeLessThan(5);
  if (kept !== undefined) expect(matching.kept).toHaveLength(kept);
  if (revised !== undefined) expect(matching.revised).toHaveLength(revised);
});

test('two lists as long as an update may be are compared in time', () => {
  const list = (seed: number): Segment => ({
    kind: 'list',
    text: Array.from({ length: 4_000 }, (_, at) => `w${(at * seed) % 997}`).join('\n'),
  });
  const before = Array.from({ length: 20 }, (_, at) => list(at + 1));
  const after = Array.from({ length: 20 }, (_, at) => list(at + 21));
  const start = process.cpuUsage();
  match(publishedOf(before), after);
  const { user, system } = process.cpuUsage(start);
  expect((user + system) / 1_000_000).toBeLessThan(4);
});
