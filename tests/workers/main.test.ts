import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Arrow, bodyOf, startArrow } from '../queue/arrow.ts';

const MAIN = join(import.meta.dirname, '../../workers/main.ts');

let arrow: Arrow;
let worker: ChildProcess | undefined;
let said = '';
beforeEach(async () => {
  arrow = await startArrow();
  await arrow.open();
});
afterEach(async () => {
  worker?.kill('SIGKILL');
  await arrow.stop();
});

function start(env: Record<string, string>): ChildProcess {
  said = '';
  worker = fork(MAIN, { env: { PATH: process.env.PATH ?? '', ...env }, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  worker.stderr?.on('data', (bytes) => (said += bytes));
  return worker;
}

async function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null) await once(child, 'exit');
  return child.exitCode;
}

test('cuts and publishes, and ends in order on SIGTERM', async () => {
  const child = start({ REDIS_URL: arrow.redis.url });
  expect((await once(child, 'message'))[0]).toBe('ready');
  await arrow.handIn('a', 0, { body: 'A headline\n\nThe first paragraph says it all.\n\nThe second one says more.' });
  await arrow.done('a');
  expect(await arrow.published('a')).toContain('The second one says more.');
  child.kill('SIGTERM');
  expect(await exitOf(child)).toBe(0);
  expect(said).toContain('"reason":"SIGTERM"');
  expect(said).not.toContain('paragraph');
});

test('gives back what it was doing when it ends', async () => {
  const child = start({ REDIS_URL: arrow.redis.url });
  await once(child, 'message');
  await arrow.handIn('paced', 10, { pace: 300, body: bodyOf('paced', 10) });
  await arrow.reaches('paced', (status) => (status?.published ?? 0) >= 2);
  child.kill('SIGTERM');
  expect(await exitOf(child)).toBe(0);
  expect(await arrow.client.llen('{dateline}:articles:active')).toBe(0);
  arrow.work();
  await arrow.done('paced');
  expect(await arrow.published('paced')).toHaveLength(10);
});

test('ends when its parent is gone', async () => {
  const child = start({ REDIS_URL: arrow.redis.url });
  await once(child, 'message');
  child.disconnect();
  expect(await exitOf(child)).toBe(0);
});

test('lists every fault of its settings and ends with 1', async () => {
  const child = start({ REDIS_URL: 'http://nowhere', LOG_LEVEL: 'loud' });
  expect(await exitOf(child)).toBe(1);
  expect(said).toContain('REDIS_URL');
  expect(said).toContain('LOG_LEVEL');
  expect(await exitOf(start({}))).toBe(1);
  expect(said).toContain('REDIS_URL is not set');
});
