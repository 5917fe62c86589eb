import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** Which cores are whose: the serving process has the first to itself, everything else shares the others. */
const SERVING = '0';
const OTHERS = availableParallelism() > 2 ? `1-${availableParallelism() - 1}` : '1';

const pins = availableParallelism() > 1 && works();

function works(): boolean {
  try {
    execFileSync('taskset', ['-c', SERVING, 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false; // not Linux, or a container that may not
  }
}

export type Place = 'serving' | 'others';

/** A command that runs pinned, where that can be done. */
export function pinned(place: Place, command: readonly string[]): [command: string, args: string[]] {
  const [file = '', ...args] = pins ? ['taskset', '-c', place === 'serving' ? SERVING : OTHERS, ...command] : command;
  return [file, args];
}

/** Pins processes that run already. */
export function pin(place: Place, ...pids: number[]): void {
  if (!pins) return;
  const cores = place === 'serving' ? SERVING : OTHERS;
  for (const pid of pids) execFileSync('taskset', ['-a', '-cp', cores, String(pid)], { stdio: 'ignore' });
}

export const PINNING = pins ? `serving process on core ${SERVING}, the rest on ${OTHERS}` : 'not pinned';
