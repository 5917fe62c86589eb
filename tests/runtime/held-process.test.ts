import { expect, test } from 'vitest';
import { hold } from '../../src/runtime/held-process.ts';

test('gives every line that a program wrote, and its exit status', async () => {
  const lines: string[] = [];
  const held = await hold('sh', ['-c', 'echo one; echo two >&2; exit 3'], (line) => lines.push(line));
  expect(await held.ended).toBe(3);
  expect(held.hasEnded).toBe(true);
  expect(lines.sort()).toEqual(['one', 'two']);
});

test('notices a program that ends at once, or is not there', async () => {
  for (let round = 0; round < 30; round += 1) {
    const [short, absent] = await Promise.all([hold('true', [], () => {}), hold('/nowhere/program', [], () => {})]);
    expect(await short.ended).toBe(0);
    expect(await absent.ended).toBe(127);
  }
});

test('passes arguments on as they are', async () => {
  const lines: string[] = [];
  const held = await hold('printf', ['%s|', 'a b', '$HOME', '"', '', '`id`'], (line) => lines.push(line));
  await held.ended;
  expect(lines).toEqual(['a b|$HOME|"||`id`|']);
});

test('kills a program that does not end when it is asked to', async () => {
  const up = Promise.withResolvers<void>();
  const deaf = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1_000); console.log('up')";
  const held = await hold(process.execPath, ['-e', deaf], () => up.resolve());
  await up.promise;
  await held.release(50);
  expect(await held.ended).toBe(128 + 9);
});
