import { Feed } from '../../src/gateway/feed.ts';
import type { Entry } from '../../src/protocol/entries.ts';

/** Midnight of a day in the past: the moments of these tests are counted from it, ms. */
export const MIDNIGHT = Date.UTC(2026, 0, 1);

/** The entries of a log that was opened at the first moment, with an update at each of the others. */
export function entriesAt(moments: readonly number[], from = 1): Entry[] {
  return moments.map((moment, index): Entry => {
    const seq = from + index;
    const at = new Date(MIDNIGHT + moment).toISOString();
    if (seq === 1) return { seq, at, type: 'opened', briefing: { id: 'test', title: 'Test' } };
    return {
      seq,
      at,
      type: 'published',
      update: { id: `u${seq}`, revision: 1, kind: 'paragraph', text: `Text ${seq}` },
    };
  });
}

export function feedAt(moments: readonly number[]): Feed {
  const feed = new Feed('test', 'abcdefgh');
  feed.append(entriesAt(moments));
  return feed;
}

export function end(feed: Feed, moment: number): void {
  const seq = feed.state.through.split('-').map(Number)[1]! + 1; // `<ms>-<seq>`
  feed.append([{ seq, at: new Date(MIDNIGHT + moment).toISOString(), type: 'ended' }]);
}
