import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LoadedTape } from '../../client/loaded-tape.ts';
import { CHECKPOINTS, type Fold, SPACING_ENTRIES } from '../../client/stretch.ts';
import { type EntryId, entryId, START, timeOf } from '../../src/protocol/cursor.ts';
import type { Entry } from '../../src/protocol/entries.ts';
import { EMPTY, fold, type State } from '../../src/protocol/fold.ts';
import { forEachHistory } from '../protocol/histories.ts';
import { LOG, storm } from './samples.ts';

function placeIn(log: readonly Entry[], seq: number): EntryId {
  const entry = log[seq - 1];
  return entry ? entryId(entry) : START;
}

function stateIn(log: readonly Entry[], seq: number): State {
  return fold(EMPTY, log.slice(0, seq));
}

/** A state with the newest update alone, as a page of it would be. */
function partOf(state: State): State {
  return { ...state, updates: new Map([...state.updates].slice(-1)) };
}

function put(tape: LoadedTape, log: readonly Entry[], after: number, through: number): void {
  tape.put(placeIn(log, after), log.slice(after, through));
}

test('pages make a whole of it in whatever order they come, however they overlap', async () => {
  let turn = 0;
  await forEachHistory(({ read }) => {
    const tape = new LoadedTape();
    const numbers = fc.sample(fc.nat({ max: read.length }), { numRuns: 30, seed: turn++ });
    for (let at = 0; at + 2 < numbers.length; at += 3) {
      const [a = 0, b = 0, learnt = 0] = numbers.slice(at, at + 3);
      put(tape, read, Math.min(a, b), Math.max(a, b));
      const state = stateIn(read, learnt);
      tape.learn(learnt % 2 === 0 ? state : partOf(state), learnt % 2 === 0);
      for (const seq of numbers) {
        const known = tape.stateAt(placeIn(read, seq));
        if (known?.whole) expect(known.state).toEqual(stateIn(read, seq));
        if (known) expect(known.state.through).toBe(placeIn(read, seq));
      }
    }
    put(tape, read, 0, read.length);
    expect(tape.held.map(({ entry }) => entry)).toEqual(read);
    expect([tape.hole, tape.head]).toEqual([undefined, placeIn(read, read.length)]);
    for (let seq = 0; seq <= read.length; seq += 1)
      expect(tape.stateAt(placeIn(read, seq))).toEqual({ state: stateIn(read, seq), whole: true });
  }, 60);
});

test('what is played is one run, from the first place whose state is known', () => {
  const tape = new LoadedTape();
  tape.reach(placeIn(LOG, 6), false);
  put(tape, LOG, 3, 6);
  expect(tape.loaded).toEqual({ after: START, through: START });
  tape.learn(stateIn(LOG, 4), true);
  tape.play(placeIn(LOG, 4));
  expect(tape.loaded).toEqual({ after: placeIn(LOG, 4), through: placeIn(LOG, 6) });
  expect([tape.next(placeIn(LOG, 5)), tape.next(placeIn(LOG, 6))]).toEqual([placeIn(LOG, 6), undefined]);
  expect(tape.lastAt(0)).toBe(placeIn(LOG, 4));
  put(tape, LOG, 0, 2);
  expect(tape.hole).toBe(placeIn(LOG, 2));
  put(tape, LOG, 2, 3);
  expect(tape.loaded).toEqual({ after: START, through: placeIn(LOG, 6) });
  expect(tape.lastAt(timeOf(placeIn(LOG, 2)))).toBe(placeIn(LOG, 2));
});

test('a place of which it is not certain what is there is not known', () => {
  const tape = new LoadedTape();
  tape.reach(placeIn(LOG, 6), false);
  put(tape, LOG, 0, 3);
  const [second, third, sixth] = [2, 3, 6].map((seq) => timeOf(placeIn(LOG, seq)));
  expect(tape.placeAt(second!)).toBe(placeIn(LOG, 2)); // there are three
  expect(tape.placeAt(third!)).toBeUndefined(); // more may have happened in this millisecond
  put(tape, LOG, 3, 6);
  expect(tape.placeAt(sixth!)).toBe(placeIn(LOG, 6));
});

test('a retraction takes the text out of everything that is held, and of what comes later from who has not heard of it', async () => {
  await forEachHistory(({ live, read }) => {
    const tape = new LoadedTape();
    const middle = Math.floor(live.length / 2);
    tape.learn(stateIn(live, middle), true);
    put(tape, live, middle, live.length);
    put(tape, live, 0, middle);
    const tail = read.slice(middle).flatMap((entry) => (entry.type === 'retracted' ? [entry.id] : []));
    const held = JSON.stringify([tape.held, ...live.map((_, at) => [...(stateAt(tape, live, at)?.updates ?? [])])]);
    for (const id of tail) expect(held).not.toMatch(new RegExp(`"id":"${id}"[^{}]*"text"`));
    expect(tape.held.map(({ entry }) => entry)).toEqual(read);
    for (let seq = middle; seq <= live.length; seq += 1) expect(stateAt(tape, live, seq)).toEqual(stateIn(read, seq));
  }, 60);
});

function stateAt(tape: LoadedTape, log: readonly Entry[], seq: number): State | undefined {
  return tape.stateAt(placeIn(log, seq))?.state;
}

test('whether the briefing has ended at the head is known from whatever was heard last', () => {
  const [opened, first, second] = storm(2);
  const at = second?.at ?? '';
  const ended: Entry = { seq: 4, at, type: 'ended' };
  const tape = new LoadedTape();
  tape.put(START, [opened!, first!, second!]); // there are three
  expect(tape.ended).toBe(false);
  tape.put(entryId(second!), [ended]);
  expect(tape.ended).toBe(true);
  tape.put(entryId(first!), [second!, ended]);
  expect(tape.ended).toBe(true);
  tape.put(entryId(ended), [{ seq: 5, at, type: 'reopened' }]);
  expect(tape.ended).toBe(false);
});

test('to seek in a log of 10,000 entries, back or forth, a few hundred are folded', () => {
  const log = storm(9_999);
  let folded = 0;
  const counting: Fold = (state, entries) => {
    folded += entries.length;
    return fold(state, entries);
  };
  const tape = new LoadedTape(counting);
  for (let after = 0; after < log.length; after += 500) put(tape, log, after, after + 500);
  expect(folded).toBeLessThan(2 * log.length);
  const start = { state: EMPTY, whole: true };
  const work = fc.sample(fc.integer({ min: 1, max: log.length }), { numRuns: 200, seed: 1 }).flatMap((seq) =>
    [() => tape.stateAt(placeIn(log, seq)), () => tape.stateAfter(start, placeIn(log, seq))].map((seek) => {
      folded = 0;
      expect(seek()?.state.updates.size).toBe(seq - 1);
      return folded;
    }),
  );
  expect(Math.max(...work)).toBeLessThanOrEqual((2 * log.length) / CHECKPOINTS);
  expect(Math.max(...work)).toBeGreaterThan(SPACING_ENTRIES); // and so not all states are kept
});
