import { type Cursor, cursorAt, entryId, START } from '../../src/protocol/cursor.ts';
import type { Entry } from '../../src/protocol/entries.ts';
import { EMPTY, fold } from '../../src/protocol/fold.ts';
import { digestOf } from './digest.ts';
import { canariesIn, canaryOf, type Line, toldOf } from './history.ts';

const EPOCH = 'abcd1234';
const BEGAN = Date.UTC(2026, 0, 1);
const briefing = 'storm';

const text = (count: number) => `Gust ${count}, ${canaryOf(briefing, count)}.`;
const published = (seq: number, id: string, count: number): Entry => ({
  seq,
  at: new Date(BEGAN + seq * 100).toISOString(),
  type: 'published',
  update: { id, revision: 1, kind: 'paragraph', text: text(count) },
});
const at = (seq: number) => ({ seq, at: new Date(BEGAN + seq * 100).toISOString() });

/** As it was told while it happened. */
const LIVE: readonly Entry[] = [
  { ...at(1), type: 'opened', briefing: { id: briefing, title: 'Storm' } },
  published(2, 'a.0', 0),
  published(3, 'a.1', 1),
  published(4, 'a.2', 2),
  published(5, 'u', 3),
  { ...at(6), type: 'revised', update: { id: 'u', revision: 2, kind: 'paragraph', text: text(4) } },
  { ...at(7), type: 'retracted', id: 'a.1' },
  published(8, 'v', 5),
];
/** As the log has it afterwards. */
const LOG = LIVE.map((entry): Entry => {
  if (entry.type !== 'published' || entry.update.id !== 'a.1') return entry;
  return { ...entry, update: { id: 'a.1', revision: 1, retracted: true } };
});

export const cursor = (seq: number): Cursor => {
  const entry = LOG[seq - 1];
  return cursorAt(EPOCH, entry ? entryId(entry) : START);
};
export const moment = (seq: number) => BEGAN + seq * 100;

export function batch(by: string, from: number, to: number, when = moment(to) + 20, entries = LIVE): Line {
  const some = entries.slice(from, to);
  const seen = canariesIn(JSON.stringify(some));
  const [after, through] = [cursor(from), cursor(to)];
  return { type: 'batch', by, briefing, at: when, after, through, entries: some.map(toldOf), seen };
}

const begin = (by: string, seq: number, when: number): Line => ({
  type: 'begin',
  by,
  briefing,
  at: when,
  cursor: cursor(seq),
});
const called = (seq: number) => ({ briefing, invoke: moment(seq) - 5, return: moment(seq) + 5, result: 'ok' as const });
const state = (by: string): Line => {
  const digest = digestOf(fold(EMPTY, LOG));
  return { type: 'state', by, briefing, at: moment(12), cursor: cursor(8), digest, whole: true };
};

/** A short history in which all is well: two readers saw it live, one of them with a broken line; one came afterwards. */
export function goodHistory(): Line[] {
  const editor = { type: 'edit', by: 'editor' } as const;
  return [
    { type: 'run', at: BEGAN, seed: 7, what: 'sample' },
    begin('early', 0, moment(0)),
    batch('early', 0, 1, moment(1)),
    {
      ...called(4),
      type: 'article',
      by: 'producer',
      article: 'a',
      texts: [text(0), text(1), text(2)],
      invoke: moment(1),
    },
    { ...called(2), type: 'article', by: 'producer', result: 'fail', texts: [text(90)] },
    { ...called(2), type: 'article', by: 'producer', result: 'unknown', texts: [text(91)] },
    batch('early', 1, 4),
    begin('torn', 2, moment(2) + 30),
    batch('torn', 2, 3),
    { type: 'lost', by: 'torn', briefing, at: moment(3) + 30 },
    { type: 'fault', fault: 'F5', target: 'gateway 1', start: moment(3), end: moment(4) },
    begin('torn', 3, moment(4) + 30),
    batch('torn', 3, 4, moment(4) + 40),
    { ...called(5), ...editor, change: 'published', update: 'u', revision: 1, text: text(3), seq: 5 },
    { ...called(6), ...editor, change: 'revised', update: 'u', revision: 2, text: text(4), seq: 6 },
    { ...called(7), ...editor, change: 'retracted', update: 'a.1', seq: 7 },
    { ...called(8), ...editor, change: 'published', update: 'v', revision: 1, text: text(5), seq: 8 },
    ...['early', 'torn'].map((by) => batch(by, 4, 8)),
    begin('late', 0, moment(11)),
    batch('late', 0, 8, moment(11), LOG),
    state('early'),
    state('late'),
    { type: 'look', by: 'gateway 1', briefing, at: moment(60), what: 'the page', seen: [canaryOf(briefing, 5)] },
    { type: 'jobs', at: moment(12), active: 0, failed: 0, due: 0 },
    {
      type: 'log',
      at: moment(12),
      briefing,
      epoch: EPOCH,
      entries: LOG,
      operations: LOG.map(({ seq }) => `operation ${seq}`),
    },
  ];
}
