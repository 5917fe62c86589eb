import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type HeldProcess, hold } from '../../src/runtime/held-process.ts';
import { startTcpLine, type TcpLine } from '../kit/tcp-line.ts';
import type { House } from './house.ts';
import { comes } from './time.ts';

const ROOT = join(import.meta.dirname, '../..');
const MAIN = join(ROOT, 'src/main.ts');
const WORKER = join(ROOT, 'tests/queue/worker-process.ts');
const COLLECT = join(import.meta.dirname, 'collect.ts');
const START_MS = 15_000;
const STOP_MS = 8_000;
const SWEPT_MS = 10_000;

/** How a process is started, beyond what it is: modules that it loads first, its environment, words before its command. */
export type Starting = { preload?: readonly string[]; env?: Record<string, string>; prefix?: readonly string[] };

/** A process of the service, and its own line to Redis. */
export type Part = {
  readonly name: string;
  readonly line: TcpLine;
  /** Whether it hears what is published; else the messages are lost, and the connection stays whole. */
  hearing: boolean;
  /** The answer to the next change of a log is lost, and with it the connection that it was on. */
  loseNextAnswer(): void;
  readonly answersToLose: number;
  /** The port that it serves at; 0 for a worker. */
  readonly port: number;
  /** Whether it runs and is not frozen. */
  readonly up: boolean;
  pid(): number;
  /** What it has written to its journal. */
  readonly journal: readonly string[];
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void;
  /** What it holds in memory once its heap has been swept, bytes; see `collect.ts`. */
  held(): Promise<number>;
  /** Waits for it to end by itself. */
  ended(): Promise<void>;
  /** Ends it, at once or as asked, and waits until it has ended; gives its exit code. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | undefined>;
  /** Starts it again, at the same port. */
  start(starting?: Starting): Promise<void>;
  stop(): Promise<void>;
};

type Launched = { pid: number; port: number; ended: Promise<number | undefined>; signal(signal: NodeJS.Signals): void };

export const EDITOR_KEY = 'a-key-for-the-newsroom';

/** A gateway or an ingest process, as the command line starts it. */
export function startServing(role: 'gateway' | 'ingest', name: string, house: House): Promise<Part> {
  return startPart(name, house, (url, port, starting, journal) =>
    launchServing(role, { url, port, starting, journal }),
  );
}

/** A worker with short locks: what it has in its hands when it dies is taken over in a second, not in fifteen. */
export function startWorking(name: string, house: House): Promise<Part> {
  return startPart(name, house, (url, _port, starting, journal) => launchWorking(url, starting, journal));
}

const NOTHING = Buffer.alloc(0);

type Launch = (url: string, port: number, starting: Starting, journal: string[]) => Promise<Launched>;

async function startPart(name: string, house: House, launch: Launch): Promise<Part> {
  let hearing = true;
  let answersToLose = 0;

  function toClient(bytes: Buffer, client: Socket): Buffer {
    if (!hearing && bytes.includes('smessage')) return NOTHING;
    if (answersToLose === 0 || !bytes.includes('\r\nok\r\n')) return bytes;
    answersToLose -= 1;
    client.destroy();
    return NOTHING;
  }

  const line = await startTcpLine(
    () => ({ path: house.url }),
    () => ({ toServer: (bytes) => bytes, toClient }),
  );
  // Who asks others where the master is goes there by itself, past any line.
  const url = house.topology === 'one' ? `redis://127.0.0.1:${line.port}` : house.url;
  const durability: Record<string, string> =
    house.replicas > 0 ? { DATELINE_DURABILITY: 'replica', DATELINE_REPLICAS: String(house.replicas) } : {};
  const durable = ({ env = {}, ...starting }: Starting) => ({ ...starting, env: { ...durability, ...env } });
  const journal: string[] = [];
  let running = await launch(url, 0, durable({}), journal);
  let state: 'up' | 'frozen' | 'ended' = 'up';
  const { port } = running;
  return {
    name,
    line,
    port,
    journal,
    get hearing() {
      return hearing;
    },
    set hearing(does) {
      hearing = does;
    },
    loseNextAnswer() {
      answersToLose += 1;
    },
    get answersToLose() {
      return answersToLose;
    },
    get up() {
      return state === 'up';
    },
    pid: () => running.pid,
    signal(signal) {
      state = signal === 'SIGSTOP' ? 'frozen' : 'up';
      running.signal(signal);
    },
    async held() {
      const from = journal.length;
      const swept = () => journal.slice(from).find((line) => line.includes('"swept"'));
      running.signal('SIGUSR2');
      if (!(await comes(() => swept() !== undefined, SWEPT_MS))) throw new Error(`${name} does not say what it holds`);
      return Number(/"bytes":(\d+)/.exec(swept() ?? '')?.[1]);
    },
    async ended() {
      await running.ended;
      state = 'ended';
    },
    async end(signal) {
      state = 'ended';
      running.signal('SIGCONT');
      running.signal(signal);
      return await running.ended;
    },
    async start(starting = {}) {
      running = await launch(url, port, durable(starting), journal);
      state = 'up';
    },
    async stop() {
      running.signal('SIGCONT');
      running.signal('SIGTERM');
      const timer = setTimeout(() => running.signal('SIGKILL'), STOP_MS);
      await running.ended;
      clearTimeout(timer);
      await line.stop();
    },
  };
}

type Serving = { url: string; port: number; starting: Starting; journal: string[] };

async function launchServing(role: string, { url, port, starting, journal }: Serving): Promise<Launched> {
  const { preload = [], env = {}, prefix = [] } = starting;
  const all = { PORT: String(port), REDIS_URL: url, DATELINE_EDITOR_KEY: EDITOR_KEY, LOG_LEVEL: 'warn', ...env };
  const words = Object.entries(all).map(([variable, value]) => `${variable}=${value}`);
  const imports = importing(preload);
  const { promise: ready, resolve } = Promise.withResolvers<number>();
  const onLine = (line: string) => {
    const said = /is ready: \S+:(\d+)/.exec(line)?.[1];
    if (said !== undefined) resolve(Number(said));
    else journal.push(line);
  };
  const held: HeldProcess = await hold('env', [...words, ...prefix, process.execPath, ...imports, MAIN, role], onLine);
  const taken = await within(ready, held.ended, () => `${role} did not start: ${journal.slice(-5).join('\n')}`);
  return { pid: held.pid, port: taken, ended: held.ended, signal: held.signal };
}

async function launchWorking(url: string, { preload = [], env = {} }: Starting, journal: string[]): Promise<Launched> {
  const child: ChildProcess = fork(WORKER, {
    env: { ...process.env, REDIS_URL: url, LOG_LEVEL: 'warn', ...env },
    execArgv: importing(preload),
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
  });
  if (child.stderr) createInterface({ input: child.stderr }).on('line', (line) => journal.push(line));
  const ended = once(child, 'exit').then(([code]) => (typeof code === 'number' ? code : undefined));
  await within(once(child, 'message'), ended, () => `a worker did not start: ${journal.slice(-5).join('\n')}`);
  return { pid: child.pid ?? 0, port: 0, ended, signal: (signal) => void child.kill(signal) };
}

const importing = (modules: readonly string[]) => [COLLECT, ...modules].flatMap((module) => ['--import', module]);

async function within<T>(ready: Promise<T>, ended: Promise<unknown>, why: () => string): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(why())), START_MS);
  const over = ended.then(() => Promise.reject(new Error(why())));
  over.catch(() => {}); // it may end later, in its time
  return await Promise.race([ready, late, over]).finally(() => clearTimeout(timer));
}

/** What a process holds, as the kernel counts it. */
export async function holdingsOf(pid: number): Promise<{ fds: number; rss: number }> {
  const fds = (await readdir(`/proc/${pid}/fd`)).length;
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return { fds, rss: Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) * 1024 };
}
