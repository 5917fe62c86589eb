import { expect, test } from 'vitest';
import { reportOf, runRound } from './round.ts';
import { lines } from './rows/lines.ts';
import { redis } from './rows/redis.ts';
import type { Ground } from './rows/row.ts';
import { injected } from './table.ts';

const BOUND_MS = 120_000;
const usual = new Set([...redis, ...lines].map(({ id }) => id));

test.for<[string, Ground]>([
  ['Redis and the lines to it fail', 'usual'],
  ['the power, the disk and the clock fail under appendfsync always', 'always'],
  ['the power and the disk fail under appendfsync everysec', 'everysec'],
  ['logs are lost', 'lossy'],
])(
  '%s: nothing else is lost, nothing is doubled or out of order, and nobody is left in the dark',
  { timeout: BOUND_MS },
  async ([, ground], { skip }) => {
    const seed = Math.trunc(Math.random() * 2 ** 31);
    const rows = injected.filter((row) => row.ground === ground && (ground !== 'usual' || usual.has(row.id)));
    const ran = await runRound(ground, rows, { seed, length: 'brief', gateways: ground === 'usual' ? 2 : 1 });
    if ('missing' in ran) return skip(ran.missing);
    const { ok, text } = await reportOf(ran);
    console.info(text);
    expect(ok, text).toBe(true);
  },
);
