import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fail, ROOT, say } from './say.mjs';

const LOCK = join(ROOT, 'node_modules', '.setup-lock');
const OWNER = join(LOCK, 'pid');
const LOOK_EVERY_MS = 200;
/** A lock without an owner's number was left by a set-up that was killed between two system calls. */
const UNOWNED_MS = 5_000;
/** The longest installation; past that, its owner's number has probably gone to another process. */
const WAIT_MS = 15 * 60_000;

/** One set-up at a time: `npm start` and `npm test` in two terminals must not install into each other. */
export async function withLock(work) {
  mkdirSync(join(ROOT, 'node_modules'), { recursive: true });
  const deadline = Date.now() + WAIT_MS;
  let told = false;
  while (!taken()) {
    const owner = ownerPid();
    if (isStale(owner)) {
      remove(owner);
      continue;
    }
    // Its number is written a moment after the lock is made.
    if (!told && owner !== undefined) {
      say(`waiting for the set-up that runs as process ${owner} …`);
      told = true;
    }
    if (Date.now() > deadline) fail(`Another set-up still seems to run. If none does, remove ${LOCK}.`);
    await pause(LOOK_EVERY_MS);
  }
  try {
    return await work();
  } finally {
    rmSync(LOCK, { recursive: true, force: true });
  }
}

function taken() {
  try {
    mkdirSync(LOCK);
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
  writeFileSync(OWNER, String(process.pid));
  return true;
}

function ownerPid() {
  const pid = existsSync(OWNER) ? Number.parseInt(readFileSync(OWNER, 'utf8'), 10) : Number.NaN;
  return pid > 0 ? pid : undefined;
}

function isStale(owner) {
  if (owner === undefined) return !existsSync(LOCK) || Date.now() - statSync(LOCK).mtimeMs > UNOWNED_MS;
  if (owner === process.pid) return true; // a container gives the same numbers again
  try {
    process.kill(owner, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

/** Put aside first: of two that find it stale, only one may remove it, or the second would remove the first one's new lock. */
function remove(owner) {
  const aside = `${LOCK}-${process.pid}`;
  try {
    if (ownerPid() === owner) renameSync(LOCK, aside);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  rmSync(aside, { recursive: true, force: true });
}
