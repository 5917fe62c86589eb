import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask, findRedisServer, launchRedis, type RedisProcess } from '../../src/runtime/redis-server.ts';

const STOP_MS = 5_000;

export type TestRedisOptions = {
  /** `no` (the default) is fast and forgets everything when it ends; the others are `appendfsync` with `appendonly yes`. */
  appendfsync?: 'no' | 'everysec' | 'always';
  /** Further settings, as in redis.conf; they win over the others. */
  settings?: Record<string, string>;
  /** The program to start, when it is not the server itself but one that ends up as it. */
  program?: (server: string) => string;
};

/** A real Redis of a test's own, on a socket, in a folder that goes with it. It ends with the test process, whatever ends that. */
export type TestRedis = {
  /** As `new Redis(url)` takes it: the path of the socket, the same after a restart. */
  readonly url: string;
  readonly folder: string;
  pid(): number;
  hasEnded(): boolean;
  /** Sends the signal; with one that ends a process, waits for the end. SIGSTOP and SIGCONT freeze and thaw it. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Starts it again on the same socket and folder, ending it first if it runs. */
  restart(): Promise<void>;
  flush(): Promise<void>;
  stop(): Promise<void>;
};

export async function startRedis({
  appendfsync = 'no',
  settings = {},
  program = (server) => server,
}: TestRedisOptions = {}): Promise<TestRedis> {
  const server = program(await findRedisServer());
  const folder = await mkdtemp(join(tmpdir(), 'dl-test-'));
  const url = join(folder, 'redis.sock');
  const durable = appendfsync === 'no' ? { appendonly: 'no' } : { appendonly: 'yes', appendfsync };
  const place = {
    socket: url,
    folder,
    settings: { 'maxmemory-policy': 'noeviction', 'enable-debug-command': 'yes', ...durable, ...settings },
  };
  let running = await launchReady(server, place);
  return {
    url,
    folder,
    pid: () => running.held.pid,
    hasEnded: () => running.held.hasEnded,
    async kill(signal = 'SIGKILL') {
      running.held.signal(signal);
      if (signal !== 'SIGSTOP' && signal !== 'SIGCONT') await running.held.ended;
    },
    async restart() {
      await running.held.release(STOP_MS);
      running = await launchReady(server, place);
    },
    async flush() {
      const answer = await ask(url, 'FLUSHALL');
      if (answer !== '+OK') throw new Error(`FLUSHALL was answered with ${answer}`);
    },
    async stop() {
      running.held.signal('SIGCONT'); // a frozen one would not hear that it is to end
      await running.held.release(STOP_MS);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function launchReady(server: string, place: Parameters<typeof launchRedis>[1]): Promise<RedisProcess> {
  const running = await launchRedis(server, place);
  if (!(await running.ready)) throw new Error(`Redis did not start: ${running.lastLines.join(' · ')}`);
  return running;
}
