import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Segment, segmentText } from '../../../workers/segment/index.ts';

/** A real agency article. It is not ours, so only the places and the kinds of its lines stand here. */
const file = new URL('../../../../shared/articles/humanitarian-corridors.txt', import.meta.url);
const isThere = existsSync(file);
if (!isThere)
  console.info('corridors: skipped, since ../shared/articles/humanitarian-corridors.txt is not on this machine');

/** Kind and line number, counted from 1; a box has the line of its headline and that of its text. */
const lines: [Segment['kind'], number, number?][] = [
  ['kicker', 1],
  ['headline', 3],
  ['paragraph', 5],
  ['paragraph', 7],
  ['paragraph', 9],
  ['paragraph', 11],
  ['paragraph', 13],
  ['paragraph', 15],
  ['paragraph', 17],
  ['box', 19, 21],
  ['paragraph', 23],
  ['paragraph', 25],
  ['paragraph', 27],
  ['paragraph', 29],
  ['paragraph', 31],
  ['paragraph', 33],
  ['paragraph', 35],
  ['paragraph', 37],
  ['media', 39],
  ['paragraph', 41],
  ['paragraph', 43],
  ['paragraph', 45],
  ['paragraph', 47],
  ['paragraph', 49],
  ['media', 51],
  ['paragraph', 53],
  ['paragraph', 55],
  ['paragraph', 57],
  ['attribution', 59],
];

const WARNING = 'WARNING: Viewers may find the content of this video disturbing.';

function expectedSegments(article: string): Segment[] {
  const at = article.split('\n');
  return lines.map(([kind, line, below]) => {
    const whole = at[line - 1]!;
    const text = below === undefined ? whole.replace(` (${WARNING})`, '') : at[below - 1]!;
    return {
      kind,
      text,
      ...(below !== undefined && { headline: whole }),
      ...(kind === 'media' && { media: [{ type: 'video' as const }] }),
      ...(text !== whole && below === undefined && { warning: WARNING }),
      ...(kind === 'attribution' && { sources: ['Reuters', 'AFP', 'AP', 'BBC', 'dpa'] }),
    };
  });
}

describe.skipIf(!isThere)('the article on humanitarian corridors', () => {
  const article = isThere ? readFileSync(file, 'utf8') : '';

  test('is cut into 29 segments, each of them the line that an editor would take', () => {
    expect(segmentText(article)).toEqual(expectedSegments(article));
  });

  test('every line of it is in one segment', () => {
    const numbers = lines.flatMap(([, line, below]) => [line, below ?? line]);
    const written = article.split('\n').flatMap((line, index) => (line === '' ? [] : [index + 1]));
    expect([...new Set(numbers)]).toEqual(written);
  });

  test('one of its two videos carries the warning', () => {
    expect(segmentText(article).flatMap(({ warning }) => warning ?? [])).toEqual([WARNING]);
  });

  test('titled by the newsroom, in its language, it is cut the same way', () => {
    const title = article.split('\n')[2]!;
    const named = expectedSegments(article).map((segment) => ({ ...segment, language: 'en' }));
    expect(segmentText(article, { title, language: 'en' })).toEqual(named);
  });
});
