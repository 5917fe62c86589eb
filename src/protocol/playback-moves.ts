import { type EntryId, START, seqOf, timeOf } from './cursor.ts';
import type { PlayheadState } from './messages.ts';
import type { Goal, Held, Of, Playback, PlaybackEffect, PlaybackStep, Reason, View } from './playback.ts';
import { type Clock, clockAt, dueAt, momentOf, passed, runsOutAt } from './playback-clock.ts';
import { isCutOff, loadedThrough, nearest, reachesHead, shows, type Tape } from './tape.ts';

/** A replay tells where it stands this often, ms, besides at every turn. */
export const PLAYHEAD_MS = 1_000;
/** More is loaded when less than this is ahead of the playhead, ms of play: a request on a bad line, and its second try. */
export const AHEAD_MS = 10_000;
/** What has run out goes on only when so much is ahead, ms of play, or it would stop again at once. */
export const RESUME_MS = 2_000;

/** What the reader has after these effects. */
type Handed = { at: EntryId; effects: PlaybackEffect[] };

export function stay(next: Playback): PlaybackStep {
  return { next, effects: [] };
}

/** What a playback takes with it from state to state. */
export function heldOf({ pace, reasons, online, generation, asked, edge }: Held): Held {
  return { pace, reasons, online, generation, asked, edge };
}

export function without(reasons: ReadonlySet<Reason>, reason: Reason): ReadonlySet<Reason> {
  return new Set([...reasons].filter((other) => other !== reason));
}

export function tell({ pace }: Held, moment: number, state: PlayheadState): PlaybackEffect {
  return { type: 'playhead', moment, speed: pace.speed, state };
}

/** To a moment of the log, to play from there or to stand still: in this step when it is loaded, else once it is. */
export function goTo(playback: Playback, moment: number, view: View): PlaybackStep {
  const { tape } = view;
  if (!shows(tape, moment))
    return fetched(playback, { to: 'moment', moment: Math.min(moment, timeOf(tape.head)) }, view);
  const { at, effects } = placed(tape.lastAt(moment), view);
  const there = { ...view, at };
  const step = (playback.reasons.size === 0 ? playFrom : pausedAt)(playback, nearest(tape, moment), there);
  return { next: step.next, effects: [...effects, ...step.effects] };
}

/** Forwards, what lies between will be handed over; backwards, and over a hole, the reader starts again from a state. */
function placed(entry: EntryId, { tape, at }: View): Handed {
  if (seqOf(entry) >= seqOf(at) && !isCutOff(at, tape)) return { at, effects: [] };
  // Before the first entry there is no state to start from.
  const from = entry === START ? (tape.next(START) ?? START) : entry;
  return { at: from, effects: [{ type: 'reset', reason: 'seek', at: from }] };
}

/** A replay that begins: told of when the first entries have been handed over. */
export function begun(playback: Playback, moment: number, view: View): PlaybackStep {
  const { tape } = view;
  if (!shows(tape, moment) || playback.reasons.size > 0) return goTo(playback, moment, view);
  const { at, effects } = placed(tape.lastAt(moment), view);
  const there = { ...view, at };
  const step = play(playing(playback, nearest(tape, moment), there, Number.NEGATIVE_INFINITY), there);
  return { next: step.next, effects: [...effects, ...step.effects] };
}

function playing(held: Held, moment: number, { tape, now }: View, told: number): Of<'playing'> {
  const clock = clockAt(moment, tape, now);
  return { ...heldOf(held), state: 'playing', clock, told, runsOut: runsOutAt(clock, tape, held.pace) };
}

/** Tells where it stands first; unless it arrives, which says so itself. */
export function playFrom(held: Held, moment: number, view: View): PlaybackStep {
  const step = play(playing(held, moment, view, view.now), view);
  const told = step.next.state === 'playing' ? [tell(held, moment, 'playing')] : [];
  return { next: step.next, effects: [...told, ...step.effects] };
}

/** Hands over what is due, and waits until the next is. */
export function play(playback: Of<'playing'>, view: View): PlaybackStep {
  const { tape, now } = view;
  const { pace, online, runsOut } = playback;
  const clock = passed(playback.clock, tape, pace, now);
  const { at, effects } = handOver(clock.entry, view);
  if (at === tape.head) {
    const step = joined(playback, tape, at);
    return { next: step.next, effects: [...effects, { type: 'sleep' }, ...step.effects] };
  }
  const due = dueAt(clock, tape, pace);
  if (due === undefined && clock.entry !== tape.head) {
    const step = ranOut(playback, clock, view);
    return { next: step.next, effects: [...effects, { type: 'sleep' }, ...step.effects] };
  }
  const tells = now - playback.told >= PLAYHEAD_MS;
  const told = tells ? now : playback.told;
  if (tells) effects.push(tell(playback, momentOf(clock, tape, pace, now), 'playing'));
  const wants = online && !playback.asked && now >= runsOut - AHEAD_MS;
  if (wants) effects.push(more(playback, tape));
  effects.push({ type: 'wake', at: Math.min(due ?? Number.POSITIVE_INFINITY, told + PLAYHEAD_MS) });
  return { next: { ...playback, clock, told, asked: playback.asked || wants }, effects };
}

/** The moment at which the playhead of a replay stands. */
export function momentNow({ clock, pace }: Of<'playing'>, { tape, now }: View): number {
  return momentOf(passed(clock, tape, pace, now), tape, pace, now);
}

function handOver(through: EntryId, { at, reach }: View): Handed {
  const got = seqOf(through) <= seqOf(at) ? at : reach ? reach(at, through) : through;
  return { at: got, effects: got === at ? [] : [{ type: 'deliver', through: got }] };
}

/** At the head of a live briefing a replay is a follow; at that of an ended one it has finished, and still hears corrections. */
export function joined(held: Held, tape: Tape, seen: EntryId): PlaybackStep {
  if (!tape.ended && !held.online) return stay({ ...heldOf(held), state: 'offline', goal: { to: 'live', seen } });
  const told = tell(held, timeOf(tape.head), tape.ended ? 'finished' : 'live');
  const next: Playback = { ...heldOf(held), state: tape.ended ? 'ended' : 'live', seen };
  return { next, effects: [{ type: 'join' }, told] };
}

/** Everything that is loaded has been played, and the log has more. */
function ranOut(held: Of<'playing'>, { moment }: Clock, { tape }: View): PlaybackStep {
  if (!held.online) return stay({ ...heldOf(held), state: 'offline', goal: { to: 'moment', moment } });
  const reasons = new Set(held.reasons).add('buffering');
  const load = held.asked ? [] : [more(held, tape)];
  const next: Playback = { ...heldOf(held), reasons, asked: true, state: 'paused', moment };
  return { next, effects: [tell(held, moment, 'paused'), ...load] };
}

export function pausedAt(held: Held, moment: number, view: View): PlaybackStep {
  const next: Of<'paused'> = { ...heldOf(held), state: 'paused', moment };
  return { next, effects: [tell(held, moment, 'paused'), ...fill(next, view)] };
}

/** Who stands still has everything up to where that is; after a seek forwards, in as many steps as it takes. */
export function fill({ moment }: Of<'paused'>, view: View): PlaybackEffect[] {
  return handOver(view.tape.lastAt(moment), view).effects;
}

/** Everything up to the head at once, then whatever comes; over a hole, the state at the head. */
export function goLive(playback: Playback, view: View, seen?: EntryId): PlaybackStep {
  const { tape, at } = view;
  const free = { ...heldOf(playback), reasons: without(without(playback.reasons, 'reader'), 'buffering') };
  if (!reachesHead(tape) || (!free.online && !tape.ended)) return fetched(free, { to: 'live', seen }, view);
  const handed = isCutOff(at, tape) ? placed(tape.head, view) : handOver(tape.head, view);
  const step = joined(free, tape, seen ?? tape.head);
  return { next: step.next, effects: [{ type: 'sleep' }, ...handed.effects, ...step.effects] };
}

/** What is not loaded is asked for, or will be when there is a link again. */
function fetched(held: Held, goal: Goal, { tape }: View): PlaybackStep {
  if (!held.online) return { next: { ...heldOf(held), state: 'offline', goal }, effects: [{ type: 'sleep' }] };
  const next: Playback = { ...heldOf(held), asked: true, state: 'loading', goal };
  return { next, effects: [{ type: 'sleep' }, wanted(next, goal, tape)] };
}

function wanted(held: Held, goal: Goal, tape: Tape): PlaybackEffect {
  const { generation } = held;
  if (goal.to === 'live') return { type: 'load', generation, from: 'live' };
  // Played up to the end of what is loaded: what follows there is what is wanted.
  const follows = goal.moment === timeOf(loadedThrough(tape));
  return follows ? more(held, tape) : { type: 'load', generation, from: { at: goal.moment } };
}

function more({ generation }: Held, tape: Tape): PlaybackEffect {
  return { type: 'load', generation, from: { after: loadedThrough(tape) } };
}

/** What was asked for has come: the place that was gone to, or what follows. */
export function loaded(playback: Playback, view: View): PlaybackStep {
  if (playback.state !== 'loading') return grown(playback, view);
  const { tape } = view;
  const { goal } = playback;
  const isThere = goal.to === 'live' ? reachesHead(tape) : shows(tape, goal.moment);
  const isAhead = goal.to === 'live' || goal.moment >= timeOf(loadedThrough(tape));
  if (!isThere && isAhead) return { next: { ...playback, asked: true }, effects: [more(playback, tape)] };
  // The nearest place that there is: a log may begin later than was asked for.
  return goal.to === 'live' ? goLive(playback, view, goal.seen) : goTo(playback, nearest(tape, goal.moment), view);
}

export function grown(playback: Playback, view: View): PlaybackStep {
  const { tape } = view;
  switch (playback.state) {
    case 'playing':
      return play({ ...playback, runsOut: runsOutAt(playback.clock, tape, playback.pace) }, view);
    case 'paused':
      return refilled(playback, view);
    case 'live':
    case 'ended':
      return followed(playback, view);
    default:
      return stay(playback);
  }
}

function refilled(playback: Of<'paused'>, view: View): PlaybackStep {
  const { tape, now } = view;
  const { pace, moment } = playback;
  const effects = fill(playback, view); // what has come may have the very time at which it stands
  if (!playback.reasons.has('buffering')) return { next: playback, effects };
  if (runsOutAt(clockAt(moment, tape, now), tape, pace) - now < RESUME_MS) {
    if (!playback.asked) effects.push(more(playback, tape));
    return { next: { ...playback, asked: true }, effects };
  }
  const next = { ...playback, reasons: without(playback.reasons, 'buffering') };
  return next.reasons.size === 0 ? playFrom(next, moment, view) : { next, effects };
}

/** A hole below the head is filled while the reader stays live: what is late is no reason to be anything else. */
function followed(playback: Of<'live' | 'ended'>, view: View): PlaybackStep {
  const { tape, at } = view;
  const { seen, online, asked, state } = playback;
  const { effects } = isCutOff(at, tape) ? placed(loadedThrough(tape), view) : handOver(loadedThrough(tape), view);
  if (reachesHead(tape)) {
    if (tape.ended === (state === 'ended')) return { next: playback, effects };
    const { next, effects: turned } = joined(playback, tape, seen);
    return { next, effects: [...effects, ...turned.filter(({ type }) => type === 'playhead')] };
  }
  if (!online || asked) return { next: playback, effects };
  return { next: { ...playback, asked: true }, effects: [...effects, more(playback, tape)] };
}
