import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { source } from '../../../src/protocol/update.ts';
import { areLike, exactOf, markOf } from '../../../workers/matching/index.ts';
import { segmentText } from '../../../workers/segment/index.ts';

const EXAMPLES = join(import.meta.dirname, '../../../examples');
const segments = readdirSync(EXAMPLES)
  .filter((name) => name.endsWith('.txt'))
  .flatMap((name) => segmentText(readFileSync(join(EXAMPLES, name), 'utf8')))
  .filter(({ text }) => text.split(' ').length > 8);

test('a paragraph is known again when a word in it is another, and taken for no other paragraph', () => {
  expect(segments.length).toBeGreaterThan(10);
  for (const segment of segments) {
    const words = segment.text.split(' ');
    const mark = markOf(segment);
    expect(source.parse({ article: 'a', segment: 0, mark }).mark).toBe(mark);
    const changed = { ...segment, text: words.with(words.length >> 1, 'otherwise').join(' ') };
    expect(areLike(mark, markOf(changed)), segment.text).toBe(true);
    expect(exactOf(mark)).not.toBe(exactOf(markOf(changed)));
    for (const other of segments)
      if (other.text !== segment.text)
        expect(areLike(mark, markOf(other)), `${segment.text}\n${other.text}`).toBe(false);
  }
});

test('a few words are known by themselves alone', () => {
  const [one, other] = ['Two were hurt.', 'Ten were hurt.'].map((text) => markOf({ kind: 'paragraph', text })) as [
    string,
    string,
  ];
  expect(areLike(one, one)).toBe(true);
  expect(areLike(one, other)).toBe(false);
});

test('anything that is said tells two segments apart, the language aside', () => {
  const said = { kind: 'paragraph', text: 'The harbour is closed until noon.' } as const;
  const marks = [
    said,
    { ...said, kind: 'quote' } as const,
    { ...said, headline: 'Closed' },
    { ...said, html: '<p>x</p>' },
  ];
  expect(new Set(marks.map((segment) => exactOf(markOf(segment)))).size).toBe(marks.length);
  expect(markOf({ ...said, language: 'en' })).toBe(markOf(said));
});
