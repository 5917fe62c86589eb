import { type EntryId, START, timeOf } from './cursor.ts';
import { momentAfter, type Pace, playTimeLeft, type Silence } from './pace.ts';
import { reachesHead, type Tape } from './tape.ts';

/**
 * A replay's clock: at `wall` (ms of a clock that never steps) the playhead stood at `moment` of the log's time, and
 * `entry` was the last entry that it had passed. It moves from entry to entry by their due times, never by when a timer
 * happened to fire, so an hour of play adds up to an hour.
 */
export type Clock = { readonly wall: number; readonly moment: number; readonly entry: EntryId };

/** A clock that begins to run at a moment of the log's time. */
export function clockAt(moment: number, tape: Tape, wall: number): Clock {
  return { wall, moment, entry: tape.lastAt(moment) };
}

/** The silence that the playhead is in: from the entry it passed to the next. Undefined at the end of what is loaded. */
function silenceAt({ entry, moment }: Clock, tape: Tape): (Silence & { next: EntryId }) | undefined {
  const next = tape.next(entry);
  if (next === undefined) return undefined;
  return { from: entry === START ? moment : timeOf(entry), to: timeOf(next), next };
}

/** When the next entry is due, on the clock that never steps; undefined at the end of what is loaded. */
export function dueAt(clock: Clock, tape: Tape, pace: Pace): number | undefined {
  const silence = silenceAt(clock, tape);
  return silence && clock.wall + playTimeLeft(clock.moment, silence, pace);
}

/** The clock with every entry passed that is due by `now`. */
export function passed(clock: Clock, tape: Tape, pace: Pace, now: number): Clock {
  let at = clock;
  for (;;) {
    const silence = silenceAt(at, tape);
    if (!silence) return at;
    const due = at.wall + playTimeLeft(at.moment, silence, pace);
    if (due > now) return at;
    at = { wall: due, moment: silence.to, entry: silence.next };
  }
}

/** The moment of the log's time at which the playhead stands, for a clock that has passed what is due. */
export function momentOf(clock: Clock, tape: Tape, pace: Pace, now: number): number {
  const silence = silenceAt(clock, tape);
  return silence ? momentAfter(now - clock.wall, clock.moment, silence, pace) : clock.moment;
}

/** When the replay comes to the end of what is loaded, if more is to be loaded: takes time in proportion to what lies ahead. */
export function runsOutAt(clock: Clock, tape: Tape, pace: Pace): number {
  if (reachesHead(tape)) return Number.POSITIVE_INFINITY;
  return passed(clock, tape, pace, Number.POSITIVE_INFINITY).wall;
}
