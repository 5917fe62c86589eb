import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRedisLog } from '../../src/log/redis-log.ts';
import { TestReader } from '../kit/reader.ts';
import { startRedis, type TestRedis } from '../kit/redis.ts';
import { PATIENCE_MS, Waiting } from '../kit/waiting.ts';

const MAIN = join(import.meta.dirname, '../../src/main.ts');
let redis: TestRedis;
let folder: string;
beforeAll(async () => {
  redis = await startRedis({ appendfsync: 'everysec' });
  folder = await mkdtemp(join(tmpdir(), 'dl-many-'));
});
afterAll(async () => {
  await redis.stop();
  await rm(folder, { recursive: true, force: true });
});

function gateways(count: number) {
  const env = { ...process.env, REDIS_URL: redis.url, PORT: '0', DATELINE_DATA: folder, LOG_LEVEL: 'warn' };
  const child: ChildProcess = spawn(process.execPath, [MAIN, 'gateway', '--processes', String(count)], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const waiting = new Waiting();
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (data) => {
      said += data;
      waiting.changed();
    });
  const urls = () => [...said.matchAll(/ready: (http\S+)/g)].map(([, url]) => url);
  return {
    child,
    urls,
    said: () => said,
    ready: (times: number) =>
      waiting.until(
        () => urls().length === times,
        () => said,
        2 * PATIENCE_MS,
      ),
  };
}

test('several gateways share a port, one that dies is started again, and all end together', async () => {
  const many = gateways(2);
  const ended = once(many.child, 'exit');
  await many.ready(2);
  const [url, other] = many.urls();
  expect(other).toBe(url);
  const pids = await Promise.all(Array.from({ length: 4 }, () => fetch(`${url}/healthz`)));
  expect(pids.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  const [victim] = childrenOf(many.child.pid ?? 0);
  process.kill(victim ?? 0, 'SIGKILL');
  await many.ready(3);
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  many.child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  expect(childrenOf(many.child.pid ?? 0)).toEqual([]);
});

test('readers of all processes have everything, those of one that was killed once they are back', async () => {
  const many = gateways(2);
  const ended = once(many.child, 'exit');
  await many.ready(2);
  const connections = { redis: new Redis(redis.url), subscriber: new Redis(redis.url) };
  const log = createRedisLog(connections, { now: Date.now, epoch: () => 'manylogs' });
  await log.append('storm', 'open', { type: 'opened', briefing: { title: 'Storm' } });
  const publish = async (n: number) => {
    const content = { kind: 'paragraph', text: `Update ${n}` } as const;
    await log.append('storm', `op-${n}`, { type: 'published', update: `u${n}`, content });
  };
  const readers = Array.from({ length: 8 }, () => new TestReader(many.urls()[0] ?? ''));
  for (const reader of readers) await reader.follow({ briefing: 'storm' });
  const victim = childrenOf(many.child.pid ?? 0)[0] ?? 0;
  for (let n = 1; n <= 5; n += 1) await publish(n);
  await Promise.all(readers.map((reader) => reader.reaches(6)));
  process.kill(victim, 'SIGKILL');
  const [first] = readers;
  await first?.until(() => readers.some(({ socket }) => !socket.connected), 'nobody was at the one that was killed');
  for (let n = 6; n <= 10; n += 1) await publish(n);
  const left = readers.filter(({ socket }) => !socket.connected);
  expect(left.length).toBeLessThan(readers.length); // both had readers
  for (const reader of left) {
    reader.socket.connect();
    await reader.follow({ briefing: 'storm', from: reader.cursor });
  }
  await Promise.all(readers.map((reader) => reader.reaches(11)));
  for (const reader of readers) {
    expect(reader.seqs).toEqual(Array.from({ length: 11 }, (_, at) => at + 1));
    expect(reader.holes).toEqual([]);
  }
  await many.ready(3);
  many.child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  expect(readers.every(({ closings }) => closings.length > 0)).toBe(true); // each process has sent its own away
  for (const reader of readers) reader.close();
  for (const connection of Object.values(connections)) connection.disconnect();
});

test.for(['0', '-1', '1.5', 'many', '1000000'])('%s processes are refused', async (count) => {
  const child = spawn(process.execPath, [MAIN, 'gateway', '--processes', count], { stdio: 'ignore' });
  expect(await once(child, 'exit')).toEqual([1, null]);
});

/** The kernel's list of a process's children. */
function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}
