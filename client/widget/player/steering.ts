import type { Pace } from '../../../src/protocol/pace.ts';
import type { Player, Timeline } from '../../index.ts';
import { momentOf, type Step } from './steps.ts';

/** Times the log's own pace, as the menu offers them. */
export const SPEEDS: readonly number[] = [1, 2, 5, 10, 60, 600];
/** While silences are skipped, none is longer than this, ms of the log's time, where the author has not said. */
const SILENCE_MS = 5_000;

/** The reader has everything that there is, if only because the line is down. */
export function isAtHead(player: Player): boolean {
  const { name } = player.status;
  return name === 'live' || name === 'finished' || (name === 'reconnecting' && player.behind().entries === 0);
}

/** The playhead moves, or will as soon as it can. */
export function isPlaying(player: Player): boolean {
  return !isAtHead(player) && ['replaying', 'loading', 'reconnecting'].includes(player.status.name);
}

/** Paused first: a seek that comes near the head would be as good as live, and this one means what it says. */
export function replayFromStart(player: Player): void {
  if (!player.span) return;
  player.pause();
  player.seek(player.span.startsAt);
  player.resume();
}

/** What the space bar does, and the button: where there is nothing to go on with, it plays from the start. */
export function toggle(player: Player): void {
  if (player.status.name === 'paused') player.resume();
  else if (player.status.name === 'finished') replayFromStart(player);
  else player.pause();
}

/** A step stands still where it leads, so that it can be read, unless that is live. */
export function take(step: Step, player: Player, timeline: Timeline): void {
  const moment = momentOf(step, Date.parse(player.playhead?.at ?? ''), timeline);
  if (moment === 'live') return player.goLive();
  player.pause();
  player.seek(moment);
}

/** The longest silence that is not skipped, ms of the log's time. */
export function longestSilence({ speed, maxGap }: Pace): number {
  return maxGap === undefined ? SILENCE_MS : maxGap * speed;
}

/** None is longer than this from now on, ms of the log's time; undefined: each is as long as it was. */
export function skipSilence(player: Player, longest: number | undefined): void {
  player.setMaxGap(longest === undefined ? undefined : longest / (player.pace?.speed ?? 1));
}

/** What is skipped stays skipped: twice as fast is all of it in half the time. */
export function setSpeed(player: Player, speed: number): void {
  const { pace } = player;
  if (pace?.maxGap !== undefined) player.setMaxGap(longestSilence(pace) / speed);
  player.setSpeed(speed);
}
