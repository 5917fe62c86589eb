import { type EntryId, START, seqOf, timeOf } from '../protocol/cursor.ts';
import type { PlayheadState, ResetReason } from '../protocol/messages.ts';
import type { Pace } from '../protocol/pace.ts';
import { type Clock, clockAt, dueIn, momentOf, passed } from './clock.ts';
import type { Feed } from './feed.ts';
import type { Page } from './page.ts';

/**
 * Where a reader stands. `at` is the last entry sent: the client's position. A live reader's position is the feed's head,
 * so it has none of its own. `pace` is there for readers that came to replay: they may turn back to it from live.
 */
export type Session =
  | { state: 'catchingUp'; at: EntryId; pace?: Pace }
  | { state: 'live'; pace?: Pace }
  | { state: 'playing'; at: EntryId; pace: Pace; clock: Clock; told: number }
  | { state: 'paused'; at: EntryId; pace: Pace; moment: number }
  | { state: 'closed' };

/** What a client says to its replay. */
type Steering =
  | { type: 'pause' | 'resume' | 'live' }
  | { type: 'seek'; moment: number }
  | { type: 'speed'; speed: number };

export type SessionEvent =
  | Steering
  | { type: 'drained' | 'woken' | 'left' }
  | { type: 'begin'; reset?: ResetReason }
  | { type: 'replaced'; reason: ResetReason };

export type Effect =
  | { type: 'send'; page: Page }
  | { type: 'join' | 'leave' | 'sleep' }
  | { type: 'reset'; reason: ResetReason; at: EntryId }
  | { type: 'playhead'; moment: number; speed: number; state: PlayheadState }
  | { type: 'wake'; in: number };

/** What a step looks at: the feed, a clock that never steps (ms), and whether all that was sent has left. */
export type View = { feed: Feed; now: number; drained: boolean };
export type Step = { next: Session; effects: readonly Effect[] };

/** A replay tells where it stands this often, ms, besides at every turn. */
export const PLAYHEAD_MS = 1_000;

export function step(session: Session, event: SessionEvent, view: View): Step {
  if (session.state === 'closed') return { next: session, effects: [] };
  switch (event.type) {
    case 'left':
      return { next: { state: 'closed' }, effects: [{ type: 'leave' }, { type: 'sleep' }] };
    case 'replaced':
      return replaced(session, event.reason, view);
    case 'begin':
      return begun(session, event.reset, view);
    case 'drained':
    case 'woken':
      return onward(session, view);
    default:
      return session.state === 'live' || session.state === 'catchingUp'
        ? steered(session, event, view)
        : steeredReplay(session, event, view);
  }
}

/** With `reset`, the client does not have what comes before its place, and gets the state there first. */
function begun(session: Session, reset: ResetReason | undefined, view: View): Step {
  if (!reset || !('at' in session)) return onward(session, view);
  const { next, effects } = onward(session, view);
  return { next, effects: [{ type: 'reset', reason: reset, at: session.at }, ...effects] };
}

/** The next thing that can be done now: another page, the hand-over to live, or the entries whose time has come. */
function onward(session: Session, view: View): Step {
  if (session.state === 'catchingUp') return catchUp(session, view);
  if (session.state === 'playing') return play(session, view);
  if (session.state === 'paused') return fill(session, view);
  return { next: session, effects: [] };
}

/** Either another page or, when the reader stands at the head, among the live readers in this very step. */
function catchUp(session: Session & { state: 'catchingUp' }, { feed, drained }: View): Step {
  const pace = session.pace && { pace: session.pace };
  if (session.at === feed.head) return { next: { state: 'live', ...pace }, effects: [{ type: 'join' }] };
  if (!drained) return { next: session, effects: [] };
  const page = feed.pageAfter(session.at);
  const sent: Effect = { type: 'send', page };
  if (page.through !== feed.head) return { next: { ...session, at: page.through }, effects: [sent] };
  return { next: { state: 'live', ...pace }, effects: [sent, { type: 'join' }] };
}

/** Sends what is due, one page at a time, and sleeps until the next is. */
function play(session: Session & { state: 'playing' }, view: View): Step {
  const { feed, now, drained } = view;
  const { pace } = session;
  const clock = passed(session.clock, feed, pace, now);
  const moment = momentOf(clock, feed, pace, now);
  let { at, told } = session;
  const effects: Effect[] = [];
  if (drained && at !== clock.entry) {
    const page = feed.pageAfter(at, clock.entry);
    effects.push({ type: 'send', page });
    at = page.through;
  }
  if (at === feed.head) return { next: { state: 'live', pace }, effects: [...effects, ...arrived(feed, pace)] };
  if (now - told >= PLAYHEAD_MS) {
    effects.push({ type: 'playhead', moment, speed: pace.speed, state: 'playing' });
    told = now;
  }
  const due = dueIn(clock, feed, pace, now) ?? PLAYHEAD_MS;
  effects.push({ type: 'wake', in: Math.min(due, told + PLAYHEAD_MS - now) });
  return { next: { state: 'playing', at, pace, clock, told }, effects };
}

/** At the head of a live briefing a replay is a follow; at that of an ended one it has finished, and still hears corrections. */
function arrived(feed: Feed, pace: Pace): Effect[] {
  const state = feed.ended ? 'finished' : 'live';
  return [
    { type: 'sleep' },
    { type: 'join' },
    { type: 'playhead', moment: timeOf(feed.head), speed: pace.speed, state },
  ];
}

/** A replay that has come to the head is steered from there; seeking turns it into a replay again. */
function steered(session: Session & { state: 'live' | 'catchingUp' }, event: Steering, view: View): Step {
  const { pace } = session;
  if (!pace) return { next: session, effects: [] };
  if (event.type === 'speed') return { next: { ...session, pace: { ...pace, speed: event.speed } }, effects: [] };
  const at = session.state === 'live' ? view.feed.head : session.at;
  if (event.type === 'seek') {
    const step = sought({ state: 'playing', at, pace, clock: clockAt(at, 0, view.now), told: view.now }, event, view);
    return { next: step.next, effects: [{ type: 'leave' }, ...step.effects] };
  }
  if (event.type !== 'pause') return { next: session, effects: [] };
  const moment = timeOf(at);
  const told: Effect = { type: 'playhead', moment, speed: pace.speed, state: 'paused' };
  return { next: { state: 'paused', at, pace, moment }, effects: [{ type: 'leave' }, told] };
}

function steeredReplay(session: Session & { state: 'playing' | 'paused' }, event: Steering, view: View): Step {
  const { feed, now } = view;
  const moment = session.state === 'paused' ? session.moment : momentOf(session.clock, feed, session.pace, now);
  switch (event.type) {
    case 'pause':
      return session.state === 'paused' ? { next: session, effects: [] } : paused(session, moment);
    case 'resume':
      return session.state === 'playing' ? { next: session, effects: [] } : playFrom(session, moment, view);
    case 'seek':
      return sought(session, event, view);
    case 'live': {
      const { at, pace } = session;
      const step = catchUp({ state: 'catchingUp', at, pace }, view);
      const told: Effect = { type: 'playhead', moment: timeOf(feed.head), speed: pace.speed, state: 'live' };
      return { next: step.next, effects: [{ type: 'sleep' }, ...step.effects, told] };
    }
    case 'speed': {
      const pace = { ...session.pace, speed: event.speed };
      if (session.state === 'playing') return playFrom({ ...session, pace }, moment, view);
      return {
        next: { ...session, pace },
        effects: [{ type: 'playhead', moment, speed: pace.speed, state: 'paused' }],
      };
    }
  }
}

function paused({ at, pace }: Session & { state: 'playing' }, moment: number): Step {
  const told: Effect = { type: 'playhead', moment, speed: pace.speed, state: 'paused' };
  return { next: { state: 'paused', at, pace, moment }, effects: [{ type: 'sleep' }, told] };
}

function playFrom({ at, pace }: Session & { state: 'playing' | 'paused' }, moment: number, view: View): Step {
  const clock = clockAt(view.feed.lastAt(moment), moment, view.now);
  const step = play({ state: 'playing', at, pace, clock, told: view.now }, view);
  return { next: step.next, effects: [...tellPlaying(step, moment, pace), ...step.effects] };
}

/** Where the replay stands after it was told to move; unless it arrived, which says so itself. */
function tellPlaying(step: Step, moment: number, pace: Pace): Effect[] {
  return step.next.state === 'playing' ? [{ type: 'playhead', moment, speed: pace.speed, state: 'playing' }] : [];
}

/** Forwards, what lies between is sent at once; backwards, the client starts again from the state at that moment. */
function sought(session: Session & { state: 'playing' | 'paused' }, { moment }: { moment: number }, view: View): Step {
  const { feed } = view;
  const entry = feed.lastAt(moment);
  const back = seqOf(entry) < seqOf(session.at);
  // Before the first entry there is no state to start from, so the earliest moment is that of the first one.
  const first = feed.next(START) ?? START;
  const at = !back ? session.at : entry === START ? first : entry;
  const shown = Math.min(Math.max(moment, timeOf(first)), timeOf(feed.head));
  const reset: Effect[] = back ? [{ type: 'reset', reason: 'seek', at }] : [];
  if (session.state === 'playing') {
    const step = playFrom({ ...session, at }, shown, view);
    return { next: step.next, effects: [...reset, ...step.effects] };
  }
  const step = fill({ ...session, at, moment: shown }, view);
  const told: Effect = { type: 'playhead', moment: shown, speed: session.pace.speed, state: 'paused' };
  return { next: step.next, effects: [...reset, told, ...step.effects] };
}

/** A paused replay that was moved forwards gets what lies between, a page at a time. */
function fill(session: Session & { state: 'paused' }, { feed, drained }: View): Step {
  const page = feed.pageAfter(session.at, feed.lastAt(session.moment));
  if (!drained || page.held.length === 0) return { next: session, effects: [] };
  return { next: { ...session, at: page.through }, effects: [{ type: 'send', page }] };
}

/** A replay that begins now: the client stands at `at`, the playhead at a moment of the log's time, ms. */
export function replayFrom(at: EntryId, moment: number, pace: Pace, view: Omit<View, 'drained'>): Session {
  return {
    state: 'playing',
    at,
    pace,
    clock: clockAt(view.feed.lastAt(moment), moment, view.now),
    told: Number.NEGATIVE_INFINITY,
  };
}

function replaced(session: Session, reason: ResetReason, { feed }: View): Step {
  const pace = 'pace' in session && session.pace ? { pace: session.pace } : {};
  return {
    next: { state: 'live', ...pace },
    effects: [{ type: 'sleep' }, { type: 'leave' }, { type: 'reset', reason, at: feed.head }, { type: 'join' }],
  };
}
