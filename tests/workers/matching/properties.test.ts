import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Segment } from '../../../src/protocol/article.ts';
import type { Content } from '../../../src/protocol/update.ts';
import { match, type Published } from '../../../workers/matching/index.ts';

const words = 'ferry ice harbour the a of and master snow letter island pier captain flour candle band'.split(' ');
const text = fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 8 }).map((list) => list.join(' '));
const segment: fc.Arbitrary<Segment> = fc.record({
  kind: fc.constantFrom('paragraph', 'quote', 'heading', 'headline', 'kicker', 'media'),
  text,
});
const segments = fc.array(segment, { maxLength: 14 });

/** A version and what an editor made of it: segments changed, put in, taken out, moved, doubled. */
const edited = fc
  .tuple(segments, fc.array(fc.tuple(fc.nat(5), fc.nat(13), fc.nat(13), segment), { maxLength: 6 }))
  .map(([before, edits]) => {
    let after = [...before];
    for (const [edit, from, to, other] of edits) {
      const one = after[from];
      if (edit === 0) after = after.toSpliced(from, 0, other);
      if (edit === 1) after = after.toSpliced(from, 1);
      if (edit === 2 && one) after = after.with(from, { ...one, text: `${one.text} ${other.text.split(' ')[0]}` });
      if (edit === 3 && one) after = after.toSpliced(from, 1).toSpliced(to, 0, one);
      if (edit === 4 && one) after = after.toSpliced(to, 0, one);
      if (edit === 5 && one) after = after.with(from, { ...one, kind: other.kind });
    }
    return { before: publishedOf(before), after };
  });

function publishedOf(all: readonly Segment[]): Published[] {
  return all.map((one, at) => ({ id: `u${at}`, content: { ...one, tags: [`t${at}`] } satisfies Content }));
}

const said = ({ kind, text: words }: Segment | Content) => `${kind}: ${words}`;

/** The article's updates after the entries: by their places, those left alone where they were put. */
function applied(before: readonly Published[], after: readonly Segment[]): Content[] {
  const { kept, revised, published, retracted } = match(before, after);
  const contents = new Map(before.map(({ id, content }) => [id, content]));
  for (const id of retracted) contents.delete(id);
  for (const { id, content } of revised) contents.set(id, content);
  const places = new Map([...kept, ...revised].map(({ id, at }) => [id, at]));
  const shown = [...contents].map(([id, content]) => ({ at: places.get(id) ?? -1, content }));
  const all = [...shown, ...published.map(({ at, segment: content }) => ({ at, content }))];
  return all.sort((a, b) => a.at - b.at).map(({ content }) => content);
}

test('an unchanged article changes nothing', () => {
  fc.assert(
    fc.property(segments, (all) => {
      const { kept, ...others } = match(publishedOf(all), all);
      expect(others).toEqual({ revised: [], published: [], retracted: [], moved: [] });
      expect(kept).toEqual(all.map((_, at) => ({ id: `u${at}`, at })));
    }),
  );
});

test('the entries make of the updates exactly the next version', () => {
  fc.assert(
    fc.property(edited, ({ before, after }) => {
      expect(applied(before, after).map(said)).toEqual(after.map(said));
    }),
    { numRuns: 500 },
  );
});

test('every update and every segment has one fate, and nothing is matched twice', () => {
  fc.assert(
    fc.property(edited, ({ before, after }) => {
      const { kept, revised, published, retracted, moved } = match(before, after);
      const ids = [...kept.map(({ id }) => id), ...revised.map(({ id }) => id), ...retracted];
      expect(ids.sort()).toEqual(before.map(({ id }) => id).sort());
      const places = [...kept, ...revised, ...published].map(({ at }) => at);
      expect(places.sort((a, b) => a - b)).toEqual(after.map((_, at) => at));
      const left = new Set([...kept, ...revised].map(({ id }) => id));
      expect(moved.filter((id) => !left.has(id))).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

test('what stands in both versions is left alone, as often as it does', () => {
  const counts = (all: readonly string[]) => Map.groupBy(all, (one) => one);
  fc.assert(
    fc.property(edited, ({ before, after }) => {
      const [here, there] = [counts(before.map(({ content }) => said(content))), counts(after.map(said))];
      const common = [...here].reduce((sum, [key, all]) => sum + Math.min(all.length, there.get(key)?.length ?? 0), 0);
      expect(match(before, after).kept).toHaveLength(common);
    }),
    { numRuns: 500 },
  );
});

test('without the moved, all stand in the order in which they stood', () => {
  fc.assert(
    fc.property(edited, ({ before, after }) => {
      const { kept, revised, moved } = match(before, after);
      const places = new Map([...kept, ...revised].map(({ id, at }) => [id, at]));
      const steady = before.filter(({ id }) => !moved.includes(id)).flatMap(({ id }) => places.get(id) ?? []);
      expect(steady).toEqual(steady.toSorted((a, b) => a - b));
    }),
    { numRuns: 500 },
  );
});

test('the same versions are matched the same way, whatever their updates are called', () => {
  fc.assert(
    fc.property(edited, ({ before, after }) => {
      const renamed = before.map(({ id, content }) => ({ id: `x${id}`, content: structuredClone(content) }));
      const again = JSON.stringify(match(renamed, structuredClone(after))).replaceAll('"xu', '"u');
      expect(again).toBe(JSON.stringify(match(before, after)));
    }),
  );
});
