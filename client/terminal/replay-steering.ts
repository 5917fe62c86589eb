import { SPEED_MAX, SPEED_MIN } from '../../src/protocol/limits.ts';
import type { Player } from '../player.ts';
import type { Wish } from './keys.ts';

/** Steps of the speed: what a person would name, from the slowest to the fastest. */
const SPEEDS = [SPEED_MIN, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, SPEED_MAX];
/** A step back or forth is this part of the axis: seen on the bar, and as long in a storm of updates as in a slow day. */
const STEP = 0.05;
/** At least this long, ms of play: less from the head would count as live still. */
const SHORTEST_STEP_MS = 2_000;

export function steer(player: Player, wish: Exclude<Wish, 'quit'>): void {
  switch (wish) {
    case 'pause':
      return player.status.name === 'paused' ? player.resume() : player.pause();
    case 'back':
      return step(player, -1);
    case 'forward':
      return step(player, 1);
    case 'faster':
    case 'slower':
      return player.playhead && player.setSpeed(nextSpeed(player.playhead.speed, wish));
    case 'live':
      return player.goLive();
  }
}

export function nextSpeed(speed: number, wish: 'faster' | 'slower'): number {
  const next = wish === 'faster' ? SPEEDS.find((one) => one > speed) : SPEEDS.findLast((one) => one < speed);
  return next ?? speed;
}

function step(player: Player, direction: 1 | -1): void {
  const timeline = player.timeline(1);
  if (!timeline) return;
  const { played, duration, momentAt } = timeline;
  const moved = direction * Math.max(duration * STEP, SHORTEST_STEP_MS);
  player.seek(momentAt(Math.min(duration, Math.max(0, played + moved))));
}
