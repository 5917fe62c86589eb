import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type Place, pinned } from './pinning.ts';

/** A module of the bench in a process of its own, pinned; it ends with us. */
export type Child = {
  pid: number;
  /** Sends a message and gives the next one that comes. */
  ask<T>(message: object): Promise<T>;
  /** The first message that comes by itself. */
  first<T>(): Promise<T>;
  /** Without a signal it is left to end by itself, and writes what it was asked to profile. */
  stop(signal?: 'SIGKILL'): Promise<void>;
};

export function start(
  place: Place,
  module: string,
  args: readonly string[] = [],
  flags: readonly string[] = [],
): Child {
  const node = [process.execPath, '--disable-warning=ExperimentalWarning', ...flags];
  const [file, rest] = pinned(place, [...node, join(import.meta.dirname, module), ...args]);
  const child = spawn(file, rest, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const ended = once(child, 'exit');
  return {
    pid: child.pid ?? 0,
    ask(message) {
      const answer = next(child, module);
      child.send(message);
      return answer as Promise<never>;
    },
    first: () => next(child, module) as Promise<never>,
    async stop(signal) {
      if (signal) child.kill(signal);
      else child.disconnect();
      await ended;
    },
  };
}

function next(child: ChildProcess, module: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const early = () => reject(new Error(`${module} has ended`));
    child.once('exit', early);
    child.once('message', (message: { error?: string }) => {
      child.off('exit', early);
      if (message.error === undefined) resolve(message);
      else reject(new Error(`${module}: ${message.error}`));
    });
  });
}
