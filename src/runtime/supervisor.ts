import { type ChildProcess, fork } from 'node:child_process';
import type { Journal } from './logging.ts';

/** The first restart comes this soon, ms; each further one may wait twice as long, up to the second. */
const RESTART_FIRST_MS = 200;
const RESTART_MOST_MS = 5_000;
/** A process that lived for so long had no trouble starting. */
export const LASTED_MS = 10_000;
/** What a process may take to end in order, ms, before it is killed. */
const STOP_MS = 8_000;

export type SupervisorOptions = {
  env: Record<string, string | undefined>;
  journal: Journal;
  /** From 0 to 1, for the jitter of restarts. */
  random: () => number;
  /** A clock that never steps, ms. */
  clock: () => number;
};

/** A process of ours that is started again when it dies. */
export type Supervised = {
  /** Resolves when it has said `ready` for the first time. */
  ready: Promise<void>;
  /** Undefined while it is down. */
  pid(): number | undefined;
  stop(): Promise<void>;
};

/** How long to wait after so many deaths in a row, ms: one that cannot start must not keep a core busy. */
export function restartMs(deaths: number, random: () => number): number {
  return Math.min(RESTART_MOST_MS, RESTART_FIRST_MS * 2 ** (deaths - 1)) * (0.5 + random() / 2);
}

/** Runs a module of ours in a process of its own; the open channel between the two tells it when we are gone. */
export function supervise(module: string, { env, journal, random, clock }: SupervisorOptions): Supervised {
  const { promise: ready, resolve } = Promise.withResolvers<void>();
  let child: ChildProcess | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopping = false;
  let deaths = 0;

  function start(): void {
    const startedAt = clock();
    child = fork(module, { env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    child.on('message', (message) => message === 'ready' && resolve());
    child.on('error', (error) => journal.error({ error, module }, 'A process could not be started'));
    child.on('exit', (code, signal) => {
      child = undefined;
      if (stopping) return;
      deaths = clock() - startedAt >= LASTED_MS ? 1 : deaths + 1;
      const wait = restartMs(deaths, random);
      journal.warn({ code, signal, module, wait }, 'A process died; it is started again');
      timer = setTimeout(start, wait);
    });
  }

  start();
  return {
    ready,
    pid: () => child?.pid,
    async stop() {
      stopping = true;
      clearTimeout(timer);
      const ending = child;
      if (!ending) return;
      const ended = new Promise((done) => ending.once('exit', done));
      ending.kill('SIGTERM');
      const kill = setTimeout(() => ending.kill('SIGKILL'), STOP_MS);
      await ended;
      clearTimeout(kill);
    },
  };
}
