import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SPEED_MAX, SPEED_MIN } from '../../src/protocol/limits.ts';
import type { Pace } from '../../src/protocol/pace.ts';
import { TimeAxis } from '../../src/protocol/time-axis.ts';

const MIDNIGHT = Date.UTC(2026, 0, 1);
/** A moment of this century has a quarter of a microsecond; at the slowest speed that is a microsecond of play. */
const ROUNDING = 0.01;

const seed = Date.now() % 2 ** 31;
console.info(`time axis: seed ${seed}`);

const gap = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 3_000 }), fc.integer({ min: 1, max: 86_400_000 }));
const moments = fc.array(gap, { maxLength: 60 }).map((gaps) => {
  let at = MIDNIGHT;
  return [at, ...gaps.map((length) => (at += length))];
});
const pace: fc.Arbitrary<Pace> = fc.record(
  {
    speed: fc.double({ min: SPEED_MIN, max: SPEED_MAX, noNaN: true }),
    maxGap: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 10_000 })),
  },
  { requiredKeys: ['speed'] },
);
/** A share of the whole, and a little beyond both ends. */
const share = fc.double({ min: -0.1, max: 1.1, noNaN: true });

const check = <Values extends [unknown, ...unknown[]]>(...property: Parameters<typeof fc.property<Values>>) =>
  fc.assert(fc.property(...property), { seed, numRuns: 500 });

function placed(times: readonly number[], part: number): number {
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  return first + (last - first) * part;
}

test('neither direction ever goes back', () =>
  check(moments, pace, share, share, (times, given, one, other) => {
    const axis = new TimeAxis(given, times);
    const [early, late] = [Math.min(one, other), Math.max(one, other)];
    expect(axis.playedAt(placed(times, early))).toBeLessThanOrEqual(axis.playedAt(placed(times, late)));
    expect(axis.momentAt(axis.duration * early)).toBeLessThanOrEqual(axis.momentAt(axis.duration * late));
  }));

test('what is played up to the moment of a play time is that play time', () =>
  check(moments, pace, share, (times, given, part) => {
    const axis = new TimeAxis(given, times);
    const played = Math.min(axis.duration, Math.max(0, axis.duration * part));
    expect(Math.abs(axis.playedAt(axis.momentAt(played)) - played)).toBeLessThan(ROUNDING);
  }));

test('the moment of what is played up to a moment is that moment, where silences take time', () =>
  check(moments, pace, share, (times, given, part) => {
    fc.pre(given.maxGap !== 0);
    const axis = new TimeAxis(given, times);
    const moment = Math.min(times.at(-1) ?? 0, Math.max(MIDNIGHT, placed(times, part)));
    // A shortened silence takes its own length times as much off the precision.
    const longest = Math.max(1, ...times.slice(1).map((time, at) => time - (times[at] ?? time)));
    expect(Math.abs(axis.momentAt(axis.playedAt(moment)) - moment)).toBeLessThan(ROUNDING + longest * 1e-6);
  }));

test('an axis that has grown is the one that is made of the whole log', () =>
  check(moments, pace, fc.nat(60), (times, given, cut) => {
    const grown = new TimeAxis(given, times.slice(0, cut));
    for (const moment of times.slice(cut)) grown.extend([moment]);
    const whole = new TimeAxis(given, times);
    expect(grown).toEqual(whole);
    for (const moment of times) expect(grown.playedAt(moment)).toBe(whole.playedAt(moment));
  }));

test('what was laid out stays as it is when the log grows', () =>
  check(moments, pace, gap, share, (times, given, more, part) => {
    const axis = new TimeAxis(given, times);
    const moment = placed(times, Math.min(1, part));
    const before = axis.playedAt(moment);
    axis.extend([(times.at(-1) ?? 0) + more]);
    expect(axis.playedAt(moment)).toBe(before);
  }));

test('a silence takes its length at this speed, or maxGap', () =>
  check(moments, pace, (times, given) => {
    const axis = new TimeAxis(given, times);
    for (const [at, moment] of times.slice(1).entries()) {
      const silence = moment - (times[at] ?? moment);
      const takes = axis.playedAt(moment) - axis.playedAt(moment - silence);
      expect(Math.abs(takes - Math.min(silence / given.speed, given.maxGap ?? Number.POSITIVE_INFINITY))).toBeLessThan(
        ROUNDING,
      );
    }
  }));

test('entries of one moment take no time', () => {
  const axis = new TimeAxis({ speed: 1 }, [0, 0, 0, 1_000, 1_000]);
  expect(axis.duration).toBe(1_000);
  expect(axis.playedAt(0)).toBe(0);
  expect(axis.momentAt(0)).toBe(0);
  expect(axis.momentAt(1_000)).toBe(1_000);
});

test('with maxGap 0 the whole log is played in no time', () => {
  const axis = new TimeAxis({ speed: 1, maxGap: 0 }, [0, 5_000, 10_000]);
  expect(axis.duration).toBe(0);
  expect(axis.playedAt(7_000)).toBe(0);
  expect(axis.momentAt(0)).toBe(10_000);
});

test('an axis without entries stands at its beginning', () => {
  const axis = new TimeAxis({ speed: 1 });
  expect([axis.duration, axis.playedAt(MIDNIGHT), axis.momentAt(5)]).toEqual([0, 0, 0]);
  axis.extend([MIDNIGHT, MIDNIGHT + 10]);
  expect(axis.momentAt(5)).toBe(MIDNIGHT + 5);
});

test('an entry that is earlier than the one before it is no log', () => {
  const axis = new TimeAxis({ speed: 1 }, [10]);
  expect(() => axis.extend([9])).toThrow(RangeError);
});
