import { describe, expect, test } from 'vitest';
import { createFollower, type Follower, type FollowerPhase, followerStatus } from '../../client/follower.ts';
import type { Effect, ReadingEvent } from '../../client/machine.ts';
import type { FollowFrom } from '../../client/start.ts';
import type { StatusName } from '../../client/status.ts';
import { EMPTY, fold } from '../../src/protocol/fold.ts';
import { answered, batched, close, connected, drive, due, failed, lost, resetTo } from './driving.ts';
import { cursor, followed, LOG, refused, STORM, snapshot } from './samples.ts';

type Events = readonly ReadingEvent[];

/** A follower to which all that has been told. */
function told(events: Events, from?: FollowFrom, last?: number) {
  const { now, effects } = drive(createFollower(STORM, { from, last }), events);
  return { follower: now, effects, status: followerStatus(now).name };
}

const PHASES: Record<FollowerPhase, Events> = {
  offline: [],
  asking: [connected],
  resting: [connected, answered(refused('later'))],
  catchingUp: [connected, answered(followed(0, 4))],
  live: [connected, answered(followed(0, 3)), batched(0, 3)],
  failed: [failed],
  closed: [close],
};

type Case =
  | 'connected'
  | 'lost'
  | 'close'
  | 'failed'
  | 'due'
  | 'ok'
  | 'later'
  | 'now'
  | 'never'
  | 'next'
  | 'hole'
  | 'reset';
const CASES: Record<Case, (follower: Follower) => ReadingEvent> = {
  connected: () => connected,
  lost: () => lost,
  close: () => close,
  failed: () => failed,
  due: () => due,
  ok: () => answered(followed(0, 3)),
  later: () => answered(refused('later')),
  now: () => answered(refused('now', 'CLOSING')),
  never: () => answered(refused('never', 'BRIEFING_UNKNOWN')),
  next: ({ phase }) => (phase.name === 'live' ? batched(3, 4) : batched(0, 2)),
  hole: () => batched(4, 5),
  reset: () => resetTo(2),
};

/** The phase that comes, and the effects. */
type Expected = readonly [FollowerPhase, ...Effect['type'][]];

const TABLE: Record<FollowerPhase, Record<Case, Expected>> = {
  offline: {
    connected: ['asking', 'send'],
    lost: ['offline'],
    close: ['closed'],
    failed: ['failed'],
    due: ['offline'],
    ok: ['offline'],
    later: ['offline'],
    now: ['offline'],
    never: ['offline'],
    next: ['offline'],
    hole: ['offline'],
    reset: ['offline'],
  },
  asking: {
    connected: ['asking'],
    lost: ['offline'],
    close: ['closed', 'send'],
    failed: ['failed'],
    due: ['asking'],
    ok: ['catchingUp'],
    later: ['resting', 'rest'],
    now: ['offline', 'reconnect'],
    never: ['failed'],
    next: ['asking'],
    hole: ['asking'],
    reset: ['asking'],
  },
  resting: {
    connected: ['resting'],
    lost: ['offline'],
    close: ['closed'],
    failed: ['failed'],
    due: ['asking', 'send'],
    ok: ['resting'],
    later: ['resting'],
    now: ['resting'],
    never: ['resting'],
    next: ['resting'],
    hole: ['resting'],
    reset: ['resting'],
  },
  catchingUp: {
    connected: ['catchingUp'],
    lost: ['offline'],
    close: ['closed', 'send'],
    failed: ['failed'],
    due: ['catchingUp'],
    ok: ['catchingUp'],
    later: ['catchingUp'],
    now: ['catchingUp'],
    never: ['catchingUp'],
    next: ['catchingUp', 'entries'],
    hole: ['asking', 'send'],
    reset: ['live', 'restart'],
  },
  live: {
    connected: ['live'],
    lost: ['offline'],
    close: ['closed', 'send'],
    failed: ['failed'],
    due: ['live'],
    ok: ['live'],
    later: ['live'],
    now: ['live'],
    never: ['live'],
    next: ['live', 'entries'],
    hole: ['asking', 'send'],
    reset: ['live', 'restart'],
  },
  failed: { ...unmoved('failed'), close: ['closed'] },
  closed: unmoved('closed'),
};

function unmoved(phase: FollowerPhase): Record<Case, Expected> {
  const stay: Expected = [phase];
  const asked = { ok: stay, later: stay, now: stay, never: stay, due: stay };
  const heard = { next: stay, hole: stay, reset: stay };
  return { connected: stay, lost: stay, close: stay, failed: stay, ...asked, ...heard };
}

describe.each(Object.entries(TABLE))('a follower that is %s', (phase, row) => {
  test.each(Object.entries(row))('on %s', (name, [expected, ...effects]) => {
    const before = PHASES[phase as FollowerPhase];
    const event = CASES[name as Case](told(before).follower);
    const now = told([...before, event]);
    expect([now.follower.phase.name, ...now.effects.map(({ type }) => type)]).toEqual([expected, ...effects]);
  });
});

describe('a follower', () => {
  test('is live only when it has what was in the log when it asked', () => {
    const caught = [connected, answered(followed(0, 4)), batched(0, 2)];
    expect(told(caught).status).toBe('catchingUp');
    expect(told([...caught, batched(2, 4)]).status).toBe('live');
  });

  test('is live at once when nothing is missing', () => {
    expect(told([connected, answered(followed(3, 3))], 'live').status).toBe('live');
  });

  test('asks for the start, for a place of its own, or for the newest updates', () => {
    const message = (from?: FollowFrom, last?: number) => told([connected], from, last).effects[0];
    expect(message()).toMatchObject({ name: 'follow', message: { briefing: STORM } });
    expect(message('live')).toMatchObject({ message: { briefing: STORM, from: 'live' } });
    expect(message(cursor(2))).toMatchObject({ message: { from: cursor(2) } });
    expect(message(undefined, 3)).toMatchObject({ message: { last: 3 } });
  });

  test('asks from its own position after a break, whatever it began with', () => {
    const { effects, follower } = told(
      [connected, answered(followed(0, 3)), batched(0, 2), lost, connected],
      undefined,
      3,
    );
    expect(effects).toEqual([
      { type: 'send', name: 'follow', message: { briefing: STORM, from: cursor(2) }, generation: follower.generation },
    ]);
  });

  test('takes no answer to what it asked before a break', () => {
    const late: ReadingEvent = { type: 'answered', generation: 1, answer: followed(0, 3) };
    expect(told([connected, lost, connected, late]).follower.phase.name).toBe('asking');
  });

  test('asks at once after a hole, and waits longer each time that holes go on', () => {
    const hole = [batched(4, 5)];
    const again = answered(followed(2, 5));
    const first = told([connected, answered(followed(0, 5)), batched(0, 2), ...hole]);
    expect(first.effects).toMatchObject([{ type: 'send', message: { from: cursor(2) } }]);
    const second = [connected, answered(followed(0, 5)), batched(0, 2), ...hole, again, ...hole];
    expect(told(second).effects).toMatchObject([{ type: 'rest', tries: 1 }]);
    expect(told([...second, due, again, ...hole]).effects).toMatchObject([{ type: 'rest', tries: 2 }]);
    expect(told([...second, due, again, batched(2, 3)]).follower.tries).toBe(0);
  });

  test('keeps its state until the reset that says what the log is now', () => {
    const elsewhere = answered({ ...followed(0, 3), cursor: cursor(3, 'zzzz9999'), head: cursor(3, 'zzzz9999') });
    const events = [connected, answered(followed(0, 2)), batched(0, 2), lost, connected, elsewhere];
    expect(told(events).follower.position?.cursor).toBe(cursor(2));
    const { follower, effects, status } = told([...events, resetTo(3)]);
    expect(follower.position?.cursor).toBe(cursor(3, 'zzzz9999'));
    expect(effects).toEqual([{ type: 'restart', reason: 'gone' }]);
    expect(status).toBe('live');
  });

  test('drops a cursor that the gateway cannot read, and follows afresh', () => {
    const bad = answered(refused('never', 'BAD_CURSOR'));
    const { effects } = told([connected, bad], cursor(2));
    expect(effects).toMatchObject([{ type: 'send', name: 'follow', message: { briefing: STORM } }]);
    expect(told([connected, bad, bad], cursor(2)).status).toBe('failed');
  });

  test('says that the log was started again when its own cursor is not taken any more', () => {
    const bad = answered(refused('never', 'BAD_CURSOR'));
    const { effects } = told([connected, answered(followed(0, 2)), batched(0, 2), lost, connected, bad]);
    expect(effects).toMatchObject([
      { type: 'restart', reason: 'gone' },
      { type: 'send', message: { briefing: STORM } },
    ]);
  });

  test('takes the state of the newest updates as its own', () => {
    const state = snapshot(4);
    const { follower, effects, status } = told([connected, answered({ ...followed(4, 4), state })], undefined, 2);
    expect(follower.position?.state).toEqual({ ...fold(EMPTY, LOG.slice(0, 4)) });
    expect(effects).toEqual([{ type: 'restart', reason: 'last' }]);
    expect(status).toBe('live');
  });

  test('shows each phase by a name', () => {
    const shown: Record<FollowerPhase, StatusName> = {
      offline: 'connecting',
      asking: 'connecting',
      resting: 'connecting',
      catchingUp: 'catchingUp',
      live: 'live',
      failed: 'failed',
      closed: 'closed',
    };
    for (const [phase, name] of Object.entries(shown)) expect(told(PHASES[phase as FollowerPhase]).status).toBe(name);
    const { live } = PHASES;
    expect(told([...live, lost]).status).toBe('reconnecting');
    expect(told([...live, lost, connected]).status).toBe('catchingUp');
    expect(told([...live, lost, connected, answered(refused('later'))]).status).toBe('reconnecting');
  });
});
