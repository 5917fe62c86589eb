import { describe, expect, test } from 'vitest';
import type { Effect, ReadingEvent } from '../../client/machine.ts';
import {
  createReplayer,
  type ReplayerEvent,
  type ReplayerPhase,
  type ReplayPlace,
  replayerStatus,
  stepReplayer,
} from '../../client/replayer.ts';
import type { StatusName } from '../../client/status.ts';
import type { Steering } from '../../client/steering.ts';
import type { Fault, PlayheadState } from '../../src/protocol/messages.ts';
import {
  answered,
  batched,
  close,
  connected,
  drive,
  due,
  failed,
  IN_TIME,
  lost,
  playheadAt,
  resetTo,
} from './driving.ts';
import { cursor, minute, refused, replaying, STORM } from './samples.ts';

type Events = readonly ReplayerEvent[];

/** A replayer to which all that has been told. */
function told(events: Events, from?: ReplayPlace) {
  const start = createReplayer(STORM, { from, speed: 1, maxGap: undefined });
  const { now, effects } = drive(start, stepReplayer, events);
  const sent = effects.filter((effect) => effect.type === 'send').map(({ name, message }) => ({ name, ...message }));
  return { replayer: now, effects, sent, status: replayerStatus(now).name };
}

const pause: Steering = { type: 'pause' };
const resume: Steering = { type: 'resume' };
const live: Steering = { type: 'live' };
const seek: Steering = { type: 'seek', at: minute(3) };
const faster: Steering = { type: 'speed', speed: 60 };

function steered(answer: { ok: true } | ReturnType<typeof refused>, wish: 'pause' | 'seek' = 'pause'): ReplayerEvent {
  const control = wish === 'seek' ? { action: wish, at: minute(3) } : { action: wish };
  return { type: 'steered', generation: IN_TIME, control: { briefing: STORM, ...control }, answer };
}

const begun: Events = [connected, answered(replaying(0, 6))];
const PHASES: Record<ReplayerPhase, Events> = {
  offline: [],
  asking: [connected],
  resting: [connected, answered(refused('later'))],
  playing: [...begun, batched(0, 2)],
  paused: [...begun, batched(0, 2), playheadAt(minute(1), 'paused')],
  live: [...begun, batched(0, 2), playheadAt(minute(1), 'live')],
  finished: [...begun, batched(0, 2), playheadAt(minute(1), 'finished')],
  failed: [failed],
  closed: [close],
};

const CASES = {
  connected,
  lost,
  close,
  failed,
  due,
  ok: answered(replaying(0, 6)),
  later: answered(refused('later')),
  now: answered(refused('now', 'CLOSING')),
  never: answered(refused('never', 'BRIEFING_UNKNOWN')),
  next: batched(2, 3),
  hole: batched(4, 5),
  reset: resetTo(2),
  back: resetTo(1, 'seek'),
  playhead: playheadAt(minute(2), 'paused'),
  pause,
  resume,
  live,
  seek,
  faster,
  steered: steered({ ok: true }),
  notReplaying: steered(refused('never', 'NOT_REPLAYING')),
  tooMany: steered(refused('later', 'TOO_MANY')),
} as const satisfies Record<string, ReplayerEvent>;
type Case = keyof typeof CASES;

/** The phase that comes, and the effects. */
type Expected = readonly [ReplayerPhase, ...Effect['type'][]];

/** What the gateway does to a replay that it has is the same in each phase; what the reader wants is not. */
function held(phase: PlayheadState, wishes: Pick<Record<Case, Expected>, 'pause' | 'resume' | 'live' | 'seek'>) {
  const stay: Expected = [phase];
  return {
    ...{ connected: stay, due: stay, ok: stay, later: stay, now: stay, never: stay, steered: stay },
    lost: ['offline'],
    close: ['closed', 'send'],
    failed: ['failed'],
    next: [phase, 'entries'],
    hole: ['asking', 'send'],
    reset: ['live', 'restart'],
    back: [phase, 'restart'],
    playhead: ['paused'],
    faster: [phase, 'send'],
    notReplaying: ['asking', 'send'],
    tooMany: ['resting', 'rest'],
    ...wishes,
  } satisfies Record<Case, Expected>;
}

/** Without the gateway nothing comes of what is heard or wanted, but it is remembered. */
function pending(phase: ReplayerPhase, asked: Partial<Record<Case, Expected>>): Record<Case, Expected> {
  return { ...unmoved(phase), lost: ['offline'], close: ['closed'], failed: ['failed'], ...asked };
}

function unmoved(phase: ReplayerPhase): Record<Case, Expected> {
  const stay: Expected = [phase];
  const asked = { due: stay, ok: stay, later: stay, now: stay, never: stay };
  const heard = { next: stay, hole: stay, reset: stay, back: stay, playhead: stay };
  const wished = { pause: stay, resume: stay, live: stay, seek: stay, faster: stay };
  const steered = { steered: stay, notReplaying: stay, tooMany: stay };
  return { connected: stay, lost: stay, close: stay, failed: stay, ...asked, ...heard, ...wished, ...steered };
}

const TABLE: Record<ReplayerPhase, Record<Case, Expected>> = {
  offline: pending('offline', { connected: ['asking', 'send'] }),
  asking: pending('asking', {
    close: ['closed', 'send'],
    ok: ['playing'],
    later: ['resting', 'rest'],
    now: ['offline', 'reconnect'],
    never: ['failed'],
  }),
  resting: pending('resting', { due: ['asking', 'send'] }),
  playing: held('playing', {
    pause: ['paused', 'send'],
    resume: ['playing'],
    live: ['live', 'send'],
    seek: ['playing', 'send'],
  }),
  paused: held('paused', {
    pause: ['paused'],
    resume: ['playing', 'send'],
    live: ['live', 'send'],
    seek: ['paused', 'send'],
  }),
  live: held('live', { pause: ['paused', 'send'], resume: ['live'], live: ['live'], seek: ['playing', 'send'] }),
  finished: held('finished', {
    pause: ['finished'],
    resume: ['finished'],
    live: ['finished'],
    seek: ['playing', 'send'],
  }),
  failed: { ...unmoved('failed'), close: ['closed'] },
  closed: unmoved('closed'),
};

describe.each(Object.entries(TABLE))('a replayer that is %s', (phase, row) => {
  test.each(Object.entries(row))('on %s', (name, [expected, ...effects]) => {
    const now = told([...PHASES[phase as ReplayerPhase], CASES[name as Case]]);
    expect([now.replayer.phase.name, ...now.effects.map(({ type }) => type)]).toEqual([expected, ...effects]);
  });
});

describe('a replayer', () => {
  test('asks for a moment, a cursor, or everything', () => {
    expect(told([connected]).sent).toEqual([{ name: 'replay', briefing: STORM, speed: 1 }]);
    expect(told([connected], cursor(2)).sent).toMatchObject([{ from: cursor(2) }]);
    expect(told([connected], { at: minute(2) }).sent).toMatchObject([{ from: { at: minute(2) } }]);
  });

  test('asks from its own position after a break, at the speed that was last wanted', () => {
    const { sent } = told([...PHASES.playing, faster, lost, connected]);
    expect(sent).toEqual([{ name: 'replay', briefing: STORM, speed: 60, from: cursor(2) }]);
  });

  test.each<[ReplayerPhase, object[]]>([
    ['playing', []],
    ['paused', [{ action: 'pause' }]],
    ['live', [{ action: 'live' }]],
    ['finished', []],
  ])('that was %s is so again after a break', (phase, controls) => {
    const { sent } = told([...PHASES[phase], lost, connected, answered(replaying(2, 6))]);
    expect(sent).toMatchObject(controls);
  });

  test('goes back to the moment of a silence at which the connection broke', () => {
    const inSilence = playheadAt('2024-01-01T06:01:40.000Z', 'playing');
    const { sent, replayer } = told([...PHASES.playing, inSilence, lost, connected, answered(replaying(2, 6))]);
    expect(sent).toEqual([{ name: 'control', briefing: STORM, action: 'seek', at: '2024-01-01T06:01:40.000Z' }]);
    expect(replayer.playhead?.at).toBe('2024-01-01T06:01:40.000Z');
  });

  test.each<[Steering, object[]]>([
    [pause, [{ action: 'pause' }]],
    [live, [{ action: 'live' }]],
    [resume, []],
    [faster, []],
  ])('remembers what was wanted while there was no connection: %j', (wish, controls) => {
    const { sent } = told([wish, connected, answered(replaying(0, 6))]);
    expect(sent).toMatchObject(controls);
  });

  test('asks for the moment that was wanted while there was no connection', () => {
    expect(told([...PHASES.playing, lost, seek, connected]).sent).toMatchObject([{ from: { at: minute(3) } }]);
    expect(told([...PHASES.live, lost, seek, connected]).replayer.phase).toMatchObject({ go: 'play' });
  });

  test('asks again for a moment whose seeking was not answered before the connection broke', () => {
    expect(told([...PHASES.playing, seek, lost, connected]).sent).toMatchObject([{ from: { at: minute(3) } }]);
    expect(told([...PHASES.playing, seek, steered({ ok: true }, 'seek'), lost, connected]).sent).toMatchObject([
      { from: cursor(2) },
    ]);
  });

  test('asks for the moment when the gateway does not have the replay any more', () => {
    const gone = steered(refused('never', 'NOT_REPLAYING'), 'seek');
    expect(told([...PHASES.playing, seek, gone]).sent).toMatchObject([{ name: 'replay', from: { at: minute(3) } }]);
  });

  test('shows a wish at once, and what the gateway says of it once it has answered', () => {
    const waiting = [...PHASES.playing, pause, playheadAt(minute(1), 'playing')];
    expect(told(waiting).status).toBe('paused');
    const paused = [...waiting, playheadAt(minute(2), 'paused'), steered({ ok: true })];
    expect(told(paused)).toMatchObject({ status: 'paused', replayer: { playhead: { at: minute(2) } } });
    const late = [...PHASES.paused, resume, playheadAt(minute(5), 'finished'), steered({ ok: true })];
    expect(told(late).status).toBe('finished');
  });

  test('waits for every control to be answered before it believes the playhead', () => {
    const both = [...PHASES.playing, pause, resume, playheadAt(minute(1), 'paused')];
    expect(told([...both, steered({ ok: true })]).status).toBe('replaying');
    const settled = [...both, steered({ ok: true }), playheadAt(minute(2), 'playing'), steered({ ok: true })];
    expect(told(settled).status).toBe('replaying');
  });

  test('starts again from the start of another log', () => {
    const elsewhere: ReadingEvent = answered({ ...replaying(0, 3), cursor: cursor(0, 'zzzz9999') });
    const { effects, replayer } = told([...PHASES.playing, lost, connected, elsewhere]);
    expect(effects).toMatchObject([{ type: 'restart', reason: 'gone' }]);
    expect(replayer.position).toMatchObject({ cursor: cursor(0, 'zzzz9999'), state: { through: '0-0' } });
  });

  test('drops a cursor that the gateway cannot read, and replays from the start', () => {
    const bad = answered(refused('never', 'BAD_CURSOR'));
    expect(told([connected, bad], cursor(2)).sent).toEqual([{ name: 'replay', briefing: STORM, speed: 1 }]);
    expect(told([connected, bad, bad], cursor(2)).status).toBe('failed');
  });

  test('keeps the fault that it failed with', () => {
    const fault: Fault = refused('never', 'BRIEFING_UNKNOWN').error;
    const { replayer } = told([connected, answered(refused('never', 'BRIEFING_UNKNOWN'))]);
    expect(replayerStatus(replayer)).toEqual({ name: 'failed', fault });
  });

  test('shows each phase by a name', () => {
    const shown: Record<ReplayerPhase, StatusName> = {
      offline: 'connecting',
      asking: 'connecting',
      resting: 'connecting',
      playing: 'replaying',
      paused: 'paused',
      live: 'live',
      finished: 'finished',
      failed: 'failed',
      closed: 'closed',
    };
    for (const [phase, name] of Object.entries(shown)) expect(told(PHASES[phase as ReplayerPhase]).status).toBe(name);
    expect(told([...PHASES.paused, lost]).status).toBe('reconnecting');
  });
});
