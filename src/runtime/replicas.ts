import type { ChainableCommander } from 'ioredis';
import type { Connection } from './redis.ts';

/** What a write is known by: a command whose answer tells that it is still there. Its key's slot decides which server is asked. */
export type Proof = {
  key: string;
  ask: (pipeline: ChainableCommander) => unknown;
  holds: (answer: unknown) => boolean;
};

/** Resolves when enough replicas have what was written before; rejects when they have not said so in time, or the write is gone. */
export type OnReplica = (proof: Proof) => Promise<void>;

/** A replica in the same house answers in a millisecond. */
const WAIT_MS = 1_000;
const MARK_MS = 60_000;

/**
 * Waits for so many replicas, by WAIT. Over a connection of its own, since whatever else goes over it has to wait as well. So a mark is
 * written first: what a replica has of a server's writes, it has up to some place, and the mark's is after the write's. The answers count
 * only if all came over one link, to which WAIT refers; and if the write is still there, since a failover may have taken it away.
 */
export function createOnReplica(redis: Connection, wanted: number): OnReplica {
  return async ({ key, ask, holds }) => {
    const pipeline = redis.pipeline().set(markOf(key), 1, 'PX', MARK_MS).client('ID');
    ask(pipeline);
    const answers = (await pipeline.wait(wanted, WAIT_MS).client('ID').exec()) ?? [];
    const [failed] = answers.flatMap(([error]) => (error ? [error] : []));
    if (failed) throw failed;
    const [, before, there, replicas, after] = answers.map(([, answer]) => answer);
    if (before !== after) throw new Error('the link broke while a replica was waited for');
    if (!holds(there)) throw new Error('the write was lost in a failover');
    if (Number(replicas) < wanted)
      throw new Error(`${replicas} of ${wanted} replicas have said in time that they have it`);
  };
}

/** In the slot of the key. */
function markOf(key: string): string {
  return key.includes('{') ? `${key}:mark` : `{${key}}:mark`;
}
