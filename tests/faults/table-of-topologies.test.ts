import { expect, test } from 'vitest';
import { reportOf, runRound } from './round.ts';
import type { Ground } from './rows/row.ts';
import { injected } from './table.ts';

const BOUND_MS = 180_000;

test.for<[string, Ground]>([
  ['masters that Sentinels watch fail, and are cut off', 'sentinels'],
  ['masters of a Cluster fail, and its slots move', 'cluster'],
])('%s: nothing that was acknowledged is lost, and nobody is left in the dark', { timeout: BOUND_MS }, async ([
  ,
  ground,
]) => {
  const seed = Math.trunc(Math.random() * 2 ** 31);
  const rows = injected.filter((row) => row.ground === ground);
  const ran = await runRound(ground, rows, { seed, length: 'brief' });
  if ('missing' in ran) throw new Error(ran.missing);
  const { ok, text } = await reportOf(ran);
  console.info(text);
  expect(ok, text).toBe(true);
});
