import { setTimeout as sleep } from 'node:timers/promises';
import { type Claim, claimFolder } from './data-folder.ts';
import type { Journal } from './logging.ts';
import { findRedisServer, launchRedis, type RedisProcess } from './redis-server.ts';

/** So many refusals in a row are no accident: the files are damaged, or the disk is full. */
export const REFUSALS = 5;
/** Restarts wait a random time below a bound that doubles from the first to the second of these. */
const BACKOFF_MIN_MS = 100;
const BACKOFF_MAX_MS = 5_000;
/** A server that lived for so long had no trouble starting; its next restart begins with the shortest wait again. */
const LASTED_MS = 10_000;
/** Time to write and sync what it has before it is killed. */
const STOP_MS = 10_000;

/**
 * Every acknowledged write is on the disk (a newsroom's writes are far below what that costs), nothing is evicted, and
 * no snapshots beside the append-only file. A tail torn by a power cut was never acknowledged and is cut off.
 */
const DURABLE = {
  appendonly: 'yes',
  appendfsync: 'always',
  'aof-load-truncated': 'yes',
  'maxmemory-policy': 'noeviction',
};

/** A Redis of our own. `url` is the path of its socket, as `new Redis(url)` takes it; it stays the same over restarts. */
export type EmbeddedRedis = {
  readonly url: string;
  /** Undefined while it is down. */
  pid(): number | undefined;
  stop(): Promise<void>;
};

export type EmbeddedRedisOptions = {
  /** Where its data are; made when missing. One service at a time. */
  folder: string;
  journal: Journal;
  /** It died by itself and answers again. */
  onRestart?: () => void;
  random?: () => number;
  /** In milliseconds, never going back. */
  now?: () => number;
  pause?: (ms: number, signal: AbortSignal) => Promise<unknown>;
};

type Keeper = Required<EmbeddedRedisOptions> & {
  server: string;
  claim: Claim;
  stopping: AbortController;
  running: RedisProcess | undefined;
};

/** Starts a private, durable Redis that ends with us, and keeps it running. Rejects with a sentence that says what to do. */
export async function startEmbeddedRedis(options: EmbeddedRedisOptions): Promise<EmbeddedRedis> {
  const server = await findRedisServer();
  const claim = await claimFolder(options.folder);
  const keeper: Keeper = {
    onRestart: () => {},
    random: Math.random,
    now: () => performance.now(),
    pause: (ms, signal) => sleep(ms, undefined, { signal }),
    ...options,
    server,
    claim,
    stopping: new AbortController(),
    running: undefined,
  };
  try {
    await firstStart(keeper);
  } catch (error) {
    await claim.release();
    throw error;
  }
  const kept = keepUp(keeper);
  return {
    url: claim.socket,
    pid: () => (keeper.running?.held.hasEnded === false ? keeper.running.held.pid : undefined),
    async stop() {
      keeper.stopping.abort();
      await keeper.running?.held.release(STOP_MS);
      await kept;
      await claim.release();
    },
  };
}

async function firstStart(keeper: Keeper): Promise<void> {
  for (let refusals = 1; !(await launch(keeper)); refusals += 1) {
    if (refusals === REFUSALS) throw new Error(refusal(keeper));
    await backOff(keeper, refusals);
  }
}

/** Goes on for as long as we run: a disk that was full heals, and then so do we. */
async function keepUp(keeper: Keeper): Promise<void> {
  let failures = 0;
  let refusals = 0;
  let upSince = keeper.now();
  for (;;) {
    const status = await keeper.running?.held.ended;
    if (keeper.stopping.signal.aborted) return;
    failures = refusals === 0 && keeper.now() - upSince >= LASTED_MS ? 0 : failures + 1;
    if (refusals === 0) keeper.journal.error({ status }, 'Redis has died; it is started again');
    else if (refusals % REFUSALS === 0) keeper.journal.error(refusal(keeper));
    await backOff(keeper, failures);
    const ready = await launch(keeper).catch((error: unknown) => {
      keeper.journal.error({ error }, 'Redis could not be started'); // no process or no memory left; that may pass
      return false;
    });
    refusals = ready ? 0 : refusals + 1;
    if (!ready) continue;
    upSince = keeper.now();
    keeper.journal.info('Redis runs again');
    keeper.onRestart();
  }
}

/** Whether it came to answer. Its own lines matter while it serves; those about its start are kept for a refusal. */
async function launch(keeper: Keeper): Promise<boolean> {
  const { claim, journal, stopping } = keeper;
  if (stopping.signal.aborted) return false;
  let serving = false;
  const place = { socket: claim.socket, folder: claim.folder, settings: DURABLE };
  const running = await launchRedis(keeper.server, place, (line) => {
    journal[serving && !stopping.signal.aborted ? 'warn' : 'debug'](`Redis: ${line}`);
  });
  keeper.running = running;
  if (stopping.signal.aborted) await running.held.release(STOP_MS); // stop() could not see it yet
  serving = await running.ready;
  return serving;
}

/** Full jitter. */
async function backOff({ random, pause, stopping }: Keeper, failures: number): Promise<void> {
  const bound = Math.min(BACKOFF_MAX_MS, BACKOFF_MIN_MS * 2 ** failures);
  await pause(random() * bound, stopping.signal).catch(() => {}); // told to stop meanwhile
}

function refusal({ claim, running }: Keeper): string {
  const words = running?.lastLines.at(-1) ?? 'it said nothing';
  return (
    `Redis has refused ${REFUSALS} times to start with the data in ${claim.folder} (${words}). If its append-only ` +
    'file is damaged, mend it with redis-check-aof --fix or put a backup in its place; otherwise see that the disk has room.'
  );
}
