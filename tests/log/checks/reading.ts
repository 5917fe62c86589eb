import { expect } from 'vitest';
import { type EntryId, entryId, START, seqOf, timeOf } from '../../../src/protocol/cursor.ts';
import type { Content } from '../../../src/protocol/update.ts';
import type { Check } from '../conformance.ts';
import { paragraph, type Writer } from '../writer.ts';

/** Everything that content may have, in letters that have got lost elsewhere. */
export const rich: Content = {
  kind: 'quote',
  text: 'q"\\/\u0000\u007f\u2028 \ud83c\udf29\ufe0f \u0627\u0644 \ud800 </script>\r\n\t\'',
  html: '<p>\u00fc &amp; \u00fc</p>',
  headline: '\u98a8',
  key: true,
  tags: ['a', 'b:1'],
  byline: 'N. N.',
  language: 'de-CH',
  direction: 'ltr',
  media: [{ type: 'image', url: 'https://example.org/a.jpg', width: 1 }],
  warning: 'Flash',
  sources: ['Reuters'],
  occurredAt: '2026-01-01T00:00:00.000Z',
  source: { article: 'a1', segment: 0, url: 'https://example.org/' },
};

async function openWith(writer: Writer, updates: number, text?: (number: number) => string): Promise<EntryId[]> {
  const ids = [(await writer.open()).id];
  for (let n = 1; n <= updates; n++) ids.push((await writer.publish(`u${n}`, text?.(n))).id);
  return ids;
}

export function readingChecks(check: Check): void {
  check('knows nothing of a briefing that is not open, nor of an update that never was', async (writer) => {
    expect(await writer.page(START)).toBeUndefined();
    expect(await writer.log.briefing('storm')).toBeUndefined();
    expect(await writer.log.current('storm', 'u1')).toBeUndefined();
    await writer.open();
    expect(await writer.log.current('storm', 'u1')).toBeUndefined();
  });

  check('gives back every field and every letter of an update', async (writer) => {
    await writer.open();
    await writer.write({ type: 'published', update: 'u1', content: rich });
    const correction = { note: 'q"\\/ \ud83c\udf29' };
    await writer.write({ type: 'revised', update: 'u1', expected: 1, content: { ...rich, key: false }, correction });
    const [, published, revised] = await writer.entries();
    expect(published).toEqual({
      seq: 2,
      at: published?.at,
      type: 'published',
      update: { id: 'u1', revision: 1, ...rich },
    });
    const update = { id: 'u1', revision: 2, ...rich, key: false };
    expect(revised).toEqual({ seq: 3, at: revised?.at, type: 'revised', update, correction });
    expect(await writer.log.current('storm', 'u1')).toEqual({ revision: 2, content: { ...rich, key: false } });
  });

  check('tells with each page where the head is, also with an empty one', async (writer) => {
    const ids = await openWith(writer, 2);
    const head = ids.at(-1)!;
    expect(await writer.page(START, 1)).toMatchObject({ head, found: true, entries: [{ seq: 1 }] });
    expect(await writer.page(ids[1]!, 0)).toMatchObject({ head, found: true, entries: [] });
    expect(await writer.page(head)).toMatchObject({ head, found: true, entries: [] });
  });

  check('pages by number of entries', async (writer) => {
    const ids = await openWith(writer, 6);
    const seqs = async (after: EntryId) => (await writer.page(after, 3))?.entries.map(({ seq }) => seq);
    expect(await seqs(START)).toEqual([1, 2, 3]);
    expect(await seqs(ids[2]!)).toEqual([4, 5, 6]);
    expect(await seqs(ids[5]!)).toEqual([7]);
  });

  check('closes a page after the entry that fills its bytes, and has one entry at least', async (writer) => {
    const ids = await openWith(writer, 5, () => 'ü'.repeat(500)); // 1,000 bytes each, and some 50 around them
    const seqs = async (after: EntryId, bytes: number) =>
      (await writer.page(after, 100, bytes))?.entries.map(({ seq }) => seq);
    expect(await seqs(ids[0]!, 2_900)).toEqual([2, 3, 4]);
    expect(await seqs(ids[0]!, 1_900)).toEqual([2, 3]);
    expect(await seqs(ids[0]!, 1_000)).toEqual([2]);
    for (const bytes of [1, 0]) expect(await seqs(ids[0]!, bytes)).toEqual([2]);
    expect(await seqs(START, 1)).toEqual([1]);
  });

  check('does not know a place that is not in the log, and reads nothing after it', async (writer) => {
    const ids = await openWith(writer, 2);
    const [, second, head] = ids as [EntryId, EntryId, EntryId];
    const elsewhere: EntryId[] = [
      `${timeOf(head) + 1}-3`,
      `${timeOf(second) - 1}-2`,
      `${timeOf(second)}-${seqOf(second) + 7}`,
      `${timeOf(head) + 1}-4`,
      '0-1',
      '999999999999999-999999999999999',
    ];
    for (const after of elsewhere) {
      expect(await writer.page(after), after).toMatchObject({ found: false, head, entries: [] });
    }
  });

  check('gives an entry the place that its own time and number say', async (writer) => {
    const ids = await openWith(writer, 3);
    expect((await writer.entries()).map(entryId)).toEqual(ids);
  });

  check('gives a page of entries whose texts are gone', async (writer) => {
    await openWith(writer, 3);
    for (const update of ['u1', 'u2', 'u3']) await writer.retract(update);
    const page = await writer.page(START, 100);
    expect(page?.entries).toHaveLength(7);
    expect(await writer.log.current('storm', 'u2')).toEqual({ revision: 1 });
  });

  check('keeps the logs of two briefings apart', async (writer) => {
    await writer.open();
    await writer.publish('u1', 'Storm');
    await writer.log.append('other', 'storm-1', { type: 'opened', briefing: { title: 'Other' } });
    await writer.log.append('other', 'o2', { type: 'published', update: 'u1', content: paragraph('Other') });
    await writer.log.append('other', 'o3', { type: 'retracted', update: 'u1' });
    expect(await writer.log.current('storm', 'u1')).toEqual({ revision: 1, content: paragraph('Storm') });
    expect(await writer.entries()).toHaveLength(2);
  });
}
