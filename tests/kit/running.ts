import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PATIENCE_MS, Waiting } from './waiting.ts';

const MAIN = join(import.meta.dirname, '../../src/main.ts');
const START_MS = 20_000;

/** Dateline as a newcomer runs it: `start`, in a data folder of its own, on a free port. */
export type Running = {
  url: string;
  key: string;
  folder: string;
  pid: number;
  /** Everything that it has written so far. */
  output(): string;
  /** The worker's process as it is now; another one after it was killed. */
  worker(): number;
  /** Waits until there is a worker other than this one. */
  workerAfter(pid: number): Promise<number>;
  write(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  read(path: string): Promise<Answer>;
  /** Runs a command of the command line to its end. */
  command(...words: string[]): Promise<Ended>;
  /** Asks it to end and waits for that; gives its exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
};
export type Answer = { status: number; headers: Headers; json: ReturnType<typeof JSON.parse> };
export type Ended = { code: number | null; stdout: string; stderr: string };

/** Starts it; with a folder, on what an earlier one has left there; with settings, as an operator would who has a Redis already. */
export async function startRunning(before?: string, settings: Record<string, string> = {}): Promise<Running> {
  const folder = before ?? (await mkdtemp(join(tmpdir(), 'dl-run-')));
  const env = { ...process.env, PORT: '0', DATELINE_DATA: folder, LOG_LEVEL: 'warn', REDIS_URL: '', ...settings };
  const child = spawn(process.execPath, [MAIN, 'start'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const waiting = new Waiting();
  const written = collect(child, waiting);
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  process.once('exit', () => child.kill('SIGKILL')); // its Redis and its worker end with it
  const ready = () => /editor key\s+(\S+)[\s\S]*Ctrl-C/.test(written.all);
  await Promise.race([
    waiting.until(ready, () => `it is not ready:\n${written.all}`, START_MS),
    ended.then((code) => Promise.reject(new Error(`it ended with ${code}:\n${written.all}`))),
  ]);
  const url = /(http:\/\/\S+?)\/?\s/.exec(written.stdout)?.[1] ?? '';
  const key = /editor key\s+(\S+)/.exec(written.stdout)?.[1] ?? '';
  const pid = child.pid ?? 0;

  async function ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const init: RequestInit = { method, headers };
    if (body !== undefined) init.body = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(`${url}${path}`, init);
    const text = await response.text();
    return { status: response.status, headers: response.headers, json: text.startsWith('{') ? JSON.parse(text) : text };
  }

  return {
    url,
    key,
    folder,
    pid,
    output: () => written.all,
    worker: () => workerOf(pid) ?? 0,
    async workerAfter(earlier) {
      const until = performance.now() + PATIENCE_MS;
      for (;;) {
        const now = workerOf(pid);
        if (now !== undefined && now !== earlier) return now;
        if (performance.now() > until) throw new Error('no other worker was started');
        await ask('GET', '/healthz'); // time passes in round trips
      }
    },
    write(method, path, body, headers = {}) {
      const type = typeof body === 'string' ? 'text/plain' : 'application/json';
      return ask(method, path, body, { Authorization: `Bearer ${key}`, 'Content-Type': type, ...headers });
    },
    read: (path) => ask('GET', path),
    async command(...words) {
      const run = spawn(process.execPath, [MAIN, ...words, '--server', url], {
        env: { ...process.env, DATELINE_EDITOR_KEY: key, DATELINE_DATA: folder, NO_COLOR: '1' },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const said = collect(run, new Waiting());
      const code = await new Promise<number | null>((resolve) => run.once('close', resolve));
      return { code, stdout: said.stdout, stderr: said.stderr };
    },
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      const code = await ended;
      if (before === undefined && signal !== 'SIGKILL') await rm(folder, { recursive: true, force: true });
      return code;
    },
  };
}

function collect(child: ChildProcess, waiting: Waiting) {
  const written = { all: '', stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name]?.on('data', (data) => {
      written.all += data;
      written[name] += data;
      waiting.changed();
    });
  return written;
}

/** The child of a process that runs the worker, by what the kernel says of all processes. */
function workerOf(parent: number): number | undefined {
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const status = readFileSync(`/proc/${name}/status`, 'utf8');
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8');
      if (status.includes(`\nPPid:\t${parent}\n`) && command.includes('workers/main.ts')) return Number(name);
    } catch {} // it has ended meanwhile
  }
  return undefined;
}
