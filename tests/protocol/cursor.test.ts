import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cursorAt, type EntryId, entryId, parseCursor, START, seqOf, timeOf } from '../../src/protocol/cursor.ts';

const figures = fc.nat({ max: 999_999_999_999_999 });
const ids = fc.tuple(figures, figures).map(([ms, seq]): EntryId => `${ms}-${seq}`);
const epochs = fc.string({
  unit: fc.constantFrom(...'0123456789abcdefghijklmnopqrstuvwxyz'),
  minLength: 8,
  maxLength: 8,
});
const cursors = fc.tuple(epochs, ids).map(([epoch, id]): string => cursorAt(epoch, id));

test('a cursor is read as what it was made of', () => {
  fc.assert(
    fc.property(epochs, ids, (epoch, id) => {
      expect(parseCursor(cursorAt(epoch, id))).toEqual({ epoch, id });
    }),
  );
  expect(parseCursor(cursorAt('abcdefgh', START))).toEqual({ epoch: 'abcdefgh', id: START });
});

test('whatever is read as a cursor is written as the same letters again', () => {
  const damaged = fc.tuple(cursors, fc.nat({ max: 40 }), fc.nat({ max: 2 }), fc.string({ maxLength: 3 }));
  const spoilt = damaged.map(([cursor, at, gone, text]) => cursor.slice(0, at) + text + cursor.slice(at + gone));
  const anything = fc.oneof(fc.string(), spoilt);
  fc.assert(
    fc.property(anything, (text) => {
      const place = parseCursor(text);
      if (place) expect(cursorAt(place.epoch, place.id)).toBe(text);
    }),
    { numRuns: 1_000 },
  );
});

test.for([
  '',
  ':',
  '1-1',
  'abcdefgh',
  'abcdefgh:',
  'abcdefgh:1',
  'abcdefgh:1-',
  'abcdefgh:-1',
  'abcdefgh:1-1-1',
  'abcdefgh:+1-1',
  'abcdefgh:-1-1',
  'abcdefgh:01-1',
  'abcdefgh:1-01',
  'abcdefgh:00-1',
  'abcdefgh:1.0-1',
  'abcdefgh:1e3-1',
  'abcdefgh:0x1-1',
  'abcdefgh:\u0661-1',
  'abcdefgh:1234567890123456-1',
  'abcdefgh:1-1234567890123456',
  'abcdefg:1-1',
  'abcdefghi:1-1',
  'ABCDEFGH:1-1',
  'abcdefg_:1-1',
  ' abcdefgh:1-1',
  'abcdefgh:1-1 ',
  'abcdefgh:1-1\n',
  'abcdefgh:1-1\u0000',
  'abcdefgh:$-1',
  'abcdefgh:*',
])('%j is nobody’s cursor', (text) => expect(parseCursor(text)).toBeUndefined());

test('an id says the time and the number of its entry', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date(0), max: new Date('2199-12-31'), noInvalidDate: true }),
      figures,
      (date, seq) => {
        const id = entryId({ at: date.toISOString(), seq });
        expect([timeOf(id), seqOf(id)]).toEqual([date.getTime(), seq]);
      },
    ),
  );
});

test('the start comes before every entry, by time and by number', () => {
  fc.assert(fc.property(ids, (id) => timeOf(START) <= timeOf(id) && seqOf(START) <= seqOf(id)));
  expect([timeOf(START), seqOf(START)]).toEqual([0, 0]);
});
