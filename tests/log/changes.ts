import fc from 'fast-check';
import type { Change } from '../../src/log/log.ts';
import type { Description } from '../../src/protocol/briefing.ts';
import type { Content } from '../../src/protocol/update.ts';

const revisions = fc.integer({ min: 1, max: 3 });
const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });

const contents: fc.Arbitrary<Content> = fc.record(
  { kind: fc.constantFrom('paragraph', 'quote'), text: words, headline: words, key: fc.boolean() },
  { requiredKeys: ['kind', 'text'] },
);
const descriptions: fc.Arbitrary<Description> = fc.record(
  {
    title: words,
    summary: words,
    language: fc.constantFrom('en', 'de-CH'),
    startsAt: fc.constantFrom('2001-01-01T00:00:00.000Z', '2199-01-01T00:00:00.000Z'),
  },
  { requiredKeys: ['title'] },
);
const articles = fc.record({ id: fc.constantFrom('a1', 'a2'), version: fc.integer({ min: 1, max: 3 }) });
const corrections = fc.record({ note: words });

const of = <Type extends Change['type']>(type: Type) => fc.constant(type);

/** Any change of a few updates, with what it needs to get through or without; those that build up come more often than those that end. */
export function changesOf(updateIds: readonly string[]): fc.Arbitrary<Change> {
  const updates = fc.constantFrom(...updateIds);
  return fc.oneof(
    { weight: 2, arbitrary: fc.record({ type: of('opened'), briefing: descriptions }) },
    { weight: 1, arbitrary: fc.record({ type: of('described'), briefing: descriptions }) },
    {
      weight: 6,
      arbitrary: fc.record(
        { type: of('published'), update: updates, content: contents, article: articles },
        { requiredKeys: ['type', 'update', 'content'] },
      ),
    },
    {
      weight: 5,
      arbitrary: fc.record(
        {
          type: of('revised'),
          update: updates,
          expected: revisions,
          content: contents,
          correction: corrections,
          article: articles,
        },
        { requiredKeys: ['type', 'update', 'expected', 'content'] },
      ),
    },
    {
      weight: 2,
      arbitrary: fc.record(
        { type: of('retracted'), update: updates, expected: revisions, reason: words, article: articles },
        { requiredKeys: ['type', 'update'] },
      ),
    },
    { weight: 3, arbitrary: fc.record({ type: of('pinned'), update: updates }) },
    { weight: 2, arbitrary: fc.record({ type: of('unpinned'), update: updates }) },
    { weight: 1, arbitrary: fc.record({ type: of('ended') }) },
    { weight: 2, arbitrary: fc.record({ type: of('reopened') }) },
  );
}
