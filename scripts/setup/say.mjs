import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Why set-up cannot go on, for a person: what is wrong and what to do about it. */
export class SetupError extends Error {}

export function fail(message) {
  throw new SetupError(message);
}

export function say(message) {
  process.stderr.write(`setup: ${message}\n`);
}

/** Runs a program from the clone's root with its output on our stderr; returns whether it is there, and whether it went well. */
export function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, {
    cwd: ROOT,
    stdio: ['ignore', 2, 2],
    ...options,
  });
  return { found: error === undefined, ok: status === 0 };
}

/** What a program prints, or undefined when it is not there or fails. */
export function output(command, args) {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  return status === 0 ? stdout : undefined;
}
