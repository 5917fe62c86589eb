import type { Redis } from 'ioredis';
import type { Journal } from '../runtime/logging.ts';
import type { Connection } from '../runtime/redis.ts';
import { REWRITTEN, runKey } from './keys.ts';
import { type Rewrite, rewriteFile, serversOf } from './rewrite.ts';

export type FileWatch = { close(): void };
export type FileWatchOptions = { journal: Journal; lookMs?: number };

/** How often it is asked what has become of the file, besides each time that the connection is back. */
const LOOK_MS = 10_000;
/** That a file has been written anew in a run of its Redis is known for so long; after that, once more does no harm. */
const RUN_MS = 30 * 86_400_000;

/**
 * Sees to it that Redis starts on its append-only file again as it was, by having it written anew. Redis 7.0.15 needs that twice:
 *
 * - After each start. If the end of the file was torn off in the middle of a change, the change is not made, but its beginning stays in
 *   the file; at the next start it is made after all, half of it, together with what came behind it: a log would get two
 *   entries with one number.
 * - After a disk was full, with `everysec`: where it had no room, there is a hole; it goes on behind that, and would not start again.
 */
export function createFileWatch(
  redis: Connection,
  rewrite: Rewrite,
  { journal, lookMs = LOOK_MS }: FileWatchOptions,
): FileWatch {
  const runs = new Set<string>();
  /** Writes that were refused for want of room so far; undefined before the first look. */
  let refused: number | undefined;

  async function afterStart(server: Redis): Promise<void> {
    const run = /^run_id:(\w+)/m.exec(await server.info('server'))?.[1] ?? '';
    if (runs.has(run)) return;
    // Only a start that we have seen is in a hurry: somebody may be copying the file, and says so by that key.
    if (runs.size === 0 && (await redis.exists(REWRITTEN)) === 1) return;
    if ((await redis.set(runKey(run), 1, 'PX', RUN_MS, 'NX')) !== null)
      await rewriteFile(server).catch(async (error: unknown) => {
        await redis.del(runKey(run));
        throw error;
      });
    runs.add(run);
  }

  async function afterFullDisk(servers: readonly Redis[]): Promise<void> {
    const counts = await Promise.all(servers.map(refusedBy));
    const sum = counts.reduce((all, count) => all + count, 0);
    const more = sum > (refused ?? sum);
    refused = sum;
    if (!more) return;
    journal.warn('Redis has had no room on its disk; its append-only file is written anew');
    await rewrite.wanted();
  }

  function look(): void {
    const servers = serversOf(redis);
    for (const looked of [...servers.map(afterStart), afterFullDisk(servers)])
      looked.catch((error) => journal.debug({ error }, 'nobody knows how the append-only file is; looked at again'));
  }

  const timer = setInterval(look, lookMs).unref();
  redis.on('ready', look);
  if (redis.status === 'ready') look();
  return {
    close() {
      clearInterval(timer);
      redis.off('ready', look);
    },
  };
}

async function refusedBy(server: Redis): Promise<number> {
  return Number(/^errorstat_MISCONF:count=(\d+)/m.exec(await server.info('errorstats'))?.[1] ?? 0);
}
