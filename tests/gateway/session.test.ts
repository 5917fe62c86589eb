import { expect, test } from 'vitest';
import { type Effect, replayAfter, type Session, type SessionEvent, step } from '../../src/gateway/session.ts';
import { START, seqOf } from '../../src/protocol/cursor.ts';
import { PAGE_ENTRIES } from '../../src/protocol/limits.ts';
import { end, entriesAt, feedAt, MIDNIGHT } from './feed-of.ts';

/** Effects as short words, so that a table of them can be read. */
function words(effects: readonly Effect[]): string[] {
  return effects.map((effect) => {
    switch (effect.type) {
      case 'send':
        return `send ${seqOf(effect.page.after)}..${seqOf(effect.page.through)}`;
      case 'reset':
        return `reset ${effect.reason} at ${seqOf(effect.at)}`;
      case 'playhead':
        return `playhead ${effect.state} at ${effect.moment - MIDNIGHT}`;
      case 'wake':
        return `wake in ${effect.in}`;
      default:
        return effect.type;
    }
  });
}

/** A session that is led through events, at a time that the test sets. */
function leading(session: Session, feed = feedAt([0, 1_000, 2_000, 10_000])) {
  let now = 0;
  let current = session;
  return {
    feed,
    get state() {
      return current.state === 'paced' ? current.playback.state : current.state;
    },
    take(event: SessionEvent, { at = now, drained = true } = {}): string[] {
      now = at;
      const { next, effects } = step(current, event, { feed, now, drained });
      current = next;
      return words(effects);
    },
  };
}

const fromStart = { type: 'replay', moment: MIDNIGHT } as const;
/** A replay that has begun at the first of four entries. */
const replaying = () => {
  const session = leading(replayAfter(START, { speed: 1 }));
  session.take(fromStart);
  return session;
};

test('a reader at the head joins the live readers in the step that finds it there', () => {
  const feed = feedAt([0]);
  const session = leading({ state: 'catchingUp', at: feed.head }, feed);
  expect(session.take({ type: 'begin' })).toEqual(['join']);
  expect(session.state).toBe('live');
});

test('a reader behind gets a page, and joins in the same step when that is the last', () => {
  const session = leading({ state: 'catchingUp', at: START });
  expect(session.take({ type: 'begin' })).toEqual(['send 0..4', 'join']);
});

test('a reader behind whose socket is full gets its page when it has drained', () => {
  const session = leading({ state: 'catchingUp', at: START });
  expect(session.take({ type: 'begin' }, { drained: false })).toEqual([]);
  expect(session.take({ type: 'drained' })).toEqual(['send 0..4', 'join']);
});

test('a long history is sent a page for each time that the socket has drained', () => {
  const feed = feedAt(Array.from({ length: 1_200 }, (_, at) => at));
  const session = leading({ state: 'catchingUp', at: START }, feed);
  const first = session.take({ type: 'begin' });
  expect(first).toHaveLength(1);
  const through = Number(first[0]?.split('..')[1]);
  expect(through).toBeGreaterThan(300);
  expect(through).toBeLessThanOrEqual(PAGE_ENTRIES);
  feed.append(entriesAt([1_200], 1_201));
  const second = session.take({ type: 'drained' });
  expect(second[0]).toMatch(new RegExp(`^send ${through}\\.\\.`));
  const third = session.take({ type: 'drained' });
  expect(third).toEqual([`send ${second[0]?.split('..')[1]}..1201`, 'join']);
});

test('a replay sends each entry when it is due and becomes a follow at the head', () => {
  const session = leading(replayAfter(START, { speed: 1 }));
  expect(session.take(fromStart)).toEqual(['send 0..1', 'playhead playing at 0', 'wake in 1000']);
  expect(session.take({ type: 'woken' }, { at: 500 })).toEqual(['wake in 500']);
  expect(session.take({ type: 'woken' }, { at: 1_004 })).toEqual([
    'send 1..2',
    'playhead playing at 1004',
    'wake in 996',
  ]);
  expect(session.take({ type: 'woken' }, { at: 2_000 })).toEqual(['send 2..3', 'wake in 4']);
  expect(session.take({ type: 'woken' }, { at: 10_001 })).toEqual([
    'send 3..4',
    'sleep',
    'join',
    'playhead live at 10000',
  ]);
  expect(session.state).toBe('live');
});

test('a replay that goes live from an ended briefing has finished', () => {
  const session = replaying();
  end(session.feed, 10_000);
  expect(session.take({ type: 'live' })).toEqual(['sleep', 'send 1..5', 'join', 'playhead finished at 10000']);
});

test('a replay that goes live while its socket is full joins when it has drained', () => {
  const session = replaying();
  expect(session.take({ type: 'live' }, { drained: false })).toEqual(['sleep', 'playhead live at 10000']);
  expect(session.state).toBe('catchingUp');
  expect(session.take({ type: 'drained' })).toEqual(['send 1..4', 'join']);
});

test('a replay whose socket is full at the head is live when it has drained, not before', () => {
  const session = replaying();
  expect(session.take({ type: 'woken' }, { at: 10_001, drained: false })).toEqual([
    'playhead playing at 10000',
    'wake in 1000',
  ]);
  expect(session.take({ type: 'drained' }, { at: 10_500 })).toEqual([
    'send 1..4',
    'sleep',
    'join',
    'playhead live at 10000',
  ]);
});

test('a replay of an ended briefing finishes, and hears what is corrected afterwards', () => {
  const session = replaying();
  end(session.feed, 10_000);
  expect(session.take({ type: 'woken' }, { at: 10_000 })).toEqual([
    'send 1..5',
    'sleep',
    'join',
    'playhead finished at 10000',
  ]);
});

test('a replay whose socket is full sends nothing until it has drained, and then all that is due', () => {
  const session = replaying();
  expect(
    session.take({ type: 'woken' }, { at: 2_500, drained: false }).filter((word) => word.startsWith('send')),
  ).toEqual([]);
  expect(session.take({ type: 'drained' }, { at: 2_600 })).toContain('send 1..3');
});

test('a paused replay stands still and goes on from where it stood', () => {
  const session = replaying();
  expect(session.take({ type: 'pause' }, { at: 600 })).toEqual(['sleep', 'playhead paused at 600']);
  expect(session.take({ type: 'woken' }, { at: 99_000 })).toEqual([]);
  expect(session.take({ type: 'resume' }, { at: 100_000 })).toEqual(['playhead playing at 600', 'wake in 400']);
  expect(session.take({ type: 'woken' }, { at: 100_400 })).toContain('send 1..2');
});

test('another speed holds from where the playhead stands', () => {
  const session = replaying();
  expect(session.take({ type: 'speed', speed: 4 }, { at: 600 })).toEqual(['playhead playing at 600', 'wake in 100']);
});

test('seeking forwards sends what lies between at once', () => {
  const session = replaying();
  expect(session.take({ type: 'seek', moment: MIDNIGHT + 5_000 })).toEqual([
    'playhead playing at 5000',
    'send 1..3',
    'wake in 1000',
  ]);
});

test('seeking backwards starts again from the state at that moment', () => {
  const session = replaying();
  session.take({ type: 'woken' }, { at: 2_500 });
  expect(session.take({ type: 'seek', moment: MIDNIGHT + 1_500 })).toEqual([
    'reset seek at 2',
    'playhead playing at 1500',
    'wake in 500',
  ]);
});

test('seeking before the first entry goes to the first one', () => {
  const session = replaying();
  session.take({ type: 'woken' }, { at: 2_500 });
  expect(session.take({ type: 'seek', moment: 0 })).toEqual([
    'reset seek at 1',
    'playhead playing at 0',
    'wake in 1000',
  ]);
});

test('seeking while paused shows the other moment and stays paused', () => {
  const session = replaying();
  session.take({ type: 'pause' }, { at: 100 });
  expect(session.take({ type: 'seek', moment: MIDNIGHT + 2_000 })).toEqual(['playhead paused at 2000', 'send 1..3']);
  expect(session.take({ type: 'seek', moment: MIDNIGHT + 1_000 })).toEqual([
    'reset seek at 2',
    'playhead paused at 1000',
  ]);
  expect(session.state).toBe('paused');
});

test('a replay that goes live gets the rest at once and follows', () => {
  const session = replaying();
  expect(session.take({ type: 'live' })).toEqual(['sleep', 'send 1..4', 'join', 'playhead live at 10000']);
  expect(session.state).toBe('live');
});

test('from live a replay is reachable again by seeking or pausing', () => {
  const session = replaying();
  session.take({ type: 'live' });
  expect(session.take({ type: 'seek', moment: MIDNIGHT + 1_000 }).slice(0, 2)).toEqual(['leave', 'reset seek at 2']);
  session.take({ type: 'live' });
  expect(session.take({ type: 'pause' })).toEqual(['leave', 'playhead paused at 10000']);
  session.feed.append(entriesAt([11_000], 5));
  expect(session.take({ type: 'live' })).toEqual(['sleep', 'send 4..5', 'join', 'playhead live at 11000']);
});

test('a replay that begins in the middle begins with the state at that moment', () => {
  const feed = feedAt([0, 1_000, 2_000, 10_000]);
  const at = feed.lastAt(MIDNIGHT + 1_500);
  const session = leading(replayAfter(at, { speed: 1 }), feed);
  expect(session.take({ type: 'replay', moment: MIDNIGHT + 1_500, reset: 'seek' })).toEqual([
    'reset seek at 2',
    'playhead playing at 1500',
    'wake in 500',
  ]);
});

test('a reader whose log was replaced starts again from its state, live', () => {
  const session = replaying();
  expect(session.take({ type: 'replaced', reason: 'gone' })).toEqual(['sleep', 'leave', 'reset gone at 4', 'join']);
});

test('nothing happens to a reader that has left', () => {
  const session = replaying();
  expect(session.take({ type: 'left' })).toEqual(['leave', 'sleep']);
  for (const type of ['drained', 'woken', 'pause', 'resume', 'live', 'left'] as const)
    expect(session.take({ type })).toEqual([]);
});
