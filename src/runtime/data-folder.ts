import { randomUUID } from 'node:crypto';
import { link, mkdir, mkdtemp, readdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ask } from './redis-server.ts';

/** A crashed service's Redis ends within this, or something holds it. */
export const LEFTOVER_MS = 5_000;
const LOOK_EVERY_MS = 50;
/** The path of a socket has room for 103 bytes on the narrowest system. */
const SOCKET_PATH_BYTES = 103;

const BEACON = 'service.sock';
const REDIS = 'redis.sock';

/** A data folder that is ours alone until it is released; `socket` is where its Redis must listen. */
export type Claim = { readonly folder: string; readonly socket: string; release(): Promise<void> };

/** Who holds the folder: the process, for people; its sockets, which answer as long as it lives, unlike a number that is used again. */
type Holder = { pid: number; sockets: string };

/**
 * Two Redis servers that append to the same files destroy them, so a folder has one service. Takes over what a
 * service that is gone has left; ends its Redis, if that lives on; rejects with a sentence when the folder is in use.
 */
export async function claimFolder(path: string): Promise<Claim> {
  const folder = resolve(path);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const sockets = await socketFolder();
  const beacon = await lightBeacon(join(sockets, BEACON));
  const release = async () => {
    beacon.close();
    await clearSockets(sockets);
  };
  try {
    await takeLock(folder, { pid: process.pid, sockets });
  } catch (error) {
    await release();
    throw error;
  }
  return { folder, socket: join(sockets, REDIS), release };
}

/** In the system's folder for such things, private to us (mkdtemp gives 0700), unless that folder's path is too long. */
async function socketFolder(): Promise<string> {
  const fits = Buffer.byteLength(join(tmpdir(), 'dateline-XXXXXX', BEACON)) <= SOCKET_PATH_BYTES;
  return await mkdtemp(join(fits ? tmpdir() : '/tmp', 'dateline-'));
}

async function lightBeacon(path: string): Promise<Server> {
  const { promise, resolve: lit, reject } = Promise.withResolvers<void>();
  const beacon = createServer((visitor) => visitor.destroy());
  beacon.once('error', reject).listen(path, lit);
  await promise;
  return beacon.unref();
}

/**
 * Locks are numbered and the highest counts. It is made once, by whoever has seen that the one before it is dead, and
 * never removed, not even when it is released: removing a lock that was stale a moment ago could remove a new one.
 */
async function takeLock(folder: string, us: Holder): Promise<void> {
  const draft = join(folder, `lock-${randomUUID()}`);
  await writeFile(draft, JSON.stringify(us), { mode: 0o600 });
  try {
    for (;;) {
      const last = Math.max(0, ...(await lockNumbers(folder)));
      if (last > 0) await outlive(join(folder, lockName(last)), folder);
      const ours = join(folder, lockName(last + 1));
      if (!(await linked(draft, ours))) continue; // another start was faster: see whether it lives
      const numbers = await lockNumbers(folder);
      if (Math.max(...numbers) === last + 1) return await removeLocks(folder, numbers, last);
      await rm(ours, { force: true }); // others have come and gone meanwhile
    }
  } finally {
    await rm(draft, { force: true });
  }
}

function lockName(number: number): string {
  return `lock-${number}`;
}

async function lockNumbers(folder: string): Promise<number[]> {
  return (await readdir(folder)).filter((name) => /^lock-\d+$/.test(name)).map((name) => Number(name.slice(5)));
}

async function removeLocks(folder: string, numbers: number[], last: number): Promise<void> {
  for (const number of numbers) if (number <= last) await rm(join(folder, lockName(number)), { force: true });
}

/** A link appears whole and fails when there is one: nobody reads half a lock, and only one of two starts gets it. */
async function linked(draft: string, file: string): Promise<boolean> {
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** '' when it has been removed: its folder has passed on to another start. */
async function readLock(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return '';
    throw error;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** Resolves when nothing of the lock's holder lives any more, and what it left behind is cleared away. */
async function outlive(lock: string, folder: string): Promise<void> {
  const holder = parseHolder(await readLock(lock));
  if (!holder) return;
  const { pid, sockets } = holder;
  if (await answers(join(sockets, BEACON)))
    throw new Error(
      `${folder} is in use by another Dateline, process ${pid}. Stop that one, or set DATELINE_DATA to another folder.`,
    );
  const redis = join(sockets, REDIS);
  const deadline = performance.now() + LEFTOVER_MS;
  while (await answers(redis)) {
    if (performance.now() > deadline)
      throw new Error(
        `The Redis of a Dateline that has died, process ${pid}, still runs on ${folder}. End it, then start again.`,
      );
    await ask(redis, 'SHUTDOWN'); // the shell that should have ended it may have been killed too
    await pause(LOOK_EVERY_MS);
  }
  await clearSockets(sockets);
}

/** Whether anyone listens there. A socket that we may not even try is taken for a living one. */
function answers(socket: string): Promise<boolean> {
  const { promise, resolve: answer } = Promise.withResolvers<boolean>();
  const connection = connect(socket, () => answer(true));
  connection.on('error', (error) => answer(!ABSENT.has(codeOf(error))));
  return promise.finally(() => connection.destroy());
}

const ABSENT = new Set(['ENOENT', 'ECONNREFUSED', 'ENOTDIR', 'ENOTSOCK']);

/** The sockets by name, then the folder if it is empty: a path that was read from a file is nothing to remove as a whole. */
async function clearSockets(folder: string): Promise<void> {
  for (const name of [BEACON, REDIS]) await rm(join(folder, name), { force: true });
  await rmdir(folder).catch(() => {});
}

/** Undefined for a lock that a power cut left empty, or that has been removed. */
function parseHolder(text: string): Holder | undefined {
  try {
    const { pid, sockets } = JSON.parse(text);
    return typeof pid === 'number' && typeof sockets === 'string' ? { pid, sockets } : undefined;
  } catch {
    return undefined;
  }
}
