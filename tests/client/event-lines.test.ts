import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EVENT_CHARACTERS, EventLines, type SentEvent } from '../../client/transports/event-lines.ts';

const line = fc.string({ unit: 'grapheme' }).map((text) => text.replace(/[\r\n]/g, ' '));
const events: fc.Arbitrary<SentEvent> = fc.record({
  name: fc.constantFrom('message', 'reset', 'closing'),
  id: fc.stringMatching(/^[0-9a-z:-]{0,12}$/),
  data: fc.array(line, { minLength: 1, maxLength: 3 }).map((lines) => lines.join('\n')),
});

function sent({ name, id, data }: SentEvent, end: string): string {
  const fields = [...(name === 'message' ? [] : [`event: ${name}`]), ...(id === '' ? [] : [`id: ${id}`])];
  return [...fields, ...data.split('\n').map((part) => `data: ${part}`), '', ''].join(end);
}

test('events are the same wherever their text is cut, with either end of line, and whatever stands between them', () => {
  const between = fc.constantFrom('', ':\n\n', 'retry: 2000\n\n', ': a comment\nunknown: field\n\n');
  const pieces = fc.record({
    events: fc.array(fc.tuple(events, between, fc.constantFrom('\n', '\r\n')), { maxLength: 6 }),
    size: fc.integer({ min: 1, max: 20 }),
  });
  fc.assert(
    fc.property(pieces, ({ events, size }) => {
      const text = events.map(([event, before, end]) => before + sent(event, end)).join('');
      const lines = new EventLines();
      const heard = Array.from({ length: Math.ceil(text.length / size) }, (_, at) =>
        lines.push(text.slice(at * size, (at + 1) * size)),
      );
      expect(heard.flat()).toEqual(events.map(([event]) => event));
    }),
  );
});

test('an event without an end is not waited for for ever', () => {
  const lines = new EventLines();
  const piece = `data: ${'x'.repeat(EVENT_CHARACTERS / 2)}`;
  expect(lines.push(piece)).toEqual([]);
  expect(() => lines.push(piece)).toThrow(RangeError);
});
