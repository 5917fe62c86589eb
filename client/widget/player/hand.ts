import type { Player, Timeline } from '../../index.ts';

/** Does something before the next picture is painted. */
export type Frames = (paint: () => void) => void;

/** The last part of the axis means live: a finger is no finer than this. */
const LIVE_FROM = 0.99;

/**
 * A finger on the scrubber. As long as it is there, the axis stays as it was, so that a briefing that grows does not pull the
 * thumb away from under it, and the replay is held; the list follows, one place a picture.
 */
export class Hand {
  readonly #player: Player;
  readonly #frames: Frames;
  /** The axis under the finger, and whether it played when the finger came; undefined while there is none. */
  #pressed: { axis: Timeline; plays: boolean; toEnd: boolean } | undefined;
  /** Where it is, until the player is told. */
  #place: { played: number; axis: Timeline } | undefined;

  constructor(player: Player, frames: Frames) {
    this.#player = player;
    this.#frames = frames;
  }

  /** The axis to be shown, now that the log has this one: an axis that is not whole yet is held only until it is. */
  axisOver(current: Timeline): Timeline {
    if (this.#pressed && !this.#pressed.axis.whole) this.#pressed.axis = current;
    return this.#pressed?.axis ?? current;
  }

  /** Where the finger is, ms of play, for as long as the player is not there yet. */
  get played(): number | undefined {
    return this.#place?.played;
  }

  /** It comes down: nothing is held before it moves. */
  press(axis: Timeline): void {
    this.#pressed = { axis, plays: this.#player.status.name !== 'paused', toEnd: false };
  }

  /** It is here now, ms of play on the axis that is shown. Without a hand, from a screen reader, this is a step. */
  move(played: number, axis: Timeline): void {
    const toEnd = played >= axis.duration * LIVE_FROM;
    if (this.#pressed) this.#pressed.toEnd = toEnd;
    else if (toEnd) return this.#player.goLive();
    this.#player.pause();
    if (!this.#place) this.#frames(() => this.#go());
    this.#place = { played, axis };
  }

  release(): void {
    if (!this.#pressed) return;
    const { plays, toEnd } = this.#pressed;
    this.#pressed = undefined;
    this.#go();
    if (toEnd) this.#player.goLive();
    else if (plays) this.#player.resume();
  }

  #go(): void {
    if (this.#place) this.#player.seek(this.#place.axis.momentAt(this.#place.played));
    this.#place = undefined;
  }
}
