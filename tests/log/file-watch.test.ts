import { readdir, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { expect, test } from 'vitest';
import { createFileWatch } from '../../src/log/file-watch.ts';
import { createRewrite } from '../../src/log/rewrite.ts';
import { createJournal } from '../../src/runtime/logging.ts';
import { startDisk } from '../faults/disk.ts';
import { startRedis } from '../kit/redis.ts';
import { until } from '../queue/arrow.ts';

const BOUND_MS = 60_000;
const PIECE = 'x'.repeat(300);

test(
  'Redis starts again on a disk that was full, since its file has been written anew',
  async ({ onTestFinished, skip }) => {
    const disk = await startDisk('everysec');
    if ('missing' in disk) return skip(disk.missing);
    const server = await startRedis(disk.redis);
    const redis = new Redis(server.url).on('error', () => {}); // it is killed in the end
    const journal = createJournal('silent');
    const rewrite = createRewrite(redis, { journal, soonMs: 20, everyMs: 200 });
    const watch = createFileWatch(redis, rewrite, { journal, lookMs: 50 });
    let stopped = false;
    let written = 0;
    const write = () => redis.set(`key:${++written % 500}`, PIECE.slice(written % 200)).catch(() => undefined);
    const writing = (async () => {
      while (!stopped) await Promise.all(Array.from({ length: 20 }, write));
    })();
    onTestFinished(async () => {
      stopped = true;
      watch.close();
      rewrite.close();
      redis.disconnect();
      await server.stop();
      await disk.stop();
    });
    const info = async (field: string) => new RegExp(`^${field}:(.*)\r`, 'm').exec(await redis.info())?.[1];
    const is = (field: string, ...values: string[]) =>
      until(
        async () => values.includes((await info(field)) ?? ''),
        BOUND_MS / 4,
        async () => `${field} is ${await info(field)}`,
      );

    await is('aof_rewrites', '1'); // before one, Redis cuts off rightly what does not fit
    await is('aof_rewrite_in_progress', '0');
    await disk.fill();
    await is('aof_last_write_status', 'err');
    const before = Number(await info('aof_rewrites'));
    await disk.free();
    await is('aof_last_write_status', 'ok');
    await until(
      async () => Number(await info('aof_rewrites')) > before && (await info('aof_rewrite_in_progress')) === '0',
      BOUND_MS / 4,
      async () => `${await info('aof_rewrites')} rewrites`,
    );
    stopped = true;
    await writing;
    const keys = (await redis.keys('key:*')).length;
    await server.kill();
    await server.restart();
    expect(await redis.keys('key:*')).toHaveLength(keys);
  },
  BOUND_MS,
);

test(
  'half of a change, whose other half was torn off the file, does not come back at a later start',
  async ({ onTestFinished }) => {
    const server = await startRedis({ appendfsync: 'always' });
    const redis = new Redis(server.url).on('error', () => {}); // it is killed
    const journal = createJournal('silent');
    const rewrite = createRewrite(redis, { journal });
    const watch = createFileWatch(redis, rewrite, { journal, lookMs: 50 });
    onTestFinished(async () => {
      watch.close();
      rewrite.close();
      redis.disconnect();
      await server.stop();
    });
    const isRewritten = () =>
      until(
        async () => {
          const info = await redis.info('persistence');
          return /^aof_rewrites:[1-9]/m.test(info) && info.includes('aof_rewrite_in_progress:0');
        },
        BOUND_MS / 4,
        () => redis.info('persistence'),
      );

    await isRewritten();
    await redis.set('before', 1);
    await redis.multi().set('one half', 1).set('the other half', 1).exec();
    await server.kill();
    await tear(server.folder, 20);
    await server.restart();
    expect(await redis.keys('*half')).toEqual([]);
    await isRewritten();
    await redis.multi().set('after', 1).set('after that', 1).exec();
    await server.kill();
    await server.restart();
    expect(await redis.keys('*half')).toEqual([]);
    expect(await redis.mget('before', 'after', 'after that')).toEqual(['1', '1', '1']);
  },
  BOUND_MS,
);

/** Cuts so many bytes off the end of the newest file. */
async function tear(folder: string, bytes: number): Promise<void> {
  const files = join(folder, 'appendonlydir');
  const [newest = ''] = (await readdir(files))
    .filter((name) => name.endsWith('.incr.aof'))
    .toSorted()
    .toReversed();
  const { size } = await stat(join(files, newest));
  await truncate(join(files, newest), size - bytes);
}
