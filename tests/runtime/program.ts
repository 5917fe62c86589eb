import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const LINE_MS = 10_000;

/** A program of this folder's `programs`, as a process of its own; it speaks in lines of JSON. */
export type Program = {
  child: ChildProcess;
  pid: number;
  next(): Promise<Record<string, unknown>>;
  kill(): Promise<void>;
};

export function startProgram(name: string, ...args: string[]): Program {
  const file = fileURLToPath(new URL(`./programs/${name}.ts`, import.meta.url));
  const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    child,
    pid: child.pid!, // of a program that could not be spawned nothing is ever read
    async next() {
      const late = AbortSignal.timeout(LINE_MS);
      const line = await Promise.race([lines.next(), once(late, 'abort')]);
      if (Array.isArray(line) || line.done) throw new Error(`${name} ${late.aborted ? 'said nothing' : 'ended'}`);
      return JSON.parse(line.value);
    },
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

/** Not a process that has ended and that nobody has asked about yet. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !existsSync('/proc/self/stat') || !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}
