import { expect, test } from 'vitest';
import { entryId } from '../../src/protocol/cursor.ts';
import { isRetracted } from '../../src/protocol/entries.ts';
import { EMPTY, fold, type State } from '../../src/protocol/fold.ts';
import { snapshotOf, stateOf } from '../../src/protocol/snapshot.ts';
import { cutsOf, EPOCH, forEachHistory, plain } from './histories.ts';

/** As a snapshot comes over the wire. */
function travelled(state: State, last?: number): State {
  const snapshot = snapshotOf(state, EPOCH, last === undefined ? {} : { last });
  expect(snapshot, 'every history begins with an opening').toBeDefined();
  return stateOf(JSON.parse(JSON.stringify(snapshot)));
}

/** The state, and all that it holds, such that a change to it throws. */
function frozen(state: State): State {
  const refuse = () => {
    throw new Error('fold changed the state that it was given');
  };
  const updates = Object.assign(new Map(state.updates), { set: refuse, delete: refuse, clear: refuse });
  return deepFrozen({ ...structuredClone({ ...state, updates: null }), updates: deepFrozenValues(updates) });
}

function deepFrozenValues<Value>(map: Map<string, Value>): Map<string, Value> {
  for (const value of map.values()) deepFrozen(value);
  return map;
}

function deepFrozen<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value;
  for (const part of Object.values(value)) deepFrozen(part);
  return Object.freeze(value);
}

test('a log folds to the same state in one step and in two, wherever it is cut', () =>
  forEachHistory(({ live }) => {
    const whole = plain(fold(EMPTY, live));
    for (const [head, tail] of cutsOf(live)) expect(plain(fold(fold(EMPTY, head), tail))).toStrictEqual(whole);
  }));

test('a log folds to the same state entry by entry', () =>
  forEachHistory(({ live }) => {
    const stepwise = live.reduce((state, entry) => fold(state, [entry]), EMPTY);
    expect(plain(stepwise)).toStrictEqual(plain(fold(EMPTY, live)));
  }));

test('a snapshot and what came after it fold to the state of the whole log', () =>
  forEachHistory(({ live, read }) => {
    for (const entries of [live, read]) {
      const whole = plain(fold(EMPTY, entries));
      for (const [head, tail] of cutsOf(entries).slice(1)) {
        expect(plain(fold(travelled(fold(EMPTY, head)), tail))).toStrictEqual(whole);
      }
    }
  }));

test('a reader who began with the newest updates holds each as the whole log has it', () =>
  forEachHistory(({ live }) => {
    const whole = fold(EMPTY, live);
    for (const [head, tail] of cutsOf(live).slice(1)) {
      for (const last of [1, 3]) {
        const begun = travelled(fold(EMPTY, head), last);
        const held = fold(begun, tail);
        expect({ ...held, updates: null }).toStrictEqual({ ...whole, updates: null });
        const ids = [...held.updates.keys()];
        expect([...held.updates]).toStrictEqual([...whole.updates].filter(([id]) => held.updates.has(id)));
        const published = tail.filter(({ type }) => type === 'published').length;
        expect(ids.length).toBeGreaterThanOrEqual(Math.min(last, begun.updates.size) + published);
      }
    }
  }, 50));

test('entries that come twice, or again with others, change nothing', () =>
  forEachHistory(({ live }) => {
    const whole = plain(fold(EMPTY, live));
    for (const [at, [head, tail]] of cutsOf(live).entries()) {
      const state = fold(EMPTY, head);
      expect(plain(fold(state, head))).toStrictEqual(plain(state));
      const from = Math.max(0, at - 5);
      expect(plain(fold(state, [...live.slice(from), ...tail]))).toStrictEqual(whole);
    }
  }));

test('who saw the texts before they were retracted ends with the state of who came later', () =>
  forEachHistory(({ live, read, visiting }) => {
    const state = plain(fold(EMPTY, read));
    expect(plain(fold(EMPTY, live))).toStrictEqual(state);
    expect(plain(fold(EMPTY, visiting))).toStrictEqual(state);
    for (const [head] of cutsOf(live)) {
      expect(plain(fold(fold(EMPTY, head), read))).toStrictEqual(state);
    }
  }));

test('who saw the texts and who came later have the same briefing and pins at each place in between', () =>
  forEachHistory(({ live, read }) => {
    for (const at of live.keys()) {
      const [early, late] = [fold(EMPTY, live.slice(0, at)), fold(EMPTY, read.slice(0, at))];
      expect({ ...late, updates: null }).toStrictEqual({ ...early, updates: null });
      for (const [id, update] of late.updates) {
        if (!isRetracted(update)) expect(update).toStrictEqual(early.updates.get(id));
      }
    }
  }));

test('a state stands at its last entry, and marks as pinned what it has among its pins', () =>
  forEachHistory(({ live }) => {
    for (const [head] of cutsOf(live).slice(1)) {
      const state = fold(EMPTY, head);
      expect(state.through).toBe(entryId(head.at(-1)!)); // the cut without a head is left out
      const marked = [...state.updates.values()].filter((update) => !isRetracted(update) && update.pinned);
      expect(marked.map(({ id }) => id).sort()).toEqual([...state.pinned].sort());
    }
  }));

test('fold leaves alone what it is given', () =>
  forEachHistory(({ live }) => {
    deepFrozen(live);
    for (const [head, tail] of cutsOf(live)) {
      const state = fold(EMPTY, head);
      const copy = structuredClone(plain(state));
      fold(frozen(state), tail);
      fold(state, tail);
      expect(plain(state)).toStrictEqual(copy);
    }
    expect(plain(EMPTY)).toStrictEqual({ through: '0-0', briefing: undefined, updates: [], pinned: [] });
  }, 50));
