import { expect, test } from 'vitest';
import { blankEntry, blankState, retractedIn } from '../../client/blanking.ts';
import { EMPTY, fold } from '../../src/protocol/fold.ts';
import { cutsOf, forEachHistory, plain } from '../protocol/histories.ts';

test('what a reader has blanked is what the log gives since', async () => {
  await forEachHistory(({ live, read }) => {
    const retracted = retractedIn(live);
    expect(live.map((entry) => blankEntry(entry, retracted))).toEqual(read);
  });
});

test('a state that is blanked is the fold of what is blanked, at every moment', async () => {
  await forEachHistory(({ live, read }) => {
    const retracted = retractedIn(live);
    for (const [before] of cutsOf(live)) {
      const blanked = blankState(fold(EMPTY, before), retracted);
      expect(plain(blanked)).toEqual(plain(fold(EMPTY, read.slice(0, before.length))));
    }
  });
});

test('nothing changes where nothing was retracted', async () => {
  await forEachHistory(({ live }) => {
    const state = fold(EMPTY, live);
    expect(blankState(state, new Set(['somebody else']))).toBe(state);
  }, 10);
});
