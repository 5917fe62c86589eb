import { Cluster, type Redis } from 'ioredis';
import type { Journal } from '../runtime/logging.ts';
import type { Connection } from '../runtime/redis.ts';
import { REWRITE_WANTED, REWRITTEN } from './keys.ts';
import type { Log } from './log.ts';

/** Starts a rewrite of the append-only file, soon after it was asked for. */
export type Rewrite = {
  /** Texts were taken out of Redis, and are to leave its file too. Resolves when this is noted; never rejects. */
  wanted(): Promise<void>;
  /** Nothing is started any more; what is wanted is found by whoever starts next. */
  close(): void;
};
export type RewriteOptions = { journal: Journal; soonMs?: number; everyMs?: number };

/** Retractions come in groups: an editor who takes back an article takes back its updates one after the other. */
const SOON_MS = 1_000;
/** A rewrite copies everything that Redis holds: once in so long, whatever the number of retractions and of processes. */
const EVERY_MS = 60_000;

/**
 * Redis keeps each command in its append-only file until it writes that file anew, from what it holds then: so a text that
 * was retracted stays on the disk until a rewrite. What is wanted stands in Redis, so that it outlives this process.
 */
export function createRewrite(
  redis: Connection,
  { journal, soonMs = SOON_MS, everyMs = EVERY_MS }: RewriteOptions,
): Rewrite {
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  /** It could not be noted in Redis that one is wanted: its memory is full, which lets texts be taken out. */
  let unnoted = false;

  function inTime(ms: number): void {
    if (closed) return;
    timer ??= setTimeout(() => {
      timer = undefined;
      start().catch(after);
    }, ms).unref();
  }

  async function start(): Promise<void> {
    if (!unnoted && (await redis.exists(REWRITE_WANTED)) === 0) return; // another process has seen to it
    const turn = await redis.set(REWRITTEN, 1, 'PX', everyMs, 'NX').catch(unlessRefused);
    if (turn === null) return inTime(Math.max(soonMs, await redis.pttl(REWRITTEN)));
    // What is wanted from here on may come too late for this one, and stays wanted.
    unnoted = false;
    await redis.del(REWRITE_WANTED);
    const rewritten = await Promise.all(serversOf(redis).map(rewriteFile));
    if (rewritten.some((one) => one)) journal.info('the append-only file is written anew, without what was retracted');
    else journal.warn('Redis keeps no append-only file that could be rewritten');
  }

  function after(error: unknown): void {
    if (!isRefused(error) || PASSING.test(error.message)) {
      void note();
      return inTime(everyMs);
    }
    journal.warn({ error }, 'Redis refuses to rewrite its append-only file: texts that were retracted may stay in it');
  }

  async function note(): Promise<void> {
    await redis.set(REWRITE_WANTED, 1).catch(() => {
      unnoted = true;
    });
  }

  inTime(soonMs); // an earlier process may have ended before its rewrite
  return {
    async wanted() {
      await note();
      inTime(soonMs);
    },
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}

/** Each has a file of its own, and in a cluster the replicas do too. */
export function serversOf(redis: Connection): Redis[] {
  return redis instanceof Cluster ? redis.nodes('all') : [redis];
}

/** Has a server write its file anew; false when it has none. */
export async function rewriteFile(server: Redis): Promise<boolean> {
  await server.slowlog('RESET').catch(unlessRefused); // slow commands are noted there, with some of their words
  const keepsFile = /^aof_enabled:1/m.test(await server.info('persistence'));
  if (keepsFile) await server.bgrewriteaof();
  return keepsFile;
}

/** One is under way: it began before the text was gone, and so may have copied it. Or there is no room for now. */
const PASSING = /already in progress|^MISCONF/i;

const isRefused = (error: unknown): error is Error => error instanceof Error && error.name === 'ReplyError';

function unlessRefused(error: unknown): undefined {
  if (!isRefused(error)) throw error;
}

/** The log, such that a retraction is followed by a rewrite of the file, whoever retracts. */
export function withRewrite(log: Log, rewrite: Rewrite): Log {
  return {
    ...log,
    async append(briefing, operation, change) {
      const appended = await log.append(briefing, operation, change);
      if (change.type === 'retracted') await rewrite.wanted();
      return appended;
    },
  };
}
