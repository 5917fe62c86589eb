import { isRetracted } from '../src/protocol/entries.ts';
import type { Pace } from '../src/protocol/pace.ts';
import { TimeAxis } from '../src/protocol/time-axis.ts';
import { type Moment, millisecondsOf } from './moment.ts';
import type { Held } from './stretch.ts';

/** A part of a timeline: the moment of the log at which it begins (ISO 8601), and the updates published in it that can be read. */
export type Bucket = { readonly at: string; readonly updates: number; readonly keys: number };

/** A log as a scrubber shows it, silences shortened: as long as it takes to play, not as long as it was. */
export type Timeline = {
  /** What it takes to play all of it, ms. */
  readonly duration: number;
  /** Where in that the playhead stands, ms. */
  readonly played: number;
  /** The counts are of everything, not only of what is loaded. */
  readonly whole: boolean;
  readonly buckets: readonly Bucket[];
  /** When the updates that can be read were published, ms since 1970, in order. */
  readonly published: readonly number[];
  /** The moment of the log that is reached by playing so long, ISO 8601: what to seek when the scrubber is let go there. */
  momentAt(played: number): string;
  /** How long it takes to play up to a moment, ms. */
  playedAt(moment: Moment): number;
};

/** What is loaded of a log, and from when to when all of it goes, ms. */
export type Extent = { held: readonly Held[]; from: number; to: number; whole: boolean };

export function timelineOf({ held, from, to, whole }: Extent, pace: Pace, playhead: number, parts: number): Timeline {
  const axis = new TimeAxis(pace, [from, ...held.map(({ at }) => at), to]);
  const { duration } = axis;
  const momentAt = (played: number) => new Date(axis.momentAt(played)).toISOString();
  const buckets = Array.from({ length: parts }, (_, part) => ({
    at: momentAt((duration * part) / parts),
    updates: 0,
    keys: 0,
  }));
  const published: number[] = [];
  for (const { at, entry } of held) {
    if (entry.type !== 'published' || isRetracted(entry.update)) continue;
    published.push(at);
    const part = duration === 0 ? 0 : Math.floor((axis.playedAt(at) * parts) / duration);
    const bucket = buckets[Math.min(part, parts - 1)];
    if (!bucket) continue;
    bucket.updates += 1;
    if (entry.update.key) bucket.keys += 1;
  }
  return {
    duration,
    played: axis.playedAt(playhead),
    whole,
    buckets,
    published,
    momentAt,
    playedAt: (moment) => axis.playedAt(millisecondsOf(moment)),
  };
}
