import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { run } from './clone.ts';

const SUMMARY = fileURLToPath(new URL('../../scripts/summary.mjs', import.meta.url));
const report = {
  success: true,
  numPassedTests: 3,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults: [],
};
const unloadable = { status: 'failed', assertionResults: [] };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dl-summary-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test.each<[name: string, report: string, line: string, code: number]>([
  ['all passed', JSON.stringify(report), '3 passed, 0 failed', 0],
  [
    'some were skipped',
    JSON.stringify({ ...report, numPendingTests: 1, numTodoTests: 1 }),
    '3 passed, 0 failed, 2 skipped',
    0,
  ],
  ['one failed', JSON.stringify({ ...report, success: false, numFailedTests: 1 }), '3 passed, 1 failed', 1],
  [
    'a file could not be loaded',
    JSON.stringify({ ...report, success: false, testResults: [unloadable] }),
    '3 passed, 1 failed',
    1,
  ],
  ['the run failed outside its tests', JSON.stringify({ ...report, success: false }), '3 passed, 0 failed', 1],
  ['none ran', JSON.stringify({ ...report, numPassedTests: 0 }), '0 passed, 0 failed', 1],
  ['the report is torn', '{"success":tr', '0 passed, 1 failed', 1],
])('when %s', async (_, text, line, code) => {
  const file = join(folder, 'report.json');
  await writeFile(file, text);
  const result = await run([SUMMARY, file]);
  expect(result.out).toBe(`${line}\n`);
  expect(result.code).toBe(code);
});

test('when there is no report', async () => {
  const result = await run([SUMMARY, join(folder, 'none.json')]);
  expect(result).toMatchObject({ code: 1, out: '0 passed, 1 failed\n' });
  expect(result.err).toContain('There is no readable test report');
});
