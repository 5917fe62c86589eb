import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clockAt, dueIn, momentOf, passed } from '../../src/gateway/clock.ts';
import { timeOf } from '../../src/protocol/cursor.ts';
import { entriesAt, feedAt, MIDNIGHT } from './feed-of.ts';

test('an hour of play takes an hour, however late every timer fires', () => {
  const moments = Array.from({ length: 3_601 }, (_, second) => second * 1_000);
  const feed = feedAt(moments);
  const pace = { speed: 1 };
  let clock = clockAt(feed.lastAt(MIDNIGHT), MIDNIGHT, 0);
  let now = 0;
  let worst = 0;
  let timers = 0;
  for (let due = dueIn(clock, feed, pace, now); due !== undefined; due = dueIn(clock, feed, pace, now)) {
    timers += 1;
    now += due + (timers % 17); // each timer fires up to 16 ms late
    clock = passed(clock, feed, pace, now);
    worst = Math.max(worst, now - (timeOf(clock.entry) - MIDNIGHT));
  }
  expect(timers).toBe(3_600);
  expect(worst).toBeLessThan(20);
  expect(clock.wall).toBe(3_600_000);
});

test('a silence longer than maxGap takes maxGap', () => {
  const feed = feedAt([0, 1_000, 3_601_000, 3_602_000]);
  const pace = { speed: 10, maxGap: 2_000 };
  const start = clockAt(feed.lastAt(MIDNIGHT), MIDNIGHT, 0);
  const afterFirst = passed(start, feed, pace, 100);
  expect(afterFirst.entry).toBe(feed.lastAt(MIDNIGHT + 1_000));
  expect(dueIn(afterFirst, feed, pace, 100)).toBe(2_000);
  expect(momentOf(afterFirst, feed, pace, 1_100)).toBe(MIDNIGHT + 1_000 + 1_800_000);
  expect(passed(start, feed, pace, 2_200).entry).toBe(feed.head);
});

test('the playhead never goes back and is where it is due, at any speed and any gaps', () => {
  const seed = Date.now() % 2 ** 31;
  console.info(`clock: seed ${seed}`);
  const gaps = fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 1, maxLength: 30 });
  const pace = fc.record(
    { speed: fc.double({ min: 0.25, max: 1_000, noNaN: true }), maxGap: fc.integer({ min: 0, max: 5_000 }) },
    { requiredKeys: ['speed'] },
  );
  const steps = fc.array(fc.integer({ min: 0, max: 3_000 }), { maxLength: 30 });
  fc.assert(
    fc.property(gaps, pace, steps, (lengths, given, waits) => {
      let moment = 0;
      const feed = feedAt([0, ...lengths.map((gap) => (moment += gap))]);
      const whole = clockAt(feed.lastAt(MIDNIGHT), MIDNIGHT, 0);
      let [clock, now, shown] = [whole, 0, MIDNIGHT];
      for (const wait of waits) {
        now += wait;
        clock = passed(clock, feed, given, now);
        const stands = momentOf(clock, feed, given, now);
        expect(stands).toBeGreaterThanOrEqual(shown);
        expect(timeOf(clock.entry)).toBeLessThanOrEqual(stands);
        // In many steps or in one: the same entry has been passed.
        expect(clock.entry).toBe(passed(whole, feed, given, now).entry);
        shown = stands;
      }
    }),
    { seed, numRuns: 300 },
  );
});

test('a log that grows plays on from where it was', () => {
  const feed = feedAt([0, 1_000]);
  const pace = { speed: 1 };
  const clock = passed(clockAt(feed.lastAt(MIDNIGHT), MIDNIGHT, 0), feed, pace, 1_500);
  expect(dueIn(clock, feed, pace, 1_500)).toBeUndefined();
  feed.append(entriesAt([2_000], 3));
  expect(dueIn(clock, feed, pace, 1_500)).toBe(500);
});
