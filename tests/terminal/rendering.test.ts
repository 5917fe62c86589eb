import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { type Look, Rendering } from '../../client/terminal/rendering.ts';
import type { Entry } from '../../src/protocol/entries.ts';
import { EMPTY, fold } from '../../src/protocol/fold.ts';
import type { Update } from '../../src/protocol/update.ts';

const plain: Look = { colour: false, columns: undefined };
/** Noon everywhere from Greenland to Siberia is the same day; the clock's own digits are what the machine's zone makes of it. */
const NOON = '2022-03-07T12:00:00.000Z';

function update(fields: Partial<Update> = {}): Update {
  return { id: 'a', revision: 1, kind: 'paragraph', text: 'A text.', ...fields };
}

function published(fields: Partial<Update> = {}, at = NOON): Entry {
  return { seq: 2, at, type: 'published', update: update(fields) };
}

function shown(entry: Entry, look = plain): string {
  return new Rendering(look).entry(entry, fold(EMPTY, [entry]));
}

/** What is said under the day and beside the time. */
function body(text: string): string[] {
  const lines = text.trimEnd().split('\n').slice(2);
  return lines.map((line) => line.slice(7));
}

describe('an entry in a terminal', () => {
  test.each([
    [{ text: 'Sentences.' }, ['Sentences.']],
    [{ headline: 'News', text: 'Sentences.' }, ['News', 'Sentences.']],
    [{ kind: 'quote' as const, text: 'Words' }, ['“ Words ”']],
    [{ kind: 'quote' as const, text: '«Mots»' }, ['«Mots»']],
    [{ warning: 'Violence' }, ['Warning: Violence', 'A text.']],
    [{ key: true, byline: 'Ann' }, ['Key update', 'A text.', 'By Ann']],
    [{ sources: ['AP', 'Reuters'] }, ['A text.', 'Sources: AP, Reuters']],
    [
      { media: [{ type: 'video' as const, caption: 'Watch', url: 'https://x.example' }] },
      ['A text.', '[video] Watch https://x.example'],
    ],
  ])('of an update %j', (fields, lines) => {
    expect(body(shown(published(fields)))).toEqual(lines);
  });

  test('is wrapped to the window, and never wider than is good to read', () => {
    const text = 'word '.repeat(60);
    for (const [columns, longest] of [
      [40, 40],
      [200, 80],
      [undefined, 80],
      [5, 30],
    ] as const) {
      const lines = shown(published({ text }), { colour: false, columns }).split('\n');
      expect(Math.max(...lines.slice(2).map((line) => line.length))).toBeLessThanOrEqual(longest);
    }
  });

  test('breaks a word that is longer than a line', () => {
    const lines = shown(published({ text: 'x'.repeat(300) })).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBe(80);
  });

  test('has its day above it when it is another day than the one before', () => {
    const rendering = new Rendering(plain);
    const days = [NOON, '2022-03-07T12:30:00.000Z', '2022-03-09T12:00:00.000Z'].map((at) =>
      rendering.entry(published({}, at), EMPTY),
    );
    expect(days.map((text) => text.startsWith('—'))).toEqual([true, false, true]);
    expect(days[0]).toContain('7 March 2022');
  });

  test('says with words what it shows with colour', () => {
    const revised: Entry = {
      seq: 3,
      at: NOON,
      type: 'revised',
      update: update({ revision: 2 }),
      correction: { note: 'six, not eight' },
    };
    const coloured = shown(revised, { colour: true, columns: 80 });
    expect(coloured).toContain('\u001b[');
    expect(stripVTControlCharacters(coloured)).toBe(shown(revised));
  });

  test('is nothing for a type that is not known yet', () => {
    expect(shown({ seq: 2, at: NOON, type: 'rated' } as unknown as Entry)).toBe('');
  });

  test('loses what would steer the terminal', () => {
    const text = 'a\u001b[31mb\u0007c\u009bd\u202ee\tf';
    expect(body(shown(published({ text, headline: text })))).toEqual(['a[31mbcde f', 'a[31mbcde f']);
  });
});

test('a state is shown as it stands, the first published first', () => {
  const log: Entry[] = [
    { seq: 1, at: NOON, type: 'opened', briefing: { id: 'storm', title: 'Storm' } },
    published({ id: 'a', text: 'First.' }),
    { seq: 3, at: NOON, type: 'published', update: update({ id: 'b', text: 'Second.' }) },
    { seq: 4, at: NOON, type: 'pinned', id: 'b' },
    { seq: 5, at: NOON, type: 'retracted', id: 'a' },
  ];
  const text = new Rendering(plain).state(fold(EMPTY, log));
  expect(text).toMatch(/^Storm\n/);
  expect(text).toMatch(/This update was withdrawn[\s\S]*Pinned\n {7}Second\./);
});
