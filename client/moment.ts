import { SPEED_MAX, SPEED_MIN } from '../src/protocol/limits.ts';

/** A moment of the log's time: ISO 8601, milliseconds since 1970, or a Date. */
export type Moment = string | number | Date;

/** Milliseconds since 1970. Throws a RangeError for what is no moment. */
export function millisecondsOf(at: Moment): number {
  const moment = new Date(at).getTime();
  if (Number.isNaN(moment)) throw new RangeError(`${at} is no moment; write 2030-01-31T09:00:00Z`);
  return moment;
}

/** What is beyond the limits is taken as the limit. Throws a RangeError for what is no number. */
export function allowedSpeed(speed: number): number {
  if (Number.isNaN(speed)) throw new RangeError('A speed is a number');
  return Math.min(SPEED_MAX, Math.max(SPEED_MIN, speed));
}

/** A silence of less than nothing takes nothing. Throws a RangeError for what is no number. */
export function allowedGap(ms: number): number {
  if (Number.isNaN(ms)) throw new RangeError('A gap is a number of milliseconds');
  return Math.max(0, ms);
}
