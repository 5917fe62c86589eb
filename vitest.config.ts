import { defineConfig } from 'vitest/config';

/** Where the JSON report goes, for CI; unset: none is written. */
const report = process.env.DATELINE_TEST_REPORT;

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    // Processes, not threads: tests send signals and start servers that end with the process that started them.
    pool: 'forks',
    // Each of them runs real servers beside it; more would only make them wait for each other.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // A test that passes at the second try has found something.
    retry: 0,
    reporters: report ? ['default', ['json', { outputFile: report }]] : ['default'],
  },
});
