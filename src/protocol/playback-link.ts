import type { ResetReason } from './messages.ts';
import type { Of, Playback, PlaybackEffect, PlaybackStep, View } from './playback.ts';
import { fill, goLive, goTo, grown, heldOf, joined, play, stay } from './playback-moves.ts';

/** A link that comes back within this time, ms, was never gone for a reader who is live: most do. */
export const OFFLINE_MS = 3_000;

/** What is loaded plays on without a link. What was asked for will not come. */
export function disconnected(playback: Playback, { now }: View): PlaybackStep {
  switch (playback.state) {
    case 'loading':
      return stay({ ...heldOf(playback), state: 'offline', goal: playback.goal });
    case 'paused': {
      const waits = playback.reasons.size === 0; // it had been held back by nothing but what was to be loaded
      const { moment } = playback;
      return stay(waits ? { ...heldOf(playback), state: 'offline', goal: { to: 'moment', moment } } : playback);
    }
    case 'live':
      return { next: { ...playback, lost: now }, effects: [{ type: 'wake', at: now + OFFLINE_MS }] };
    default:
      return stay(playback);
  }
}

export function connected(playback: Playback, view: View): PlaybackStep {
  switch (playback.state) {
    case 'offline': {
      const { goal } = playback;
      return goal.to === 'live' ? goLive(playback, view, goal.seen) : goTo(playback, goal.moment, view);
    }
    case 'live':
    case 'ended':
      return rejoined(playback, view);
    default:
      return grown(playback, view);
  }
}

function rejoined(playback: Of<'live' | 'ended'>, view: View): PlaybackStep {
  const { state, seen } = playback;
  const step = grown({ ...heldOf(playback), state, seen }, view);
  return { next: step.next, effects: [{ type: 'sleep' }, ...step.effects, { type: 'join' }] };
}

export function ticked(playback: Playback, view: View): PlaybackStep {
  if (playback.state === 'playing') return play(playback, view);
  if (playback.state === 'paused') return { next: playback, effects: fill(playback, view) };
  if (playback.state !== 'live' || playback.lost === undefined) return stay(playback);
  const at = playback.lost + OFFLINE_MS;
  if (view.now < at) return { next: playback, effects: [{ type: 'wake', at }] };
  const goal = { to: 'live', seen: playback.seen } as const;
  return { next: { ...heldOf(playback), state: 'offline', goal }, effects: [{ type: 'sleep' }, { type: 'leave' }] };
}

/** Another log takes the place of the one that was played: there is nothing in it to go back to. */
export function replaced(playback: Playback, reason: ResetReason, { tape }: View): PlaybackStep {
  const reset: PlaybackEffect = { type: 'reset', reason, at: tape.head };
  const { next, effects } = joined(playback, tape, tape.head);
  const joins = effects.filter(({ type }) => type === 'join');
  return { next, effects: [{ type: 'sleep' }, { type: 'leave' }, reset, ...joins] };
}
