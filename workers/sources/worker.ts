import {
  createSourceWorker,
  type QueueConnections,
  type QueueWorker,
  type QueueWorkerOptions,
} from '../../src/queue/index.ts';
import { type Looking, look } from './looking.ts';
import { createReader } from './reading.ts';
import { createSourceSweep, type SourceSweepOptions } from './sweep.ts';

export type SourceWorkerParts = Omit<Looking, 'readItems'> & {
  /** `blocking` must be this worker's alone. */
  connections: QueueConnections;
};

/** Looks at sources until it is closed. What it was given stays open; a look that was under way is done over by another worker. */
export function startSourceWorker(
  parts: SourceWorkerParts,
  options: QueueWorkerOptions & SourceSweepOptions = {},
): QueueWorker {
  const reader = createReader();
  const looking: Looking = { ...parts, readItems: reader.read };
  const worker = createSourceWorker(parts.connections, (job, signal) => look(job, signal, looking), parts, options);
  const sweep = createSourceSweep(parts, options);
  return {
    ready: worker.ready,
    async close() {
      await Promise.all([worker.close(), sweep.close()]);
      await reader.close();
    },
  };
}
