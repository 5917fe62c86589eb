import { mkdtemp, open, readdir, readFile, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { claimFolder } from '../../src/runtime/data-folder.ts';
import { type EmbeddedRedisOptions, REFUSALS, startEmbeddedRedis } from '../../src/runtime/embedded-redis.ts';
import { createJournal } from '../../src/runtime/logging.ts';
import { isAlive, type Program, startProgram } from './program.ts';

let folder: string;
let endings: (() => unknown)[];

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'dl-embedded-')), 'data');
  endings = [() => rm(dirname(folder), { recursive: true, force: true })];
});

afterEach(async () => {
  for (const end of endings.toReversed()) await end();
});

async function start(options: Partial<EmbeddedRedisOptions> = {}) {
  const redis = await startEmbeddedRedis({ folder, journal: createJournal('silent'), ...options });
  endings.push(() => redis.stop());
  return redis;
}

function connect(url: string, retryStrategy: () => number | null = () => 20): Redis {
  const client = new Redis(url, { retryStrategy, maxRetriesPerRequest: null });
  client.on('error', () => {}); // the tests kill what it is connected to
  endings.push(() => client.disconnect());
  return client;
}

/** A service as a process of its own, with the place and the process of its Redis. */
async function service(): Promise<{ program: Program; url: string; pid: number }> {
  const program = startProgram('service', folder);
  endings.push(() => program.kill());
  const { url, redis } = await program.next();
  endings.push(() => rm(dirname(String(url)), { recursive: true, force: true }));
  return { program, url: String(url), pid: Number(redis) };
}

const goneSoon = (pid: number) => vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 5_000, interval: 10 });

async function appendOnlyFile(): Promise<string> {
  const place = join(folder, 'appendonlydir');
  const name = (await readdir(place)).find((file) => file.includes('.incr.'));
  return join(place, name!); // Redis makes one when it starts
}

test('is private, durable and evicts nothing', async () => {
  const redis = await start();
  const client = connect(redis.url);
  const setting = async (name: string) => ((await client.config('GET', name)) as string[])[1];
  expect(await setting('port')).toBe('0');
  expect(await setting('appendonly')).toBe('yes');
  expect(await setting('appendfsync')).toBe('always');
  expect(await setting('maxmemory-policy')).toBe('noeviction');
  expect(await setting('save')).toBe('');
  expect((await stat(dirname(redis.url))).mode & 0o777).toBe(0o700);
});

test('leaves its data and nothing else when it stops', async () => {
  const redis = await start();
  const pid = redis.pid()!; // it runs
  await connect(redis.url).set('kept', 'yes');
  await redis.stop();
  expect(isAlive(pid)).toBe(false);
  expect(redis.pid()).toBeUndefined();
  await expect(stat(dirname(redis.url))).rejects.toThrow('ENOENT');
  expect(await readdir(folder)).toEqual(['appendonlydir', 'lock-1']);
  expect(await connect((await start()).url).get('kept')).toBe('yes');
});

describe('when the service is killed', () => {
  test('its Redis ends too, and the next start reads what was written', async () => {
    const { program, url, pid } = await service();
    await connect(url).set('kept', 'yes');
    await program.kill();
    await goneSoon(pid);
    expect(await connect((await start()).url).get('kept')).toBe('yes');
  });

  test('the next start need not wait, and clears away its sockets', async () => {
    const { program, url } = await service();
    await connect(url).set('kept', 'yes');
    await program.kill();
    expect(await connect((await start()).url).get('kept')).toBe('yes');
    await expect(stat(dirname(url))).rejects.toThrow('ENOENT');
  });

  test.runIf(process.platform === 'linux')('the next start ends a Redis that lost its shell as well', async () => {
    const { program, pid } = await service();
    const shell = Number((await readFile(`/proc/${pid}/stat`, 'utf8')).split(' ')[3]);
    process.kill(program.pid, 'SIGSTOP'); // so that it cannot see its shell die
    process.kill(shell, 'SIGKILL');
    await program.kill();
    expect(isAlive(pid)).toBe(true);
    await start();
    await goneSoon(pid);
  });
});

test.runIf(process.platform === 'linux')('a Redis that lost its shell is started again under a new one', async () => {
  const restarted = Promise.withResolvers<void>();
  const redis = await start({ onRestart: restarted.resolve });
  const pid = redis.pid()!; // it runs
  process.kill(Number((await readFile(`/proc/${pid}/stat`, 'utf8')).split(' ')[3]), 'SIGKILL');
  await restarted.promise;
  expect(isAlive(pid)).toBe(false);
});

test('a second service on the folder is refused and told who has it', async () => {
  const { program } = await service();
  const refused = startEmbeddedRedis({ folder, journal: createJournal('silent') });
  await expect(refused).rejects.toThrow(`${folder} is in use by another Dateline, process ${program.pid}.`);
});

test('a Ctrl-C in the terminal does not reach it: the service ends it in its own order', async () => {
  const { program, url } = await service();
  const client = connect(url, () => null);
  await client.ping();
  process.kill(-program.pid, 'SIGINT');
  expect(await program.next()).toEqual({ signal: 'SIGINT' });
  expect(await client.blpop('nothing', 0.5)).toBeNull(); // an answer from a server that was there all the time
});

describe('when it dies by itself', () => {
  test('it is started again at the same place, with its data', async () => {
    const restarted = Promise.withResolvers<void>();
    const redis = await start({ onRestart: restarted.resolve });
    const client = connect(redis.url);
    await client.set('kept', 'yes');
    const pid = redis.pid()!; // it runs
    process.kill(pid, 'SIGKILL');
    await restarted.promise;
    expect(redis.pid()).not.toBe(pid);
    expect(await client.get('kept')).toBe('yes');
  });

  test('it stays down when it is stopped meanwhile', async () => {
    const waiting = Promise.withResolvers<void>();
    const pause = (_: number, signal: AbortSignal) => {
      waiting.resolve();
      return new Promise((_, reject) => signal.addEventListener('abort', reject));
    };
    const redis = await start({ pause });
    process.kill(redis.pid()!, 'SIGKILL'); // it runs
    await waiting.promise;
    await redis.stop();
    expect(await readdir(folder)).toEqual(['appendonlydir', 'lock-1']);
  });

  test('it waits longer from one death to the next, and briefly again after it has lasted', async () => {
    let now = 0;
    const waits: number[] = [];
    let restarted = Promise.withResolvers<void>();
    const redis = await start({
      random: () => 0.5,
      now: () => now,
      pause: async (ms) => void waits.push(ms),
      onRestart: () => restarted.resolve(),
    });
    for (const lived of [0, 0, 0, 60_000]) {
      now += lived;
      restarted = Promise.withResolvers<void>();
      process.kill(redis.pid()!, 'SIGKILL'); // it runs
      await restarted.promise;
    }
    expect(waits).toEqual([100, 200, 400, 50]);
  });
});

describe('damaged data', () => {
  beforeEach(async () => {
    const redis = await startEmbeddedRedis({ folder, journal: createJournal('silent') });
    const client = new Redis(redis.url);
    for (let n = 1; n <= 20; n += 1) await client.set(`key:${n}`, 'x'.repeat(50));
    client.disconnect();
    await redis.stop();
  });

  test('a torn tail costs what was never acknowledged, no more', async () => {
    const file = await appendOnlyFile();
    await truncate(file, (await stat(file)).size - 7);
    const client = connect((await start()).url);
    expect(await client.exists('key:19')).toBe(1);
    expect(await client.exists('key:20')).toBe(0);
  });

  test('a damage in the middle is refused with the folder’s name, and the folder is free again', async () => {
    const file = await open(await appendOnlyFile(), 'r+');
    await file.write('?'.repeat(100), 100); // longer than any value: it hits the frame too
    await file.close();
    const waits: number[] = [];
    const refused = start({ pause: async (ms) => void waits.push(ms), random: () => 0.5 });
    await expect(refused).rejects.toThrow(`Redis has refused ${REFUSALS} times to start with the data in ${folder}`);
    await expect(refused).rejects.toThrow('Bad file format');
    expect(waits).toHaveLength(REFUSALS - 1);
    await (await claimFolder(folder)).release();
  });
});
