import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import type { StatusName } from '../../client/status.ts';
import { bar, type Standing, timeText } from '../../client/terminal/bar.ts';

/** Local times, so that the digits are the same in every zone. */
const AT = new Date(2024, 0, 1, 6, 5, 7).toISOString();
const END = new Date(2024, 0, 1, 9, 30).toISOString();
const FOUR_DAYS_ON = new Date(2024, 0, 5, 9, 30).toISOString();

const SPAN = { startsAt: AT, endsAt: END };
const NOTHING = { at: undefined, span: undefined, speed: undefined, timeline: () => undefined };

/** Updates in each part from the first on; the rest have none. */
function line(
  updates: readonly number[] = [],
  { duration = 100, played = 50, whole = true } = {},
): Standing['timeline'] {
  const bucket = (_: unknown, part: number) => ({ at: AT, updates: updates[part] ?? 0, keys: 0 });
  return (parts) => ({ duration, played, whole, buckets: Array.from({ length: parts }, bucket) });
}

function standing(given: Partial<Standing> = {}): Standing {
  return { status: 'replaying', at: AT, span: SPAN, speed: 60, timeline: line(), colour: false, ...given };
}

test.each<[what: string, width: number, standing: Standing, line: string]>([
  ['all of it', 50, standing(), '▶ playing  06:05:07 ········┃······· 09:30:00  60×'],
  [
    'heights that are parts of the highest',
    53,
    standing({ timeline: line([1, 8, 4, 0, 16]) }),
    '▶ playing  06:05:07 ▁▄▂·█····┃········· 09:30:00  60×',
  ],
  ['no word where there is less room', 40, standing(), '▶ 06:05:07 ········┃······· 09:30:00 60×'],
  ['the start', 33, standing({ timeline: line([], { played: 0 }) }), '▶ 06:05:07 ┃················· 60×'],
  ['the end', 33, standing({ timeline: line([], { played: 100 }) }), '▶ 06:05:07 ·················┃ 60×'],
  ['nothing to play', 33, standing({ timeline: line([], { duration: 0 }) }), '▶ 06:05:07 ·················┃ 60×'],
  [
    'what is not known yet',
    33,
    standing({ timeline: line([0, 3], { played: 0, whole: false }) }),
    '▶ 06:05:07 ┃█                 60×',
  ],
  ['no strip where it would say nothing', 24, standing(), '▶ playing  06:05:07  60×'],
  ['a few columns', 9, standing(), '▶ playing'],
  ['one column', 1, standing(), '▶'],
  ['no column', 0, standing(), ''],
  ['less than none', -3, standing(), ''],
  ['nothing known', 80, standing({ status: 'connecting', ...NOTHING }), '… connecting'],
  [
    'days, when it goes over days',
    60,
    standing({ span: { startsAt: AT, endsAt: FOUR_DAYS_ON } }),
    '▶ playing  1 Jan, 06:05 ·········┃········ 5 Jan, 09:30  60×',
  ],
  ['a slow pace', 40, standing({ speed: 0.25 }), '▶ 06:05:07 ·······┃······ 09:30:00 0.25×'],
])('the bar has %s', (_, width, given, drawn) => {
  expect(bar(width, given)).toBe(drawn);
});

test.each<[StatusName, string]>([
  ['connecting', '… connecting'],
  ['loading', '… loading'],
  ['catchingUp', '… catching up'],
  ['reconnecting', '… reconnecting'],
  ['replaying', '▶ playing'],
  ['paused', '‖ paused'],
  ['live', '● live'],
  ['stale', '▲ out of date'],
  ['finished', '■ the end'],
  ['failed', '■ failed'],
  ['closed', '■ closed'],
])('%s is said with a sign and a word: %s', (status, said) => {
  expect(bar(70, standing({ status }))).toMatch(new RegExp(`^${said}  06:05:07 `));
});

test('the bar is never wider than it may be, and colours add nothing to it', () => {
  for (let width = 0; width <= 200; width += 1) {
    const timeline = line(Array.from({ length: width }, (_, part) => part % 7));
    const plain = bar(width, standing({ timeline }));
    expect(plain.length).toBeLessThanOrEqual(width);
    expect(stripVTControlCharacters(bar(width, standing({ timeline, colour: true })))).toBe(plain);
  }
  expect(bar(80, standing({ colour: true }))).toContain('\u001b[');
  expect(bar(80, standing())).not.toContain('\u001b');
});

test.each([
  [false, '06:05:07'],
  [true, '1 Jan, 06:05'],
])('a time with its day (%s) is %s', (withDay, said) => {
  expect(timeText(AT, withDay)).toBe(said);
});
