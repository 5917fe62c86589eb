import type { Playhead, PlayheadState } from '../src/protocol/messages.ts';
import type { Effect, Message, Step } from './machine.ts';
import { stay } from './machine.ts';
import type { Go, Replayer } from './replayer.ts';

/** What a reader may want of a replay. `at` is a moment of the log's time, ISO 8601. */
export type Steering =
  | { type: 'pause' | 'resume' | 'live' }
  | { type: 'seek'; at: string }
  | { type: 'speed'; speed: number };

type Control = Message<'control'>;
type HeldReplayer = Replayer & { phase: { name: PlayheadState } };
type PendingPhase = Extract<Replayer['phase'], { go: Go }>;

/** Whether the gateway has this replay, and so may be told what to do with it. */
export function isHeld(replayer: Replayer): replayer is HeldReplayer {
  const { name } = replayer.phase;
  return name === 'playing' || name === 'paused' || name === 'live' || name === 'finished';
}

/** Shown at once, sent to the gateway when it has the replay, and remembered for the next asking when it has not. */
export function steer(replayer: Replayer, wish: Steering): Step<Replayer> {
  const next = wish.type === 'speed' ? { ...replayer, speed: wish.speed } : replayer;
  if (isHeld(next)) return steerHeld(next, wish);
  return stay('go' in next.phase ? { ...next, phase: remember(next.phase, wish) } : next);
}

/** The controls that bring a replay, which the gateway has begun just now, to where the reader has left it. */
export function restore(replayer: Replayer, controls: readonly Control[]): Step<Replayer> {
  const effects = controls.map((control): Effect => send(replayer, control));
  return { next: { ...replayer, steering: replayer.steering + controls.length }, effects };
}

/** What the gateway says of the playhead; while a control is on its way, it may say what was so before. */
export function hear(replayer: HeldReplayer, playhead: Playhead): Replayer {
  if (replayer.steering > 0) return { ...replayer, told: playhead };
  return { ...replayer, playhead, told: undefined, phase: { name: playhead.state } };
}

/** A control has been answered: after the last one, what was told meanwhile holds. */
export function answer(replayer: HeldReplayer): Replayer {
  const steering = Math.max(0, replayer.steering - 1);
  if (steering > 0) return { ...replayer, steering };
  const next = { ...replayer, steering, seeking: undefined };
  return next.told ? hear(next, next.told) : next;
}

function remember(phase: PendingPhase, wish: Steering): PendingPhase {
  switch (wish.type) {
    case 'pause':
    case 'live':
      return { ...phase, go: wish.type };
    case 'resume':
      return { ...phase, go: phase.go === 'pause' ? 'play' : phase.go };
    case 'seek':
      return { ...phase, go: phase.go === 'live' ? 'play' : phase.go, from: { at: wish.at } };
    case 'speed':
      return phase;
  }
}

/** Which phase a wish leads to from each; where none stands, there is nothing to do. */
const LEADS: Record<'pause' | 'resume' | 'live' | 'seek', Partial<Record<PlayheadState, PlayheadState>>> = {
  pause: { playing: 'paused', live: 'paused' },
  resume: { paused: 'playing' },
  live: { playing: 'live', paused: 'live' },
  seek: { playing: 'playing', paused: 'paused', live: 'playing', finished: 'playing' },
};

function steerHeld(replayer: HeldReplayer, wish: Steering): Step<Replayer> {
  const { briefing, playhead } = replayer;
  if (wish.type === 'speed') {
    const shown = playhead && { ...playhead, speed: wish.speed };
    return restore({ ...replayer, playhead: shown }, [{ briefing, action: 'speed', speed: wish.speed }]);
  }
  const state = LEADS[wish.type][replayer.phase.name];
  if (!state) return stay(replayer);
  const next = { ...replayer, phase: { name: state }, playhead: playhead && { ...playhead, state } };
  if (wish.type !== 'seek') return restore(next, [{ briefing, action: wish.type }]);
  const { at } = wish;
  const shown = next.playhead && { ...next.playhead, at };
  return restore({ ...next, seeking: at, playhead: shown }, [{ briefing, action: 'seek', at }]);
}

function send({ generation }: Replayer, control: Control): Effect {
  return { type: 'send', name: 'control', message: control, generation };
}
