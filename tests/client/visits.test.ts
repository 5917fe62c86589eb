import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Cursor, localStore, memoryStore, type VisitStore } from '../../client/index.ts';
import { bookmarkIn } from '../../client/visits.ts';
import { cursor, STORM } from './samples.ts';

const visit = { cursor: cursor(3), updates: 2 };

/** The part of a browser's `localStorage` that is used. */
class Drawer {
  readonly texts = new Map<string, string>();
  getItem = (key: string) => this.texts.get(key) ?? null;
  setItem = (key: string, text: string) => void this.texts.set(key, text);
}

let drawer: Drawer;
beforeEach(() => {
  drawer = new Drawer();
  vi.stubGlobal('localStorage', drawer);
});
afterEach(() => void vi.unstubAllGlobals());

test.each([
  ['memory', () => memoryStore()],
  ['localStorage', () => localStore()],
])('a store in %s gives back what it was given, briefing by briefing', (_, create) => {
  const bookmark = bookmarkIn(create(), STORM);
  expect(bookmark.load()).toBeUndefined();
  bookmark.save(visit);
  expect(bookmark.load()).toEqual(visit);
});

test('stores in localStorage keep apart by their prefix', () => {
  bookmarkIn(localStore('a:'), STORM).save(visit);
  expect([...drawer.texts.keys()]).toEqual(['a:storm']);
  expect(bookmarkIn(localStore('b:'), STORM).load()).toBeUndefined();
});

const failing: [string, VisitStore][] = [
  [
    'throws',
    {
      load: () => {
        throw new Error('forbidden');
      },
      save: () => {
        throw new Error('full');
      },
    },
  ],
  ['rejects', { load: () => undefined, save: () => Promise.reject(new Error('far away')) }],
];
test.each(failing)('a store that %s has nothing, and disturbs nobody', async (_, store) => {
  const bookmark = bookmarkIn(store, STORM);
  expect(bookmark.load()).toBeUndefined();
  bookmark.save(visit);
  await new Promise(setImmediate); // an unhandled rejection would end the test run
});

test.each([
  'not JSON',
  '"a text"',
  '{"cursor":7}',
  'null',
])('what somebody else has put there is nothing: %s', (text) => {
  drawer.texts.set(`dateline:${STORM}`, text);
  expect(bookmarkIn(localStore(), STORM).load()).toBeUndefined();
});

test('without a store there is nothing to keep', () => {
  const bookmark = bookmarkIn(undefined, STORM);
  bookmark.save({ cursor: 'anything' as Cursor });
  expect(bookmark.load()).toBeUndefined();
});
