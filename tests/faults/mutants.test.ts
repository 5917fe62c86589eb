import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { survived } from './mutant.ts';
import { mutants } from './mutants.ts';

const BOUND_MS = 120_000;
/** As many as there is time for in each run of the tests: `npm run soak -- --mutants` looks for all. */
const FIRST = 4;

test.for(mutants.slice(0, FIRST).map((mutant) => [mutant.mistake, mutant] as const))('the checker says no when %s', {
  timeout: BOUND_MS,
}, async ([, mutant]) => {
  expect(await survived(mutant, Math.trunc(Math.random() * 2 ** 31))).toBeUndefined();
});

test('what every mutant changes is there to be changed', async () => {
  for (const { changes } of mutants)
    for (const { file, from } of changes)
      expect((await readFile(file, 'utf8')).split(from), `${file}: ${from}`).toHaveLength(2);
});
