import type { Row } from './row.ts';

/** Rows that take more time than a run: where they are done. */
export const elsewhere: readonly Row[] = [
  {
    id: 'F34',
    fault: 'all of them, at random, for long',
    how: '`npm run soak -- --minutes 10 --seed N`',
    expectation: 'all, and I10',
    elsewhere: '`tests/faults/soak.ts`',
  },
];
