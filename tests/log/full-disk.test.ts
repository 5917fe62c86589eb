import { Redis } from 'ioredis';
import { expect, test } from 'vitest';
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
    const rewrite = createRewrite(redis, { journal, soonMs: 20, everyMs: 200, lookMs: 50 });
    let stopped = false;
    let written = 0;
    const write = () => redis.set(`key:${++written % 500}`, PIECE.slice(written % 200)).catch(() => undefined);
    const writing = (async () => {
      while (!stopped) await Promise.all(Array.from({ length: 20 }, write));
    })();
    onTestFinished(async () => {
      stopped = true;
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

    await redis.bgrewriteaof(); // before which Redis cuts off rightly what does not fit
    await is('aof_rewrites', '1');
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
    const keys = await redis.dbsize();
    await server.kill();
    await server.restart();
    expect(await redis.dbsize()).toBe(keys);
  },
  BOUND_MS,
);
