import { execFile } from 'node:child_process';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type HeldProcess, hold } from './held-process.ts';
import { REDIS_VERSION } from './redis-check.ts';

/** How often a server that is starting is asked whether it is ready. */
const READY_EVERY_MS = 10;
/** A local server that does not answer for so long is stuck. */
const ANSWER_MS = 2_000;
/** What a server said last: enough to show why it did not start. */
const LAST_LINES = 8;
/** `4217:M 23 Nov 2026 09:10:36.970 # `: process, role, time and level. */
const LINE_HEAD = /^\d+:\w .*? [.*#-] /;

/** A server process that has been started; `ready` says whether it came to answer before it ended. */
export type RedisProcess = { held: HeldProcess; ready: Promise<boolean>; lastLines: readonly string[] };

/** The first of redis-server and valkey-server on the PATH that is new enough; the error says what to do when there is none. */
export async function findRedisServer(): Promise<string> {
  const found: string[] = [];
  for (const name of ['redis-server', 'valkey-server']) {
    const version = await versionOf(name);
    if (version === undefined) continue;
    if (Number.parseInt(version, 10) >= REDIS_VERSION) return name;
    found.push(`${name} ${version} is too old`);
  }
  const why = found.length > 0 ? found.join(', ') : 'neither redis-server nor valkey-server is on the PATH';
  throw new Error(`No Redis: ${why}. Install Redis or Valkey ${REDIS_VERSION} or later, or set REDIS_URL.`);
}

async function versionOf(name: string): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(name, ['--version']);
    return /\bv=(\d[\d.]*)/.exec(stdout)?.[1];
  } catch {
    return undefined;
  }
}

/** Starts a server that ends with us and answers on this socket alone, with these settings beside what every one of ours needs. */
export async function launchRedis(
  server: string,
  { socket, folder, settings }: { socket: string; folder: string; settings: Record<string, string> },
  onLine: (line: string) => void = () => {},
): Promise<RedisProcess> {
  const all = {
    port: '0',
    unixsocket: socket,
    unixsocketperm: '700',
    dir: folder,
    daemonize: 'no',
    loglevel: 'warning',
    save: '',
    ...settings,
  };
  const lastLines: string[] = [];
  const args = Object.entries(all).flatMap(([name, value]) => [`--${name}`, value]);
  const held = await hold(server, args, (line) => {
    const words = line.replace(LINE_HEAD, '');
    lastLines.push(words);
    if (lastLines.length > LAST_LINES) lastLines.shift();
    onLine(words);
  });
  return { held, ready: answersPing(held, socket), lastLines };
}

/** As long as it lives it may still be loading: a log of years takes a while. */
async function answersPing(held: HeldProcess, socket: string): Promise<boolean> {
  while (!held.hasEnded) {
    if ((await ask(socket, 'PING')) === '+PONG') return true;
    await pause(READY_EVERY_MS);
  }
  return false;
}

/** The first line of a server's answer to one command, '' when it closed instead, undefined when nobody is there. */
export function ask(socket: string, command: string): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  let answer = '';
  const connection = connect(socket, () => connection.write(`${command}\r\n`));
  connection.setTimeout(ANSWER_MS, () => connection.destroy());
  connection.on('data', (bytes) => {
    answer += bytes;
    if (answer.includes('\r\n')) connection.destroy();
  });
  connection.on('error', () => resolve(undefined));
  connection.on('close', () => resolve(answer.split('\r\n')[0]));
  return promise;
}
