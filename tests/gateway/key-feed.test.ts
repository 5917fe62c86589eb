import { expect, test } from 'vitest';
import { Feed } from '../../src/gateway/feed.ts';
import { KeyFeed } from '../../src/gateway/key-feed.ts';
import { type EntryId, entryId, parseCursor, START, seqOf } from '../../src/protocol/cursor.ts';
import type { Batch, Entry } from '../../src/protocol/entries.ts';
import { EMPTY, fold, type State } from '../../src/protocol/fold.ts';
import { snapshotOf, stateOf } from '../../src/protocol/snapshot.ts';
import { foldSummary, summaryOf } from '../../src/protocol/summary.ts';
import { EPOCH, forEachHistory, plain } from '../protocol/histories.ts';

function feedOf(entries: readonly Entry[]): Feed {
  const feed = new Feed('storm', EPOCH);
  feed.append(entries);
  return feed;
}

/** The summary after all batches up to the head, each as it comes over the wire. */
function brought(summary: State, feed: KeyFeed, most?: number): State {
  let state = summary;
  while (state.through !== feed.head) {
    const batch = JSON.parse(feed.pageAfter(state.through, feed.head, most).batch) as Batch;
    expect(parseCursor(batch.after)?.id).toBe(state.through);
    state = foldSummary(state, batch);
  }
  return state;
}

test('key updates fold to the summary of the whole log, at every place and however they come', () =>
  forEachHistory(({ live, read }) => {
    const feed = new Feed('storm', EPOCH);
    const view = new KeyFeed(feed);
    const lazy = new KeyFeed(feed);
    let [eager, slow] = [EMPTY, EMPTY];
    const midway: [at: EntryId, state: State][] = [];
    for (const [at, entry] of live.entries()) {
      feed.append([entry]);
      eager = brought(eager, view);
      expect(plain(eager)).toStrictEqual(plain(summaryOf(fold(EMPTY, live.slice(0, at + 1)))));
      if (at % 7 === 6) slow = brought(slow, lazy, 2);
      if (at % 5 === 4) midway.push([entryId(entry), travelled(view)]);
    }
    const whole = plain(summaryOf(fold(EMPTY, read)));
    const late = new KeyFeed(feedOf(read));
    for (const state of [eager, brought(slow, lazy), brought(EMPTY, late), brought(EMPTY, late, 1), travelled(view)])
      expect(plain(state)).toStrictEqual(whole);
    // From a snapshot on, on the gateway that saw it all and on one that has just loaded the log.
    for (const [, state] of midway)
      for (const feed of [view, late]) expect(plain(brought(state, feed))).toStrictEqual(whole);
  }, 60));

/** A summary as a snapshot brings it. */
function travelled(view: KeyFeed): State {
  return stateOf(JSON.parse(JSON.stringify(snapshotOf(view.state, EPOCH))));
}

test('who switches to key updates with the whole state in hand ends with the summary', () =>
  forEachHistory(({ live, read }) => {
    const late = new KeyFeed(feedOf(read));
    const whole = plain(summaryOf(fold(EMPTY, read)));
    for (const at of [5, 10, 20]) {
      const begun = summaryOf(fold(EMPTY, live.slice(0, at)));
      expect(plain(brought(begun, late))).toStrictEqual(whole);
    }
  }, 30));

const paragraph = (id: string, revision: number, key?: true) =>
  ({ id, revision, kind: 'paragraph', text: `${id} ${revision}`, ...(key && { key }) }) as const;
const entry = (seq: number, said: object) => ({ seq, at: new Date(1_000 * seq).toISOString(), ...said }) as Entry;
const opened = entry(1, { type: 'opened', briefing: { id: 'storm', title: 'Storm' } });

function sentOf(entries: readonly Entry[]): Batch {
  return JSON.parse(new KeyFeed(feedOf([opened, ...entries])).pageAfter(START).batch) as Batch;
}

test('an update that becomes key arrives whole, with its time and its earlier corrections', () => {
  const { entries, now } = sentOf([
    entry(2, { type: 'published', update: paragraph('u1', 1) }),
    entry(3, { type: 'revised', update: paragraph('u1', 2), correction: { note: 'Six.', diff: [['+', 'six']] } }),
    entry(4, { type: 'revised', update: paragraph('u1', 3, true), correction: { note: 'Seven.' } }),
    entry(5, { type: 'revised', update: paragraph('u1', 4, true) }),
  ]);
  expect(entries.map(({ seq }) => seq)).toEqual([1, 4, 5]);
  expect(entries[1]).toHaveProperty('earlier', {
    publishedAt: '1970-01-01T00:00:02.000Z',
    corrections: [{ note: 'Six.', diff: [['+', 'six']], at: '1970-01-01T00:00:03.000Z' }],
  });
  expect(entries[2]).not.toHaveProperty('earlier');
  expect(now).toMatchObject({ updates: 1, status: 'live' });
});

test('who holds an update that stops being key is told, and hears no more of it', () => {
  const { entries, through } = sentOf([
    entry(2, { type: 'published', update: paragraph('u1', 1, true) }),
    entry(3, { type: 'revised', update: paragraph('u1', 2) }),
    entry(4, { type: 'revised', update: paragraph('u1', 3) }),
    entry(5, { type: 'published', update: paragraph('u2', 1) }),
  ]);
  expect(entries.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  expect(seqOf(parseCursor(through)?.id ?? START)).toBe(5);
});

test('what is not about one update always comes', () => {
  const { entries } = sentOf([
    entry(2, { type: 'published', update: paragraph('u1', 1) }),
    entry(3, { type: 'pinned', id: 'u1' }),
    entry(4, { type: 'described', briefing: { id: 'storm', title: 'The storm' } }),
    entry(5, { type: 'unpinned', id: 'u1' }),
    entry(6, { type: 'retracted', id: 'u1' }),
    entry(7, { type: 'ended' }),
    entry(8, { type: 'reopened' }),
  ]);
  expect(entries.map(({ seq }) => seq)).toEqual([1, 3, 4, 5, 6, 7, 8]);
});

test('a page that is kept for the next reader goes when its text is retracted', () => {
  const feed = feedOf([opened, entry(2, { type: 'published', update: paragraph('secret', 1, true) })]);
  const view = new KeyFeed(feed);
  expect(view.pageAfter(START)).toBe(view.pageAfter(START));
  const through = feed.head;
  feed.append([entry(3, { type: 'retracted', id: 'secret' })]);
  expect(view.pageAfter(START, through).batch).not.toContain('secret 1');
  expect(JSON.stringify([...view.state.updates])).not.toContain('secret 1');
});
