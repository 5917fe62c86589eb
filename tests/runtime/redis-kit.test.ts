import { rm } from 'node:fs/promises';
import { Redis } from 'ioredis';
import { afterEach, expect, test, vi } from 'vitest';
import { startRedis, type TestRedis } from '../kit/redis.ts';
import { isAlive, startProgram } from './program.ts';

let redis: TestRedis | undefined;
afterEach(async () => {
  await redis?.stop();
  redis = undefined;
});

test('a test’s Redis ends with the test process, even a killed one', async () => {
  const tester = startProgram('tester');
  const { redis: pid, folder } = await tester.next();
  await tester.kill();
  await vi.waitFor(() => expect(isAlive(Number(pid))).toBe(false), { timeout: 5_000, interval: 10 });
  await rm(String(folder), { recursive: true });
});

test('a killed Redis comes back at the same place, with its data when it keeps any', async () => {
  redis = await startRedis({ appendfsync: 'always' });
  const client = new Redis(redis.url, { retryStrategy: () => 20 });
  client.on('error', () => {});
  await client.set('kept', 'yes');
  await redis.kill();
  await redis.restart();
  expect(await client.get('kept')).toBe('yes');
  await redis.flush();
  expect(await client.get('kept')).toBeNull();
  client.disconnect();
});

test('a frozen Redis can be thawed and stopped', async () => {
  redis = await startRedis();
  const pid = redis.pid();
  await redis.kill('SIGSTOP');
  await redis.stop();
  expect(isAlive(pid)).toBe(false);
});
