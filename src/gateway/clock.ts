import { type EntryId, START, timeOf } from '../protocol/cursor.ts';
import { momentAfter, type Pace, playTimeLeft, type Silence } from '../protocol/pace.ts';
import type { Feed } from './feed.ts';

/**
 * A replay's clock: at `wall` (ms of a clock that never steps) the playhead stood at `moment` of the log's time, and
 * `entry` was the last entry that it had passed. It moves from entry to entry by their due times, never by when a timer
 * happened to fire, so an hour of play adds up to an hour.
 */
export type Clock = { wall: number; moment: number; entry: EntryId };

export function clockAt(entry: EntryId, moment: number, wall: number): Clock {
  return { wall, moment, entry };
}

/** The silence that the playhead is in: from the entry it passed to the next. Undefined at the head. */
function silenceAt({ entry, moment }: Clock, feed: Feed): (Silence & { next: EntryId }) | undefined {
  const next = feed.next(entry);
  if (next === undefined) return undefined;
  return { from: entry === START ? moment : timeOf(entry), to: timeOf(next), next };
}

/** The clock with every entry passed that is due by `now`. */
export function passed(clock: Clock, feed: Feed, pace: Pace, now: number): Clock {
  let at = clock;
  for (;;) {
    const silence = silenceAt(at, feed);
    if (!silence) return at;
    const due = at.wall + playTimeLeft(at.moment, silence, pace);
    if (due > now) return at;
    at = { wall: due, moment: silence.to, entry: silence.next };
  }
}

/** Milliseconds until the next entry is due; undefined at the head. */
export function dueIn(clock: Clock, feed: Feed, pace: Pace, now: number): number | undefined {
  const silence = silenceAt(clock, feed);
  return silence && Math.max(0, clock.wall + playTimeLeft(clock.moment, silence, pace) - now);
}

/** The moment of the log's time at which the playhead stands. */
export function momentOf(clock: Clock, feed: Feed, pace: Pace, now: number): number {
  const silence = silenceAt(clock, feed);
  return silence ? momentAfter(now - clock.wall, clock.moment, silence, pace) : clock.moment;
}
