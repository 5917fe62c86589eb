import { expect, test } from 'vitest';
import { reportOf, runRound } from './round.ts';
import { crowds } from './rows/crowds.ts';
import { processes } from './rows/processes.ts';
import { injected } from './table.ts';

const BOUND_MS = 150_000;
const POISON = 'F31';

test(
  'processes crash, freeze and are crowded, and nothing is lost, doubled or out of order',
  async () => {
    const seed = Math.trunc(Math.random() * 2 ** 31);
    const ids = new Set([...processes, ...crowds].map(({ id }) => id));
    // What takes longest to be over comes first.
    const rows = injected
      .filter(({ id }) => ids.has(id))
      .toSorted((a, b) => Number(b.id === POISON) - Number(a.id === POISON));
    const ran = await runRound('usual', rows, { seed, length: 'brief' });
    if ('missing' in ran) throw new Error(ran.missing);
    const { ok, text } = await reportOf(ran);
    console.info(text);
    expect(ok, text).toBe(true);
  },
  BOUND_MS,
);
