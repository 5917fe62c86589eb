import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterEach, expect, test } from 'vitest';
import { createRewrite, withRewrite } from '../../src/log/rewrite.ts';
import { createJournal } from '../../src/runtime/logging.ts';
import { startRedis, type TestRedis, type TestRedisOptions } from '../kit/redis.ts';
import { until } from '../queue/arrow.ts';
import { connectLog } from './connecting.ts';
import { writerOf } from './writer.ts';

const ending: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

async function start(options: TestRedisOptions) {
  const server: TestRedis = await startRedis(options);
  ending.push(() => server.stop());
  const redis = new Redis(server.url);
  ending.push(() => redis.disconnect());
  const { log, close } = await connectLog(server.url);
  ending.push(close);
  const lines: string[] = [];
  const journal = createJournal('debug', { write: (line) => void lines.push(line) });
  const rewriting = (timing: { soonMs?: number; everyMs?: number } = {}) => {
    const rewrite = createRewrite(redis, { journal, soonMs: 20, everyMs: 60_000, ...timing });
    ending.push(rewrite.close);
    return rewrite;
  };
  return { server, redis, log, lines, rewriting };
}

const rewrites = async (redis: Redis) => Number(/^aof_rewrites:(\d+)/m.exec(await redis.info())?.[1]);
/** Waits until so many have been begun, and the last of them has ended. */
const rewritten = (redis: Redis, times: number) =>
  until(
    async () => (await rewrites(redis)) >= times && (await redis.info()).includes('aof_rewrite_in_progress:0'),
    5_000,
    async () => `${await rewrites(redis)} rewrites`,
  );
const said = (lines: string[], words: string) =>
  until(
    async () => lines.join().includes(words),
    5_000,
    async () => lines.join(),
  );

const why = (lines: string[]) => async () => `it is still on the disk:\n${lines.join('')}`;

/** Everything that Redis has on the disk. */
async function file({ folder }: TestRedis): Promise<string> {
  const place = join(folder, 'appendonlydir');
  const parts = await readdir(place);
  return (await Promise.all(parts.map((name) => readFile(join(place, name), 'latin1').catch(() => '')))).join('\n');
}

const durable = { appendfsync: 'always', settings: { rdbcompression: 'no' } } as const;

test('a retraction takes the text out of the file, also when many come at once', async () => {
  const { server, redis, log, lines, rewriting } = await start(durable);
  const writer = writerOf(withRewrite(log, rewriting({ soonMs: 500 })));
  await writer.open();
  for (let n = 1; n <= 20; n += 1) await writer.publish(`u${n}`, `The witness is Ada, ${n}.`);
  await writer.publish('kept', 'The harbour is closed.');
  expect(await file(server)).toContain('witness is Ada');
  for (let n = 1; n <= 20; n += 1) await writer.retract(`u${n}`, 'Not so.');
  await until(async () => !(await file(server)).includes('Ada'), 5_000, why(lines));
  expect(await file(server)).toContain('The harbour is closed.');
  expect(await rewrites(redis)).toBe(1);
});

test('what comes after a rewrite waits for its turn, whichever process asks', async () => {
  const { server, redis, log, lines, rewriting } = await start(durable);
  const [first, second] = [rewriting({ everyMs: 400 }), rewriting({ everyMs: 400 })];
  const writer = writerOf(log);
  await writer.open();
  await writer.publish('u1', 'The witness is Ada.');
  await first.wanted();
  await rewritten(redis, 1);
  const began = performance.now();
  await writer.retract('u1');
  await Promise.all([first.wanted(), second.wanted()]);
  await rewritten(redis, 2);
  expect(performance.now() - began).toBeGreaterThan(200);
  await until(async () => !(await file(server)).includes('Ada'), 5_000, why(lines));
  expect(await rewrites(redis)).toBe(2);
});

test('a rewrite that a process did not live to start is started by the next', async () => {
  const { redis, rewriting } = await start(durable);
  const dying = rewriting();
  await dying.wanted();
  dying.close();
  expect(await rewrites(redis)).toBe(0);
  rewriting();
  await rewritten(redis, 1);
});

test('one that is under way began too early, so another follows it', async () => {
  const { redis, lines, rewriting } = await start(durable);
  await redis.config('SET', 'rdb-key-save-delay', 20_000); // in microseconds, for each key
  for (let n = 0; n < 20; n += 1) await redis.set(`key:${n}`, n);
  await redis.bgrewriteaof();
  await rewriting({ everyMs: 300 }).wanted();
  await rewritten(redis, 2);
  await said(lines, 'written anew');
});

test('a Redis without a file is left alone, and the journal says so', async () => {
  const { redis, lines, rewriting } = await start({ appendfsync: 'no' });
  await rewriting().wanted();
  await said(lines, 'no append-only file');
  expect(await rewrites(redis)).toBe(0);
});

test('a Redis that refuses is not asked for ever, and the journal says so', async () => {
  const { redis, lines, rewriting } = await start(durable);
  await redis.acl('SETUSER', 'default', '-bgrewriteaof');
  await rewriting({ everyMs: 50 }).wanted();
  await said(lines, 'refuses to rewrite');
  expect(await rewrites(redis)).toBe(0);
});

test('a full memory keeps no text in the file', async () => {
  const { server, redis, log, lines, rewriting } = await start(durable);
  const writer = writerOf(withRewrite(log, rewriting()));
  await writer.open();
  await writer.publish('u1', 'The witness is Ada.');
  await redis.config('SET', 'maxmemory', 1);
  await writer.retract('u1');
  await until(async () => !(await file(server)).includes('Ada'), 5_000, why(lines));
});
