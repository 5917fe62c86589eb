import { type EntryId, timeOf } from './cursor.ts';
import { SPEED_MAX, SPEED_MIN } from './limits.ts';
import type { Pace } from './pace.ts';
import type { Of, Playback, PlaybackEffect, PlaybackStep, Reason, View } from './playback.ts';
import { clockAt, passed } from './playback-clock.ts';
import { goLive, goTo, momentNow, pausedAt, playFrom, stay, tell, without } from './playback-moves.ts';
import { nearest, reachesHead } from './tape.ts';

export function isAtRest(playback: Playback): playback is Of<'idle' | 'failed'> {
  return playback.state === 'idle' || playback.state === 'failed';
}

export function isAtHead(playback: Playback): playback is Of<'live' | 'ended'> {
  return playback.state === 'live' || playback.state === 'ended';
}

/** Whatever has been asked for comes too late from now on. */
export function anew(playback: Playback): Playback {
  const { generation, reasons } = playback;
  return { ...playback, generation: generation + 1, asked: false, reasons: without(reasons, 'buffering') };
}

/** The reader does not want it to stand still any more. */
export function wished(playback: Playback): Playback {
  return { ...playback, reasons: without(playback.reasons, 'reader') };
}

export function sought(playback: Playback, moment: number, view: View): PlaybackStep {
  const next = anew(playback);
  if (next.reasons.size === 0 && isAtEdge(next, moment, view))
    return isAtHead(playback) ? stay(playback) : goLive(next, view);
  const step = goTo(next, moment, view);
  return { next: step.next, effects: [...leaving(playback), ...step.effects] };
}

/** Whether a replay would come from a moment to the head in no time to speak of. */
function isAtEdge({ edge, pace }: Playback, moment: number, { tape, now }: View): boolean {
  if (edge === 0 || !reachesHead(tape)) return false;
  return passed(clockAt(nearest(tape, moment), tape, now), tape, pace, now + edge).entry === tape.head;
}

/** Who is at the head is not held back by a hidden tab: what comes meanwhile is unseen. */
export function heldBack(playback: Playback, reason: Reason, view: View): PlaybackStep {
  if (playback.reasons.has(reason)) return stay(playback);
  const next = { ...playback, reasons: new Set(playback.reasons).add(reason) };
  if (next.state === 'playing') {
    const step = pausedAt(next, momentNow(next, view), view);
    return { next: step.next, effects: [{ type: 'sleep' }, ...step.effects] };
  }
  if (!isAtHead(next) || reason === 'hidden') return stay(next);
  const step = pausedAt(next, nearest(view.tape, timeOf(view.at)), view);
  return { next: step.next, effects: [...leaving(playback), ...step.effects] };
}

export function released(playback: Playback, reason: Reason, view: View): PlaybackStep {
  if (!playback.reasons.has(reason)) return stay(playback);
  const next = { ...playback, reasons: without(playback.reasons, reason) };
  return next.state === 'paused' && next.reasons.size === 0 ? playFrom(next, next.moment, view) : stay(next);
}

/** What has come is not unseen any more. */
export function looked(playback: Playback, seen: EntryId): PlaybackStep {
  if (isAtHead(playback)) return stay({ ...playback, seen });
  return stay(
    'goal' in playback && playback.goal.to === 'live' ? { ...playback, goal: { to: 'live', seen } } : playback,
  );
}

/** Another pace holds from where the playhead stands. */
export function paced(playback: Playback, wanted: Pace, view: View): PlaybackStep {
  const pace = { ...wanted, speed: Math.min(SPEED_MAX, Math.max(SPEED_MIN, wanted.speed)) };
  const next = { ...playback, pace };
  if (playback.state === 'playing') return playFrom(next, momentNow(playback, view), view);
  return { next, effects: next.state === 'paused' ? [tell(next, next.moment, 'paused')] : [] };
}

/** The last that is heard of a playback that comes to its end. */
export function ending(playback: Playback): PlaybackEffect[] {
  return [{ type: 'sleep' }, ...(isAtHead(playback) ? [{ type: 'leave' } as const] : [])];
}

/** From live, a timer may run for a link that was lost. */
function leaving(playback: Playback): PlaybackEffect[] {
  if (!isAtHead(playback)) return [];
  return playback.state === 'live' && playback.lost !== undefined
    ? [{ type: 'sleep' }, { type: 'leave' }]
    : [{ type: 'leave' }];
}
