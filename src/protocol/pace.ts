/**
 * How fast a log's time passes in a replay: `speed` times its own, and no silence between two entries takes longer than
 * `maxGap` milliseconds of the replay's time.
 */
export type Pace = { readonly speed: number; readonly maxGap?: number };

/** A pace whose silences take at most `maxGap` ms; undefined: as long as they are. */
export function paceOf(speed: number, maxGap: number | undefined): Pace {
  return maxGap === undefined ? { speed } : { speed, maxGap };
}

/** Two neighbouring entries' times, ms: within a silence, log time and replay time pass in one proportion. */
export type Silence = { from: number; to: number };

/** The replay's milliseconds that a silence takes. */
export function playTime({ from, to }: Silence, pace: Pace): number {
  return Math.min((to - from) / pace.speed, pace.maxGap ?? Number.POSITIVE_INFINITY);
}

/** The replay's milliseconds from a silence's beginning to a moment in it. */
export function playTimeTo(moment: number, silence: Silence, pace: Pace): number {
  const whole = silence.to - silence.from;
  return whole === 0 ? 0 : (playTime(silence, pace) * (moment - silence.from)) / whole;
}

/** The replay's milliseconds from a moment in a silence to its end. */
export function playTimeLeft(moment: number, silence: Silence, pace: Pace): number {
  const whole = silence.to - silence.from;
  return whole === 0 ? 0 : (playTime(silence, pace) * (silence.to - moment)) / whole;
}

/** The moment of the log's time at which a replay stands that stood at `moment` before `played` milliseconds; at most the silence's end. */
export function momentAfter(played: number, moment: number, silence: Silence, pace: Pace): number {
  const left = playTimeLeft(moment, silence, pace);
  return played >= left ? silence.to : moment + ((silence.to - moment) * played) / left;
}
