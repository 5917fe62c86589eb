import { expect, test } from 'vitest';
import { type Wish, wishesOf } from '../../client/terminal/keys.ts';
import { nextSpeed } from '../../client/terminal/replay-steering.ts';
import { SPEED_MAX, SPEED_MIN } from '../../src/protocol/limits.ts';

const ESCAPE = '\u001b';

test.each<[keys: string, wishes: Wish[]]>([
  [' ', ['pause']],
  [`${ESCAPE}[D`, ['back']],
  [`${ESCAPE}[C`, ['forward']],
  [`${ESCAPE}OD`, ['back']],
  [`${ESCAPE}OC`, ['forward']],
  ['+', ['faster']],
  ['=', ['faster']],
  ['-', ['slower']],
  ['−', ['slower']],
  ['l', ['live']],
  ['L', ['live']],
  ['q', ['quit']],
  ['\u0003', ['quit']],
  ['\u0004', ['quit']],
  // several at once: a key that is held down
  [`${ESCAPE}[D${ESCAPE}[D${ESCAPE}[C`, ['back', 'back', 'forward']],
  ['+ q', ['faster', 'pause', 'quit']],
  // nothing that is meant
  ['', []],
  ['x\n', []],
  [ESCAPE, []],
  [`${ESCAPE}[A`, []],
  [`${ESCAPE}[1;5D`, []],
  [`${ESCAPE}[6~`, []],
  [`${ESCAPE}OP`, []],
])('the keys %j are the wishes %j', (keys, wishes) => {
  expect(wishesOf(new TextEncoder().encode(keys))).toEqual(wishes);
});

test.each([
  [60, 'faster', 120],
  [60, 'slower', 30],
  [45, 'faster', 60],
  [45, 'slower', 30],
  [SPEED_MAX, 'faster', SPEED_MAX],
  [SPEED_MIN, 'slower', SPEED_MIN],
] as const)('from %d times, %s is %d', (speed, wish, next) => {
  expect(nextSpeed(speed, wish)).toBe(next);
});
