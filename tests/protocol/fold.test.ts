import { expect, test } from 'vitest';
import type { Entry } from '../../src/protocol/entries.ts';
import { EMPTY, fold } from '../../src/protocol/fold.ts';
import { plain } from './histories.ts';

/** Time of the entry with this number, a minute after the one before it. */
const at = (seq: number) => new Date(Date.UTC(2026, 0, 1, 0, seq)).toISOString();
type Said = Entry extends infer Each ? (Each extends Entry ? Omit<Each, 'seq' | 'at'> : never) : never;
/** A log's entries from what they say. */
const entries = (...said: Said[]): Entry[] =>
  said.map((each, index) => ({ seq: index + 1, at: at(index + 1), ...each }));

const open: Said = { type: 'opened', briefing: { id: 'storm', title: 'The storm' } };
const text = (text: string) => ({ kind: 'paragraph' as const, text });
const publish = (id: string): Said => ({ type: 'published', update: { id, revision: 1, ...text(id) } });
const revise = (id: string, revision: number, note?: string): Said => ({
  type: 'revised',
  update: { id, revision, ...text(`${id}, ${revision}`) },
  ...(note !== undefined && { correction: { note } }),
});

test('a new briefing is live, or scheduled when it is planned for later', () => {
  const first = entries(open);
  expect(fold(EMPTY, first).briefing).toEqual({
    id: 'storm',
    title: 'The storm',
    status: 'live',
    openedAt: at(1),
    updatedAt: at(1),
    updates: 0,
  });
  const planned: Said = { type: 'opened', briefing: { id: 'storm', title: 'The storm', startsAt: at(2) } };
  expect(fold(EMPTY, entries(planned)).briefing?.status).toBe('scheduled');
  expect(fold(EMPTY, entries(planned, publish('u1'))).briefing).toMatchObject({ status: 'live', startedAt: at(2) });
});

test('a briefing begins with its first update, ends and goes on, and counts what was published', () => {
  const all = entries(
    open,
    publish('u1'),
    publish('u2'),
    { type: 'ended' },
    { type: 'reopened' },
    { type: 'retracted', id: 'u1' },
  );
  expect(fold(EMPTY, all.slice(0, 4)).briefing).toMatchObject({ status: 'ended', endedAt: at(4), startedAt: at(2) });
  const { briefing } = fold(EMPTY, all);
  expect(briefing).toMatchObject({ status: 'live', startedAt: at(2), updatedAt: at(6), updates: 2 });
  expect(briefing).not.toHaveProperty('endedAt');
});

test('a description replaces the one before it whole, and nothing else', () => {
  const rich: Said = {
    type: 'opened',
    briefing: { id: 'storm', title: 'Old', summary: 'Wind', language: 'en', startsAt: at(1) },
  };
  const described: Said = { type: 'described', briefing: { id: 'storm', title: 'New', language: 'de' } };
  expect(fold(EMPTY, entries(rich, publish('u1'), described)).briefing).toEqual({
    id: 'storm',
    title: 'New',
    language: 'de',
    status: 'live',
    openedAt: at(1),
    startedAt: at(2),
    updatedAt: at(3),
    updates: 1,
  });
});

test('an update is its newest revision, with all its corrections and the time of its publication', () => {
  const all = entries(open, publish('u1'), revise('u1', 2, 'Name'), revise('u1', 3), revise('u1', 4, 'Date'));
  const corrections = [
    { note: 'Name', at: at(3) },
    { note: 'Date', at: at(5) },
  ];
  const revised = { id: 'u1', revision: 4, ...text('u1, 4'), publishedAt: at(2), revisedAt: at(5), corrections };
  expect(fold(EMPTY, all).updates.get('u1')).toEqual(revised);
  expect(fold(EMPTY, all.slice(0, 2)).updates.get('u1')).toEqual({
    id: 'u1',
    revision: 1,
    ...text('u1'),
    publishedAt: at(2),
  });
  expect(fold(EMPTY, entries(open, publish('u1'), revise('u1', 2))).updates.get('u1')).not.toHaveProperty(
    'corrections',
  );
});

test('pins are in the order in which they were set, and stay through a revision', () => {
  const pin = (id: string): Said => ({ type: 'pinned', id });
  const all = entries(open, publish('u1'), publish('u2'), pin('u2'), pin('u1'), revise('u1', 2), {
    type: 'unpinned',
    id: 'u2',
  });
  const before = fold(EMPTY, all.slice(0, 6));
  expect(before.pinned).toEqual(['u2', 'u1']);
  expect(before.updates.get('u1')).toMatchObject({ revision: 2, pinned: true });
  expect(fold(before, [{ seq: 7, at: at(7), type: 'pinned', id: 'u2' }]).pinned).toEqual(['u2', 'u1']);
  const after = fold(EMPTY, all);
  expect(after.pinned).toEqual(['u1']);
  expect(after.updates.get('u2')).not.toHaveProperty('pinned');
});

test('a retraction leaves a trace in the place of the update, without a word of it', () => {
  const retracted: Said = { type: 'retracted', id: 'u1', reason: 'Wrong' };
  const all = entries(
    open,
    publish('u1'),
    publish('u2'),
    revise('u1', 2, 'Name'),
    { type: 'pinned', id: 'u1' },
    retracted,
  );
  const state = fold(EMPTY, all);
  const trace = { id: 'u1', revision: 2, retracted: true, publishedAt: at(2), retractedAt: at(6), reason: 'Wrong' };
  expect([...state.updates.values()]).toEqual([trace, expect.objectContaining({ id: 'u2' })]);
  expect(state.pinned).toEqual([]);
});

test('what is said of an update that is not held changes no update', () => {
  const later = entries(
    open,
    publish('u1'),
    revise('u1', 2),
    { type: 'pinned', id: 'u1' },
    { type: 'retracted', id: 'u1' },
  );
  const begun = { ...fold(EMPTY, later.slice(0, 1)), through: '1767225720000-2' as const };
  expect(fold(begun, later.slice(0, 4))).toMatchObject({ updates: new Map(), pinned: ['u1'] });
  expect(fold(begun, later)).toMatchObject({ updates: new Map(), pinned: [] });
});

test('an entry of a type that is not known moves the position and its time, and nothing else', () => {
  const [opened, published] = entries(open, publish('u1')) as [Entry, Entry];
  const strange: Entry = JSON.parse(`{"seq":3,"at":"${at(3)}","type":"applauded","id":"u1","update":{"id":"u9"}}`);
  const before = fold(EMPTY, [opened, published]);
  const after = fold(before, [strange]);
  expect(after.through).toBe(`${Date.parse(at(3))}-3`);
  expect(plain(after)).toEqual(
    plain({ ...before, through: after.through, briefing: { ...before.briefing!, updatedAt: at(3) } }),
  );
});

test('nothing folds to the state that was there', () => {
  expect(fold(EMPTY, [])).toEqual(EMPTY);
  expect(fold(EMPTY, entries(publish('u1'))).briefing).toBeUndefined();
});
