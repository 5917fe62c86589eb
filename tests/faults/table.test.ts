import { expect, test } from 'vitest';
import { read } from '../repo/tree.ts';
import { INVARIANTS } from './checker.ts';
import { mutants } from './mutants.ts';
import { injected, table } from './table.ts';

const document = read('docs/faults.md');

test('docs/faults.md has the rows of the table, and where those are done that are not in it', () => {
  const documented = document.split('\n').filter((line) => /^\| [A-Z]\d+( \w+)? \|/.test(line));
  const declared = table.map((row) => {
    const how = 'elsewhere' in row ? `${row.how}. ${row.elsewhere}` : row.how;
    return `| ${row.id} | ${row.fault} | ${how} | ${row.expectation} |`;
  });
  expect(documented).toEqual(declared);
});

test('docs/faults.md has the invariants and the mutants', () => {
  for (const [invariant, name] of Object.entries(INVARIANTS)) expect(document).toContain(`| ${invariant}, ${name} |`);
  for (const { mistake } of mutants) expect(document).toContain(`- ${mistake}`);
});

test('each of the thirty-four faults has a row', () => {
  const numbers = new Set(table.map(({ id }) => id.split(' ')[0]));
  for (let number = 1; number <= 34; number += 1) expect(numbers).toContain(`F${number}`);
  expect(new Set(table.map(({ id }) => id)).size).toBe(table.length);
});

test('each mutant is looked for under rows that there are', () => {
  for (const { rows } of mutants) for (const id of rows) expect(injected.map((row) => row.id)).toContain(id);
});
