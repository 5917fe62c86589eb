// Prints `N passed, N failed` from vitest's JSON report, alone on a line, and fails when a test did or none ran.
//
//   node scripts/summary.mjs REPORT

import { readFileSync } from 'node:fs';

function summary(file) {
  const report = JSON.parse(readFileSync(file, 'utf8'));
  const broken = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  const passed = report.numPassedTests;
  const failed = report.numFailedTests + broken.length; // a file that could not even be loaded is a failure too
  const skipped = report.numPendingTests + report.numTodoTests;
  return { passed, failed, skipped, ok: report.success && failed === 0 && passed > 0 };
}

function line({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

try {
  const result = summary(process.argv[2] ?? '');
  if (!result.ok) {
    process.exitCode = 1;
    const why =
      result.failed > 0 ? 'Tests failed.' : result.passed === 0 ? 'No test ran.' : 'The run failed outside its tests.';
    process.stderr.write(`${why}\n`);
  }
  process.stdout.write(`${line(result)}\n`);
} catch (error) {
  process.exitCode = 1;
  process.stderr.write(`There is no readable test report: ${error.message}\n`);
  process.stdout.write(`${line({ passed: 0, failed: 1, skipped: 0 })}\n`);
}
