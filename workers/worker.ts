import type { Log } from '../src/log/log.ts';
import {
  type ArticleQueue,
  type Articles,
  createArticleWorker,
  type QueueConnections,
  type QueueWorker,
  type QueueWorkerOptions,
  type Work,
} from '../src/queue/index.ts';
import type { Journal } from '../src/runtime/logging.ts';
import type { Cut } from './cutting.ts';
import { publish } from './publishing.ts';
import { createSweep, type SweepOptions } from './sweep.ts';

export type WorkerParts = {
  log: Log;
  articles: Articles;
  queue: ArticleQueue;
  connections: QueueConnections;
  cut: Cut;
  journal: Journal;
  /** ms since 1970. */
  now: () => number;
  /** From 0 to 1, for jitter. */
  random: () => number;
};
export type WorkerOptions = QueueWorkerOptions & SweepOptions;

/** Works on articles until it is closed. What it was given stays open; a run that was under way goes on in another worker. */
export function startWorker(parts: WorkerParts, options: WorkerOptions = {}): QueueWorker {
  const { articles } = parts;
  const work: Work = {
    run: (job, run) => publish(job, run, parts),
    postponed: (job, until) => articles.due(job, until),
    async failed(job, error) {
      await articles.fail(job, error);
      await articles.settle(job);
    },
  };
  const worker = createArticleWorker(parts.connections, work, parts, options);
  const sweep = createSweep(parts, options);
  return {
    ready: worker.ready,
    async close() {
      await Promise.all([worker.close(), sweep.close()]);
    },
  };
}
