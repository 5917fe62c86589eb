import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parse } from 'yaml';
import { type HeldProcess, hold } from '../../src/runtime/held-process.ts';
import { freePorts } from '../kit/ports.ts';

const ROOT = join(import.meta.dirname, '../..');
const KEY = 'the-key-of-this-newsroom';
const READY_MS = 30_000;
const LOOK_MS = 50;

type Service = { command: string[]; environment?: Record<string, string | number>; healthcheck?: object };

/** The composition as `docker compose up` reads it. */
export async function readComposition(): Promise<{ services: Record<string, Service> }> {
  return parse(await readFile(join(ROOT, 'docker-compose.yml'), 'utf8'), { merge: true });
}

/** The processes of docker-compose.yml without containers: the same commands and settings, each name a port of loopback. */
export type Composition = {
  url: string;
  key: string;
  /** Sends SIGTERM to a service and gives its exit code. */
  end(service: string): Promise<number | null>;
  /** Starts it again and waits until it is ready. */
  start(service: string): Promise<void>;
  stop(): Promise<void>;
};

export async function startComposition(): Promise<Composition> {
  const { services } = await readComposition();
  const names = Object.keys(services);
  const folder = await mkdtemp(join(tmpdir(), 'dl-compose-'));
  const ports = new Map((await freePorts(names.length)).map((port, at) => [names[at]!, port]));
  const children = new Map<string, ChildProcess>();
  const held: HeldProcess[] = [];

  /** `redis://redis:6379` and `gateway-1:8080` as they are reached from here; what is filled in from outside is filled in. */
  function local(text: string): string {
    const filled = text.replace(/\$\{(\w+)(?::[-?]([^}]*))?\}/g, (_, name: string, usual = '') =>
      name === 'DATELINE_EDITOR_KEY' ? KEY : usual,
    );
    return filled.replace(/(^|\/\/)([\w-]+):\d+$/, (whole, before: string, host: string) =>
      ports.has(host) ? `${before}127.0.0.1:${ports.get(host)}` : whole,
    );
  }

  function environmentOf(name: string): Record<string, string> {
    const said = Object.entries(services[name]?.environment ?? {});
    const environment = Object.fromEntries(said.map(([variable, value]) => [variable, local(String(value))]));
    return { ...environment, HOST: '127.0.0.1', PORT: String(ports.get(name)), LOG_LEVEL: 'warn' };
  }

  async function start(name: string): Promise<void> {
    const { command, healthcheck } = services[name]!; // it is one of the file's
    const env = { PATH: process.env.PATH ?? '', DATELINE_DATA: folder, ...environmentOf(name) };
    const child = spawn(process.execPath, ['src/main.ts', ...command], { cwd: ROOT, env, stdio: 'inherit' });
    process.once('exit', () => child.kill('SIGKILL'));
    children.set(name, child);
    if (healthcheck) await answers(`http://127.0.0.1:${ports.get(name)}/readyz`);
  }

  async function end(name: string): Promise<number | null> {
    const child = children.get(name)!; // it has been started
    children.delete(name);
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    const [code] = await ended;
    return code;
  }

  async function stop(): Promise<void> {
    await Promise.all([...children.keys()].map(end));
    for (const program of held.reverse()) await program.release(5_000);
    await rm(folder, { recursive: true, force: true });
  }

  async function startAll(): Promise<void> {
    const [redis = '', ...settings] = services.redis?.command ?? [];
    const place = ['--port', String(ports.get('redis')), '--bind', '127.0.0.1', '--dir', folder];
    held.push(await hold(redis, [...settings, ...place], () => {}));
    await Promise.all(names.filter((name) => name !== 'redis' && name !== 'haproxy').map(start));
    const { INGEST, GATEWAY_1, GATEWAY_2 } = environmentOf('haproxy');
    const places = { LISTEN: `127.0.0.1:${ports.get('haproxy')}`, INGEST, GATEWAY_1, GATEWAY_2 };
    const variables = Object.entries(places).map(([name, value]) => `${name}=${value}`);
    const config = join(ROOT, 'examples/haproxy.cfg');
    held.push(await hold('env', [...variables, 'haproxy', '-db', '-f', config], () => {}));
    await answers(`${url}/readyz`);
  }

  const url = `http://127.0.0.1:${ports.get('haproxy')}`;
  await startAll().catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return { url, key: KEY, end, start, stop };
}

async function answers(url: string): Promise<void> {
  const until = performance.now() + READY_MS;
  for (;;) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    if (performance.now() > until) throw new Error(`${url} is not ready: ${answer?.status} ${await answer?.text()}`);
    await pause(LOOK_MS);
  }
}
