import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Refusal } from '../../src/protocol/codes.ts';
import type { Entry } from '../../src/protocol/entries.ts';
import { faultsOfEntry } from '../../src/protocol/export.ts';
import { ExportReader } from '../../src/protocol/export-reader.ts';
import { IMPORT_LINE_BYTES, LOG_ENTRIES, PINS, TEXT_CHARACTERS } from '../../src/protocol/limits.ts';
import { entriesIn, fileOf, header, linesOfJson, listOf, piecesOf } from './exports.ts';
import { forEachHistory } from './histories.ts';

const at = (minute: number) => `2026-01-31T09:0${minute}:00.000Z`;
const update = (id: string, revision: number) => ({ id, revision, kind: 'paragraph', text: `${id}, ${revision}` });
const gone = (id: string, revision: number) => ({ id, revision, retracted: true });
const said = { id: 'storm', title: 'The storm', startsAt: at(0) };

/** Line 1 is the header; the entry with seq n is in line n + 1. */
const story: readonly Record<string, unknown>[] = [
  { seq: 1, at: at(0), type: 'opened', briefing: said },
  { seq: 2, at: at(1), type: 'published', update: update('u1', 1) },
  { seq: 3, at: at(1), type: 'published', update: gone('u2', 1) },
  { seq: 4, at: at(2), type: 'revised', update: update('u1', 2), correction: { note: 'A slip', diff: [['+', 'x']] } },
  { seq: 5, at: at(2), type: 'pinned', id: 'u1' },
  { seq: 6, at: at(3), type: 'retracted', id: 'u2', reason: 'Not so' },
  { seq: 7, at: at(3), type: 'unpinned', id: 'u1' },
  { seq: 8, at: at(4), type: 'described', briefing: said },
  { seq: 9, at: at(5), type: 'ended' },
  { seq: 10, at: at(6), type: 'reopened' },
];
/** The story with one entry changed, or another in its place. */
const changed = (seq: number, change: Record<string, unknown>) =>
  fileOf(story.map((entry) => (entry.seq === seq ? { ...entry, ...change } : entry)));
const replaced = (seq: number, other: Record<string, unknown>) =>
  fileOf(story.map((entry) => (entry.seq === seq ? { seq, at: entry.at, ...other } : entry)));
const then = (...more: Record<string, unknown>[]) =>
  fileOf([...story, ...more.map((entry, index) => ({ seq: 11 + index, at: at(7), ...entry }))]);
const withLine = (number: number, line: string) =>
  fileOf(story)
    .split('\n')
    .map((other, index) => (index === number - 1 ? line : other))
    .join('\n');

test('a log that was exported is read as it was, in whatever pieces it comes', async () => {
  await forEachHistory(async ({ read }) => {
    if (read.some((entry) => faultsOfEntry(entry).length > 0)) return; // a blank for a title: no write would have passed
    const file = fileOf(read, { epoch: 'history1' });
    for (const size of [1, 7, 64_000]) expect(await entriesIn(file, size)).toEqual(read);
  }, 40);
});

test('every entry type that there is comes through, and the header with it', async () => {
  const reader = new ExportReader({ parse: JSON.parse, now: Date.now });
  expect(await listOf(reader.entries(piecesOf(fileOf(story))))).toEqual(story);
  expect(reader.header).toEqual(header(10));
});

test('a last line without its end is a line, and U+2028 ends none', async () => {
  const file = changed(2, { update: { ...update('u1', 1), text: 'a\u2028b' } });
  expect(await entriesIn(file.trimEnd())).toHaveLength(10);
});

type Row = [what: string, file: string | Uint8Array, line: number, said: RegExp, code?: string];
const files: Row[] = [
  ['an empty file', '', 1, /empty/],
  ['an entry in place of the header', linesOfJson(story), 1, /not the header/],
  ['another format', fileOf(story, { format: 'liveblog' }), 1, /not the header.*format/],
  ['a later version', fileOf(story, { version: 2 }), 1, /not the header.*version/],
  ['a header with more', fileOf(story, { ['more' as 'epoch']: 1 }), 1, /not the header.*more/],
  ['an epoch that is none', fileOf(story, { epoch: 'EPOCH' }), 1, /not the header.*epoch/],
  ['a byte order mark', `\ufeff${fileOf(story)}`, 1, /not valid JSON/, 'BAD_JSON'],
  ['broken JSON', withLine(4, '{"seq":3,'), 4, /not valid JSON/, 'BAD_JSON'],
  ['an empty line', withLine(5, ''), 5, /not valid JSON/, 'BAD_JSON'],
  ['a line that is no object', withLine(6, '[]'), 6, /an object/],
  [
    'bytes that are no UTF-8',
    Uint8Array.of(...new TextEncoder().encode(fileOf(story)).with(-3, 0xff)),
    11,
    /UTF-8/,
    'BAD_TEXT',
  ],
  ['UTF-16', Buffer.from(`\ufeff${fileOf(story)}`, 'utf16le'), 1, /UTF-8/, 'BAD_TEXT'],
  ['a line beyond the limit', withLine(3, 'x'.repeat(IMPORT_LINE_BYTES + 1)), 3, /over 1000000 bytes/, 'TOO_LARGE'],
  ['a file that is cut off after a line', fileOf(story).split('\n').slice(0, 6).join('\n'), 7, /cut off.* 10 .* 5$/],
  ['a file that is cut off in a line', fileOf(story).slice(0, -30), 11, /not valid JSON/, 'BAD_JSON'],
  ['a header and nothing else', linesOfJson([header(10)]), 2, /cut off/],
  ['two briefings', fileOf(story) + fileOf(story), 12, /storm has ended.*holds one/],
  ['a line too many', `${fileOf(story)}\n`, 12, /not valid JSON/, 'BAD_JSON'],
];
const entries: Row[] = [
  ['a hole in the seqs', changed(6, { seq: 7 }), 7, /its seq is 7, where 6 comes next/],
  ['a seq twice', changed(6, { seq: 5 }), 7, /its seq is 5, where 6 comes next/],
  ['a time that goes back', changed(8, { at: at(2) }), 9, /goes back/],
  ['a time to come', changed(10, { at: '2199-01-01T00:00:00.000Z' }), 11, /still to come/],
  ['a time in another zone', changed(3, { at: '2026-01-31T10:01:00.000+01:00' }), 4, /at: .*UTC/],
  ['a time without milliseconds', changed(3, { at: '2026-01-31T09:01:00Z' }), 4, /at: .*UTC/],
  [
    'a planned start in another zone',
    changed(8, { briefing: { ...said, startsAt: '2026-01-31T10:00:00+01:00' } }),
    9,
    /startsAt/,
  ],
  ['an unknown type', replaced(5, { type: 'polled', question: '?' }), 6, /its type.*newer/],
  ['a type of every object', replaced(5, { type: 'constructor' }), 6, /its type/],
  ['an unknown field', changed(5, { note: 'x' }), 6, /note/],
  ['an unknown field of an update', changed(2, { update: { ...update('u1', 1), script: 'x' } }), 3, /update: .*script/],
  [
    'a text over its limit',
    changed(2, { update: { ...update('u1', 1), text: 'x'.repeat(TEXT_CHARACTERS + 1) } }),
    3,
    /update\.text/,
  ],
  ['an update without a text', changed(2, { update: { id: 'u1', revision: 1, kind: 'paragraph' } }), 3, /update\.text/],
  ['an id that cannot be one', replaced(5, { type: 'pinned', id: 'a b' }), 6, /id: letters/],
  [
    'a text in what is left of a retracted one',
    changed(3, { update: { ...gone('u2', 1), text: 'x' } }),
    4,
    /update: .*text/,
  ],
  [
    'a correction of a retracted one',
    then(
      { type: 'published', update: gone('u3', 1) },
      { type: 'revised', update: gone('u3', 2), correction: { note: 'x' } },
    ),
    13,
    /correction/,
  ],
  [
    'another briefing',
    changed(8, { briefing: { ...said, id: 'match' } }),
    9,
    /of briefing match, and the file of storm/,
  ],
];
const histories: Row[] = [
  ['a log that does not begin with opened', replaced(1, { type: 'ended' }), 2, /begins with opened/],
  ['a second opening', replaced(8, { type: 'opened', briefing: said }), 9, /opened once/],
  ['an update twice', then({ type: 'published', update: update('u1', 1) }), 12, /u1 was published already/],
  ['a first revision that is none', changed(2, { update: update('u1', 2) }), 3, /revision 2 of update u1, where 1/],
  ['a revision left out', changed(4, { update: update('u1', 3) }), 5, /revision 3 of update u1, where 2/],
  ['a revision of nothing', then({ type: 'revised', update: update('u3', 2) }), 12, /u3 was never published/],
  ['a revision of a retracted one', then({ type: 'revised', update: update('u2', 2) }), 12, /u2 was retracted/],
  ['a text and none for one update', then({ type: 'revised', update: gone('u1', 3) }), 12, /text in one revision/],
  [
    'a retracted text that is still there',
    then({ type: 'retracted', id: 'u1' }),
    12,
    /u1, whose text is still in line 3/,
  ],
  ['no text, and no retraction', replaced(6, { type: 'described', briefing: said }), 4, /u2 has no text, and is never/],
  ['a retraction of nothing', then({ type: 'retracted', id: 'u3' }), 12, /never published/],
  ['a second retraction', then({ type: 'retracted', id: 'u2' }), 12, /retracted already/],
  ['a pin of nothing', then({ type: 'pinned', id: 'u3' }), 12, /never published/],
  ['a pin of a retracted one', then({ type: 'pinned', id: 'u2' }), 12, /was retracted/],
  ['a pin twice', then({ type: 'pinned', id: 'u1' }, { type: 'pinned', id: 'u1' }), 13, /pinned already/],
  ['no pin to take off', then({ type: 'unpinned', id: 'u1' }), 12, /not pinned/],
  ['a pin too many', pinsOf(PINS + 1), 13 + 2 * PINS, /5 updates are pinned/],
  [
    'a publication after the end',
    then({ type: 'ended' }, { type: 'published', update: update('u3', 1) }),
    13,
    /has ended/,
  ],
  ['a second end', then({ type: 'ended' }, { type: 'ended' }), 13, /was ended already/],
  ['a second beginning', then({ type: 'reopened' }), 12, /was reopened already/],
];
function pinsOf(count: number): string {
  const ids = Array.from({ length: count }, (_, index) => `p${index}`);
  return then(
    ...ids.flatMap((id) => [
      { type: 'published', update: update(id, 1) },
      { type: 'pinned', id },
    ]),
  );
}

describe.each([
  ['files', files],
  ['entries', entries],
  ['histories', histories],
])('%s that are refused, with the line', (_, rows) => {
  test.each(rows)('%s', async (_, file, line, message, code = 'BAD_REQUEST') => {
    const outcome = await entriesIn(file).catch((error: unknown) => error);
    expect(outcome).toBeInstanceOf(Refusal);
    expect(outcome).toMatchObject({ code, extra: { line } });
    expect((outcome as Refusal).message).toMatch(new RegExp(`^line ${line}: `));
    expect((outcome as Refusal).message).toMatch(message);
  });
});

test('what is retracted is pinned no more', async () => {
  const ids = Array.from({ length: PINS }, (_, index) => `p${index}`);
  const pins = ids.flatMap((id) => [
    { type: 'published', update: gone(id, 1) },
    { type: 'pinned', id },
  ]);
  const retractions = ids.map((id) => ({ type: 'retracted', id }));
  expect(await entriesIn(then(...pins, ...retractions, { type: 'pinned', id: 'u1' }))).toHaveLength(11 + 3 * PINS);
});

test('a log has so many entries, but can still lose texts and come to its end', async () => {
  const described = (seq: number) => ({ seq, at: at(0), type: 'described', briefing: said });
  const full = [story[0], ...Array.from({ length: LOG_ENTRIES - 1 }, (_, index) => described(index + 2))];
  const beyond = LOG_ENTRIES + 1;
  await expect(entriesIn(fileOf([...full, described(beyond)]))).rejects.toMatchObject({ extra: { line: beyond + 1 } });
  expect(await entriesIn(fileOf([...full, { seq: beyond, at: at(0), type: 'ended' }]))).toHaveLength(beyond);
});

test('no line of a refusal repeats what is in the file', async () => {
  for (const [, file] of [...entries, ...histories]) {
    const outcome = await entriesIn(String(file).replaceAll('"Not so"', '"CANARY"')).catch((error: unknown) => error);
    expect(JSON.stringify([(outcome as Refusal).message, (outcome as Refusal).extra])).not.toMatch(
      /CANARY|A slip|u1, \d/,
    );
  }
});

test('whatever a file holds is read or refused, and nothing else', async () => {
  const bytes = new TextEncoder().encode(fileOf(story));
  const place = fc.nat({ max: bytes.length - 1 });
  const faults = fc.array(fc.tuple(place, fc.constantFrom(0, 10, 34, 44, 123, 125, 0x30, 0x5c, 0xff)), {
    maxLength: 4,
  });
  await fc.assert(
    fc.asyncProperty(faults, fc.nat({ max: 100 }), async (swaps, cut) => {
      const broken = bytes.slice(0, bytes.length - cut);
      for (const [where, byte] of swaps) broken[where] = byte;
      const outcome: Entry[] | unknown = await entriesIn(broken, 50).catch((error: unknown) => error);
      if (outcome instanceof Refusal) expect(outcome.extra).toHaveProperty('line');
      else expect(outcome).toHaveLength(10);
    }),
    { numRuns: 300 },
  );
});
