import fc from 'fast-check';
import { expect, test } from 'vitest';
import { timeOf } from '../../src/protocol/cursor.ts';
import type { Pace } from '../../src/protocol/pace.ts';
import { clockAt, dueAt, momentOf, passed, runsOutAt } from '../../src/protocol/playback-clock.ts';
import { TimeAxis } from '../../src/protocol/time-axis.ts';
import { Deck, MIDNIGHT, TestTape } from './playback-deck.ts';

const seed = Date.now() % 2 ** 31;
console.info(`playback clock: seed ${seed}`);

const gaps = fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 1, maxLength: 30 });
const pace: fc.Arbitrary<Pace> = fc.record(
  { speed: fc.double({ min: 0.25, max: 1_000, noNaN: true }), maxGap: fc.integer({ min: 0, max: 5_000 }) },
  { requiredKeys: ['speed'] },
);

function momentsOf(lengths: readonly number[]): number[] {
  let moment = 0;
  return [0, ...lengths.map((gap) => (moment += gap))];
}

test('an hour of play takes an hour, however late every timer fires', () => {
  let [timers, worst] = [0, 0];
  const deck = new Deck(
    Array.from({ length: 6_001 }, (_, at) => at * 600),
    {
      watch({ effects, view }) {
        for (const effect of effects)
          if (effect.type === 'deliver') worst = Math.max(worst, view.now - (timeOf(effect.through) - MIDNIGHT));
      },
    },
  );
  deck.take({ type: 'begin', moment: MIDNIGHT });
  while (deck.timer !== undefined) {
    timers += 1;
    deck.now = deck.timer + (timers % 17); // up to 16 ms late
    deck.timer = undefined;
    deck.take({ type: 'tick' });
  }
  expect(timers).toBeGreaterThan(6_000);
  expect(worst).toBeGreaterThan(0);
  expect(worst).toBeLessThan(20);
  expect(deck.at).toBe(deck.tape.head);
  expect(deck.now).toBeLessThan(3_600_020);
});

test('every entry is handed over when the time axis says, and less than a timer was late', () => {
  const lateness = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(gaps, pace, lateness, (lengths, given, lates) => {
      const moments = momentsOf(lengths);
      const axis = new TimeAxis(given, moments);
      const deck = new Deck(moments, {
        pace: given,
        watch({ effects, view }) {
          for (const effect of effects) {
            if (effect.type !== 'deliver') continue;
            const due = axis.playedAt(timeOf(effect.through) - MIDNIGHT);
            expect(view.now - due).toBeGreaterThanOrEqual(-0.001);
            expect(view.now - due).toBeLessThanOrEqual(late + 0.001);
          }
        },
      });
      let [late, timers] = [0, 0];
      deck.take({ type: 'begin', moment: MIDNIGHT });
      for (; deck.timer !== undefined; timers += 1) {
        late = lates[timers % lates.length] ?? 0;
        deck.now = deck.timer + late;
        deck.timer = undefined;
        deck.take({ type: 'tick' });
      }
      expect(deck.at).toBe(deck.tape.head);
      expect(deck.now).toBeGreaterThanOrEqual(axis.duration - 0.001);
    }),
    { seed, numRuns: 300 },
  );
});

test('a silence longer than maxGap takes maxGap', () => {
  const tape = new TestTape([0, 1_000, 3_601_000, 3_602_000]);
  const given = { speed: 10, maxGap: 2_000 };
  const start = clockAt(MIDNIGHT, tape, 0);
  const afterFirst = passed(start, tape, given, 100);
  expect(afterFirst.entry).toBe(tape.lastAt(MIDNIGHT + 1_000));
  expect(dueAt(afterFirst, tape, given)).toBe(2_100);
  expect(momentOf(afterFirst, tape, given, 1_100)).toBe(MIDNIGHT + 1_000 + 1_800_000);
  expect(passed(start, tape, given, 2_200).entry).toBe(tape.head);
});

test('the playhead never goes back, and stands in many steps where it stands in one', () => {
  const steps = fc.array(fc.integer({ min: 0, max: 3_000 }), { maxLength: 30 });
  fc.assert(
    fc.property(gaps, pace, steps, (lengths, given, waits) => {
      const tape = new TestTape(momentsOf(lengths));
      const whole = clockAt(MIDNIGHT, tape, 0);
      let [clock, now, shown] = [whole, 0, MIDNIGHT];
      for (const wait of waits) {
        now += wait;
        clock = passed(clock, tape, given, now);
        const stands = momentOf(clock, tape, given, now);
        expect(stands).toBeGreaterThanOrEqual(shown);
        expect(timeOf(clock.entry)).toBeLessThanOrEqual(stands);
        expect(clock.entry).toBe(passed(whole, tape, given, now).entry);
        shown = stands;
      }
    }),
    { seed, numRuns: 300 },
  );
});

test('a log that grows plays on from where it was', () => {
  const tape = new TestTape([0, 1_000]);
  const clock = passed(clockAt(MIDNIGHT, tape, 0), tape, { speed: 1 }, 1_500);
  expect(dueAt(clock, tape, { speed: 1 })).toBeUndefined();
  tape.ids.push(`${MIDNIGHT + 2_000}-3`);
  tape.known = 3;
  expect(dueAt(clock, tape, { speed: 1 })).toBe(2_000);
});

test('it is known when a part of a log runs out, and that the whole never does', () => {
  const part = new TestTape([0, 1_000, 3_000, 9_000], 3);
  expect(runsOutAt(clockAt(MIDNIGHT + 500, part, 100), part, { speed: 2 })).toBe(100 + 1_250);
  const whole = new TestTape([0, 1_000, 3_000, 9_000]);
  expect(runsOutAt(clockAt(MIDNIGHT, whole, 0), whole, { speed: 2 })).toBe(Number.POSITIVE_INFINITY);
});
