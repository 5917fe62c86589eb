import { describe, expect, test } from 'vitest';
import { changesAt, timesIn } from '../../../client/widget/times.ts';

const NOW = Date.parse('2026-11-23T14:05:30.000Z');
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const london = timesIn('en-GB', 'Europe/London');

describe('the clock', () => {
  test.each([
    ['2026-11-23T13:58:00Z', '13:58'],
    ['2026-11-23T00:00:00Z', '00:00'],
    ['2026-11-22T23:59:59Z', '22 Nov, 23:59'],
    ['2026-11-24T00:00:00Z', '24 Nov, 00:00'],
    ['2025-11-23T14:05:00Z', '23 Nov 2025, 14:05'],
  ])('says of %s "%s"', (at, said) => {
    expect(london.clock(Date.parse(at), NOW)).toBe(said);
  });

  test("has the day of the zone that is read in, not of the server or of the reader's machine", () => {
    const at = Date.parse('2026-11-22T22:30:00Z');
    expect(timesIn('uk', 'Europe/Kyiv').clock(at, NOW)).toBe('00:30');
    expect(timesIn('en-US', 'America/New_York').clock(at, NOW)).toMatch(/^Nov 22, 5:30\sPM$/);
    expect(timesIn('ar-EG', 'Africa/Cairo').clock(at, NOW)).toMatch(/^١٢:٣٠/);
  });

  test('goes by the reader’s own zone when there is none, or one that is not known', () => {
    const own = timesIn('en-GB').clock(NOW, NOW);
    expect(timesIn('en-GB', 'Mars/Olympus').clock(NOW, NOW)).toBe(own);
    expect(own).toBe(new Intl.DateTimeFormat('en-GB', { timeStyle: 'short' }).format(NOW));
  });
});

test('the full time says day, seconds and zone', () => {
  expect(london.full(NOW)).toBe('Monday, 23 November 2026 at 14:05:30 GMT');
});

describe('how long ago', () => {
  test.each<[number, string | undefined]>([
    [0, 'now'],
    [-59 * SECOND, 'now'],
    [20 * SECOND, 'now'],
    [-2 * MINUTE, '2 min ago'],
    [-59 * MINUTE, '59 min ago'],
    [-HOUR, '1 hr ago'],
    [-47 * HOUR, '1 day ago'],
    [-6 * DAY, '6 days ago'],
    [-7 * DAY, undefined],
    [3 * HOUR, 'in 3 hr'],
    [8 * DAY, undefined],
  ])('%i ms from now is "%s"', (distance, said) => {
    expect(london.relative(NOW + distance, NOW)).toBe(said);
  });

  test('is said in the language of the interface', () => {
    expect(timesIn('uk').relative(NOW - 5 * MINUTE, NOW)).toBe('5 хв тому');
    expect(timesIn('ar-EG').relative(NOW - 3 * HOUR, NOW)).toBe('قبل ٣ ساعات');
  });
});

test.each([
  [-5, '0 sec'],
  [12_999, '12 sec'],
  [12 * MINUTE, '12 min'],
  [3 * HOUR + 5 * MINUTE, '3 hr 5 min'],
  [2 * DAY + 59 * SECOND, '2 days'],
  [DAY + 7 * MINUTE, '1 day 7 min'],
])('%i ms long is "%s"', (ms, said) => {
  expect(timesIn('en-US').length(ms)).toBe(said);
});

test('no text changes before it is said to, and each change is said', () => {
  const zones = ['UTC', 'Asia/Kathmandu', 'America/New_York', 'Pacific/Chatham'];
  const all = zones.map((zone) => timesIn('en', zone));
  const texts = (at: number, now: number) => all.flatMap((times) => [times.clock(at, now), times.relative(at, now)]);
  for (const distance of [-8 * DAY, -DAY, -30 * MINUTE, -1, 0, 1, MINUTE, HOUR, DAY, 6 * DAY, 7 * DAY, 9 * DAY]) {
    const at = Date.parse('2026-11-01T05:30:00.123Z') - distance; // clocks change in New York on this day
    let now = at + distance;
    for (let turn = 0; turn < 100; turn += 1) {
      const next = changesAt(at, now);
      expect(next).toBeGreaterThan(now);
      expect(texts(at, next - 1)).toEqual(texts(at, now));
      now = next;
    }
  }
});

test('a fresh text is looked at again within the minute, an old one four times an hour', () => {
  expect(changesAt(NOW, NOW)).toBe(NOW + MINUTE);
  expect(changesAt(NOW - 30 * SECOND, NOW)).toBe(NOW + 30 * SECOND);
  expect(changesAt(NOW - 30 * DAY, NOW) - NOW).toBeLessThanOrEqual(15 * MINUTE);
});
