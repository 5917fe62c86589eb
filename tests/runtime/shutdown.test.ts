import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { createJournal } from '../../src/runtime/logging.ts';
import { createShutdown, onSignals, SAME_SIGNAL_MS, type Signalled } from '../../src/runtime/shutdown.ts';
import { type Program, startProgram } from './program.ts';

const journal = createJournal('silent');
const never = () => new Promise(() => {});

let program: Program | undefined;
afterEach(() => program?.kill());

test('ends last what was started first, one after the other', async () => {
  const ended: string[] = [];
  const shutdown = createShutdown({ journal });
  for (const name of ['redis', 'worker', 'gateway'])
    shutdown.phase(name, async () => {
      await pause(1);
      ended.push(name);
    });
  expect(await shutdown.run('test')).toEqual({ ok: true, faults: [] });
  expect(ended).toEqual(['gateway', 'worker', 'redis']);
});

test('goes on past a phase that hangs and one that fails, and names them', async () => {
  const ended: string[] = [];
  const shutdown = createShutdown({ journal });
  shutdown.phase('redis', () => ended.push('redis'));
  shutdown.phase('worker', () => {
    throw new Error('no heart');
  });
  shutdown.phase('gateway', never, { limitMs: 10 });
  expect(await shutdown.run('test')).toEqual({
    ok: false,
    faults: ['gateway had not ended after 10 ms', 'worker failed to end: no heart'],
  });
  expect(ended).toEqual(['redis']);
});

test('ends everything once, however often it is asked', async () => {
  let times = 0;
  const shutdown = createShutdown({ journal });
  shutdown.phase('redis', () => {
    times += 1;
  });
  expect(shutdown.run('first')).toBe(shutdown.run('second'));
  await shutdown.run('third');
  expect(times).toBe(1);
});

function signalled() {
  const listeners: ((signal: string) => void)[] = [];
  const exits: number[] = [];
  const process: Signalled = { on: (_, listener) => listeners.push(listener), exit: (code) => exits.push(code) };
  return { process, exits, signal: () => listeners[0]?.('SIGINT') };
}

test('the echo of a Ctrl-C does not force, a second one does', () => {
  let now = 0;
  const { process, exits, signal } = signalled();
  const shutdown = createShutdown({ journal });
  shutdown.phase('gateway', never);
  onSignals(process, shutdown, { now: () => now });
  signal();
  now = SAME_SIGNAL_MS - 1; // npm passes on what the terminal has already sent
  signal();
  expect(exits).toEqual([]);
  now = SAME_SIGNAL_MS;
  signal();
  expect(exits).toEqual([1]);
});

test('a process ends in order on SIGTERM, with 0', async () => {
  program = startProgram('main', '10');
  await program.next();
  program.child.kill('SIGTERM');
  expect(await program.next()).toEqual({ ending: true });
  expect(await program.next()).toEqual({ ended: true });
  const code = await new Promise((resolve) => program?.child.once('exit', resolve));
  expect(code).toBe(0);
});

test('a process that hangs while it ends quits on the second signal', async () => {
  program = startProgram('main', '600000');
  await program.next();
  program.child.kill('SIGINT');
  expect(await program.next()).toEqual({ ending: true });
  const ended = new Promise((resolve) => program?.child.once('exit', resolve));
  const again = setInterval(() => program?.child.kill('SIGINT'), 100);
  expect(await ended).toBe(1);
  clearInterval(again);
});
