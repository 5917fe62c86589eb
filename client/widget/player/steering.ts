import type { Player, Timeline } from '../../index.ts';
import { momentOf, type Step } from './steps.ts';

/** Times the log's own pace, as the menu offers them. */
export const SPEEDS: readonly number[] = [1, 2, 10, 60, 600];
/** What a silence takes at most while silences are skipped, ms of play, where the author has not said. */
const SKIPPED_MS = 2_000;

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

export function skipSilence(player: Player, skips: boolean, asked: number | undefined): void {
  player.setMaxGap(skips ? (asked ?? SKIPPED_MS) : undefined);
}
