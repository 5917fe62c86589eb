import { expect, test } from 'vitest';
import { cursorAt } from '../../src/protocol/cursor.ts';
import { EMPTY, fold, type State, type StateUpdate } from '../../src/protocol/fold.ts';
import { type Part, type Snapshot, snapshotOf, stateOf } from '../../src/protocol/snapshot.ts';
import { EPOCH, forEachHistory, plain } from './histories.ts';

function snapshot(state: State, part?: Part): Snapshot {
  const made = snapshotOf(state, EPOCH, part);
  if (!made) throw new Error('This state has no briefing');
  return made;
}

/** The updates page by page, as a client reads them that asks for so many at once, without the pins that come on top. */
function pagesOf(state: State, last: number): StateUpdate[][] {
  const pages: StateUpdate[][] = [];
  let before: string | undefined;
  for (;;) {
    const { updates, older } = snapshot(state, before === undefined ? { last } : { last, before });
    const page = updates.slice(0, last);
    pages.push(page);
    if (older === 0) return pages;
    before = page.at(-1)?.id;
  }
}

test('a state without a briefing has no snapshot', () => {
  expect(snapshotOf(EMPTY, EPOCH)).toBeUndefined();
});

test('a snapshot has the newest update first, the cursor of its place, and comes back as the state', () =>
  forEachHistory(({ live }) => {
    const state = fold(EMPTY, live);
    const whole = snapshot(state);
    expect(whole.updates).toEqual([...state.updates.values()].reverse());
    expect(whole).toMatchObject({ cursor: cursorAt(EPOCH, state.through), pinned: state.pinned, older: 0 });
    expect(plain(stateOf(JSON.parse(JSON.stringify(whole))))).toStrictEqual(plain(state));
  }));

test('pages cover all updates exactly once, whatever their size', () =>
  forEachHistory(({ live }) => {
    const state = fold(EMPTY, live);
    const newestFirst = [...state.updates.values()].reverse();
    for (const last of [1, 2, 3, 5, 100]) {
      const pages = pagesOf(state, last);
      expect(pages.flat()).toEqual(newestFirst);
      expect(pages.slice(0, -1).every(({ length }) => length === last)).toBe(true);
    }
  }));

test('a page says how many updates are older than it', () =>
  forEachHistory(({ live }) => {
    const state = fold(EMPTY, live);
    const newestFirst = [...state.updates.keys()].reverse();
    for (const last of [1, 4]) {
      expect(snapshot(state, { last }).older).toBe(Math.max(0, newestFirst.length - last));
      for (const [at, before] of newestFirst.entries()) {
        const { older, updates } = snapshot(state, { last, before });
        expect(updates.map(({ id }) => id)).toEqual(newestFirst.slice(at + 1, at + 1 + last));
        expect(older).toBe(Math.max(0, newestFirst.length - at - 1 - last));
      }
    }
  }));

test('the first page brings the pinned updates with it, wherever they are, once', () =>
  forEachHistory(({ live }) => {
    const state = fold(EMPTY, live);
    const order = [...state.updates.keys()].reverse();
    for (const last of [1, 3]) {
      const ids = snapshot(state, { last }).updates.map(({ id }) => id);
      expect(ids).toEqual(order.filter((id, at) => at < last || state.pinned.includes(id)));
    }
  }));

test('a page before an update that is not there is empty, and the last one', () =>
  forEachHistory(({ live }) => {
    expect(snapshot(fold(EMPTY, live), { last: 3, before: 'stranger' })).toMatchObject({ updates: [], older: 0 });
  }, 20));
