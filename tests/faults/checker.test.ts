import { expect, test } from 'vitest';
import { cursorAt } from '../../src/protocol/cursor.ts';
import type { Entry } from '../../src/protocol/entries.ts';
import { check, describeVerdict, INVARIANTS, type Invariant } from './checker.ts';
import { canaryOf, decode, encode, type Line, type LineOf } from './history.ts';
import { batch, cursor, goodHistory, moment } from './samples.ts';

test('a good history passes, also when it has been written down and read again', () => {
  const verdict = check(decode(encode(goodHistory())));
  expect(verdict.violations).toEqual([]);
  expect(describeVerdict(verdict)).toBe('0 missing, 0 doubled, 0 reordered (22 deliveries looked at, seed 7)');
});

type Plant = (history: Line[]) => Line[];
const briefing = 'storm';

/** The history with another line in place of the first that the condition holds for. */
function changed<Type extends Line['type']>(
  type: Type,
  by: string | undefined,
  change: (line: LineOf<Type>) => Line[],
): Plant {
  return (history) => {
    const found = history.findIndex(
      (line) => line.type === type && (by === undefined || ('by' in line && line.by === by)),
    );
    return history.flatMap((line, at) => (at === found ? change(line as LineOf<Type>) : [line]));
  };
}
const inLog = (change: (entries: Entry[]) => Entry[]): Plant =>
  changed('log', undefined, (log) => {
    const entries = change([...log.entries]);
    return [{ ...log, entries, operations: entries.map(({ seq }, at) => `operation ${seq} ${at}`) }];
  });
const without = <T>(list: readonly T[], at: number) => list.filter((_, other) => other !== at);
const lastOf =
  (by: string, change: (line: LineOf<'batch'>) => Line[]): Plant =>
  (history) => {
    const found = history.findLastIndex((line) => line.type === 'batch' && line.by === by);
    return history.flatMap((line, at) => (at === found && line.type === 'batch' ? change(line) : [line]));
  };

type Row = [what: string, invariant: Invariant, plant: Plant];
const rows: Row[] = [
  ['an accepted segment is not in the log', 'I1', inLog((log) => without(log, 3))],
  ['an acknowledged edit is not in the log', 'I1', inLog((log) => without(log, 4))],
  [
    'half of an article whose answer was lost is in the log',
    'I1',
    changed('article', undefined, ({ article: _, ...line }) => [
      { ...line, result: 'unknown', texts: [...line.texts, 'x'] },
    ]),
  ],
  ['a refused article is in the log', 'I1', changed('article', undefined, (line) => [{ ...line, result: 'fail' }])],
  ['a segment is in the log twice', 'I2', inLog((log) => [...log, { ...log[1]!, seq: 9, at: log[7]!.at }])],
  [
    'an operation is in the log twice',
    'I2',
    changed('log', undefined, (log) => [{ ...log, operations: log.operations.map((_, at) => `operation ${at % 7}`) }]),
  ],
  ['an acknowledged pin is not in the log', 'I1', (history) => [...history, edit('pinned')]],
  [
    'what is pinned is not unpinned, although it was acknowledged',
    'I1',
    (history) => [...pinned(history), edit('unpinned')],
  ],
  ['a reader gets a batch twice', 'I2', lastOf('torn', (line) => [line, line])],
  [
    'the log has a text that nobody wrote',
    'I3',
    changed('article', undefined, (line) => [{ ...line, texts: ['another', ...line.texts.slice(1)] }]),
  ],
  ['a segment comes before the one before it', 'I4', inLog(swapped(1, 3))],
  ['the log has a hole', 'I4', inLog((log) => without(log, 5))],
  [
    'an edit stands before one that was acknowledged before it began',
    'I4',
    changed('edit', undefined, (line) => [{ ...line, invoke: moment(9), return: moment(9) + 5 }]),
  ],
  [
    'a reader gets two entries in the wrong order',
    'I4',
    lastOf('torn', (line) => [{ ...line, entries: line.entries.toReversed() }]),
  ],
  ['a reader does not get an entry', 'I5', lastOf('early', (line) => [{ ...line, entries: without(line.entries, 1) }])],
  ['a reader does not get a batch', 'I5', changed('batch', 'torn', () => [])],
  ['a reader does not come to the head', 'I5', lastOf('torn', () => [])],
  [
    'a reader has another text than the log',
    'I5',
    lastOf('early', (line) => [
      { ...line, entries: line.entries.map((told) => (told.text ? { ...told, text: 'x' } : told)) },
    ]),
  ],
  [
    "a reader's state is not the fold of the log",
    'I6',
    changed('state', 'early', (line) => [
      { ...line, digest: { ...line.digest, updates: { ...line.digest.updates, u: 'x' } } },
    ]),
  ],
  [
    'the read API has lost an update',
    'I6',
    changed('state', 'late', (line) => {
      const { u: _, ...updates } = line.digest.updates;
      return [{ ...line, digest: { ...line.digest, updates } }];
    }),
  ],
  [
    'a replay leaves out what live readers saw',
    'I7',
    lastOf('late', (line) => [{ ...line, entries: line.entries.filter(({ type }) => type !== 'revised') }]),
  ],
  ['a retracted text is sent two seconds later', 'I8', (history) => [...history, batch('later', 0, 8, moment(60))]],
  [
    'a retracted text is on a page',
    'I8',
    changed('look', undefined, (line) => [{ ...line, seen: [canaryOf(briefing, 1)] }]),
  ],
  [
    "a reader sees another briefing's text",
    'I9',
    changed('batch', 'early', (line) => [{ ...line, seen: [canaryOf('flood', 1)] }]),
  ],
  ['an update takes half a minute', 'I10', changed('batch', 'torn', (line) => [{ ...line, at: line.at + 30_000 }])],
  ['a job is left over', 'I10', changed('jobs', undefined, (line) => [{ ...line, active: 1 }])],
  ['connections are left open', 'I10', grown({ clients: 12 })],
  ['files are left open', 'I10', grown({ fds: 60 })],
  ['more files are left open than a cluster has servers for', 'I10', grown({ fds: 80, servers: 6 })],
  ['memory is not given back', 'I10', grown({ memory: 1e8 })],
  [
    'a reader holds what was lost and is not told',
    'I11',
    lastOf('torn', (line) => [
      { ...line, entries: line.entries.map((told, at) => (at === 3 ? { ...told, id: `${moment(8) + 1}-8` } : told)) },
    ]),
  ],
  [
    'a reader is told of another log without a reset',
    'I11',
    lastOf('torn', (line) => [{ ...line, after: cursorAt('zzzz9999', '0-0') }]),
  ],
  [
    'a place that is gone is answered with another, and no reset comes',
    'I11',
    (history) => {
      const found = history.findLastIndex((line) => line.type === 'begin' && line.by === 'torn');
      return history.map((line, at) => (at === found && line.type === 'begin' ? { ...line, cursor: cursor(2) } : line));
    },
  ],
  [
    'a reader is reset although its place is there',
    'I11',
    lastOf('torn', (line) => [
      line,
      { type: 'reset', by: 'torn', briefing, at: line.at + 1, cursor: line.through, seen: [] },
    ]),
  ],
];

/** What an editor was told that had been done to an update. */
function edit(change: 'pinned' | 'unpinned'): Line {
  const called = { by: 'editor', briefing, invoke: moment(10), return: moment(11), result: 'ok' } as const;
  return { type: 'edit', change, update: 'v', ...called };
}

const pinned = inLog((log) => [...log, { seq: 9, at: new Date(moment(9)).toISOString(), type: 'pinned', id: 'v' }]);

/** A process that holds more than before. */
function grown(after: Partial<LineOf<'figures'>>): Plant {
  const held = { type: 'figures', at: 0, by: 'gateway', fds: 30, clients: 6, servers: 1, memory: 6e7 } as const;
  return (history) => [...history, { ...held, when: 'before' }, { ...held, when: 'after', ...after }];
}

function swapped(one: number, other: number) {
  return (log: Entry[]): Entry[] => {
    const [a, b] = [log[one]!, log[other]!]; // the sample has them
    const put = (entry: Entry, place: Entry): Entry => ({ ...entry, seq: place.seq, at: place.at });
    return log.map((entry, at) => (at === one ? put(b, a) : at === other ? put(a, b) : entry));
  };
}

test.for(rows)('%s: %s is broken', ([, invariant, plant]) => {
  const verdict = check(plant(goodHistory()));
  expect(verdict.violations.map((violation) => violation.invariant)).toContain(invariant);
});

test('each invariant has a planted fault', () => {
  expect(new Set(rows.map(([, invariant]) => invariant))).toEqual(new Set(Object.keys(INVARIANTS)));
});

test('a violation is told with its history, and counted for what it is', () => {
  const twice = lastOf('torn', (line) => [line, line])(goodHistory());
  const said = describeVerdict(check(twice));
  expect(said).toContain('I2, no double: torn: it stands at 8 and is sent what comes after 4');
  expect(said).toContain('"type":"batch"');
  expect(said).toMatch(/\n0 missing, 1 doubled, 0 reordered \(26 deliveries looked at, seed 7\)$/);
});

test('what a fault may cost is no loss, and a reader that is told of it is no liar', () => {
  const loss: Line = {
    type: 'fault',
    fault: 'F11',
    target: 'redis',
    start: moment(9),
    end: moment(9),
    loses: { since: moment(8) },
  };
  const held = goodHistory().filter(
    (line) => (line.type !== 'state' && line.type !== 'edit') || !('seq' in line) || line.seq !== 8,
  );
  const shorter = inLog((log) => log.slice(0, 7))(held).filter((line) => !('by' in line) || line.by !== 'late');
  const told = ['early', 'torn'].map(
    (by): Line => ({ type: 'reset', by, briefing, at: moment(9), cursor: cursor(7), seen: [] }),
  );
  const states = shorter.filter(({ type }) => type !== 'state');
  expect(check([...states, loss, ...told]).violations).toEqual([]);
  const untold = check([...states, loss]).violations;
  expect(new Set(untold.map(({ invariant }) => invariant))).toEqual(new Set(['I11']));
});
