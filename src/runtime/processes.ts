import cluster, { type Worker } from 'node:cluster';
import type { Journal } from './logging.ts';
import { LASTED_MS, restartMs } from './supervisor.ts';

/** Several processes of the same command that listen on the same port; connections are given to them in turn. */
export type Processes = {
  /** Asks all of them to end, and waits until they have. */
  stop(): Promise<void>;
};

/** Starts so many processes with the same words as this one, which itself does nothing but look after them. */
export function startProcesses(
  count: number,
  { journal, random, clock }: { journal: Journal; random: () => number; clock: () => number },
): Processes {
  const running = new Set<Worker>();
  const timers = new Set<NodeJS.Timeout>();
  let stopping = false;
  let deaths = 0;
  let ended = () => {};

  function start(): void {
    const startedAt = clock();
    const worker = cluster.fork();
    running.add(worker);
    worker.on('error', (error) => journal.error({ error }, 'A process could not be spoken to'));
    worker.on('exit', (code, signal) => {
      running.delete(worker);
      if (running.size === 0) ended();
      if (stopping) return;
      deaths = clock() - startedAt >= LASTED_MS ? 1 : deaths + 1;
      const wait = restartMs(deaths, random);
      journal.warn({ code, signal, wait }, 'A process died; it is started again');
      const timer = setTimeout(() => {
        timers.delete(timer);
        start();
      }, wait);
      timers.add(timer);
    });
  }

  for (let at = 0; at < count; at += 1) start();
  return {
    async stop() {
      stopping = true;
      for (const timer of timers) clearTimeout(timer);
      if (running.size === 0) return;
      await new Promise<void>((resolve) => {
        ended = resolve;
        for (const worker of running) worker.process.kill('SIGTERM');
      });
    },
  };
}

/** Whether this is one of several processes, and another looks after it. */
export function isOneOfMany(): boolean {
  return cluster.isWorker;
}
