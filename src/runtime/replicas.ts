import type { ChainableCommander } from 'ioredis';
import type { Connection } from './redis.ts';

/**
 * What a write is known by: one command whose answer tells that it is still there. `mark` is a key in the slot of what was written,
 * the same for all that lies there.
 */
export type Proof = {
  mark: string;
  ask: (pipeline: ChainableCommander) => unknown;
  holds: (answer: unknown) => boolean;
};

/** Resolves when enough replicas have what was written before; rejects when they have not said so in time, or the write is gone. */
export type OnReplica = (proof: Proof) => Promise<void>;

/** A replica in the same house answers in a millisecond. */
const WAIT_MS = 1_000;
/** Who asks is answered after this, ms: a write is refused within two seconds. */
const ANSWER_MS = 1_500;
/** A round that has come to nothing by then, ms, never will: its line has been given up long before. */
const LOST_MS = 15_000;
const MARK_MS = 60_000;

type Asker = { proof: Proof; late: boolean; resolve: () => void; reject: (error: Error) => void };

/**
 * Waits for so many replicas, by WAIT. Over a connection of its own, since whatever else goes over it has to wait as well: one for
 * `replicas`. Who asks while a round is on its way comes along with the next one, so that what waits at Redis does not grow with
 * the writes, however long a replica is away.
 */
export function createOnReplica(redis: Connection, wanted: number): OnReplica {
  /** By mark: who comes along with the next round. */
  const next = new Map<string, Asker[]>();

  async function rounds(mark: string): Promise<void> {
    for (;;) {
      const askers = next.get(mark)?.filter(({ late }) => !late) ?? [];
      if (askers.length === 0) break;
      next.set(mark, []);
      await within(LOST_MS, round(redis, wanted, mark, askers)).catch((error: Error) => {
        for (const { reject } of askers) reject(error);
      });
    }
    next.delete(mark);
  }

  return (proof) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const asker: Asker = { proof, late: false, resolve, reject };
    const together = next.get(proof.mark);
    if (together) together.push(asker);
    else {
      next.set(proof.mark, [asker]);
      void rounds(proof.mark);
    }
    return within(ANSWER_MS, promise).catch((error: Error) => {
      asker.late = true;
      throw error;
    });
  };
}

/**
 * A mark is written first: what a replica has of a server's writes, it has up to some place, and the mark's is after theirs. The
 * answers count only if all came over one link, to which WAIT refers; and each write only if it is still there, since a failover
 * may have taken it away.
 */
async function round(redis: Connection, wanted: number, mark: string, askers: readonly Asker[]): Promise<void> {
  const pipeline = redis.pipeline().set(mark, 1, 'PX', MARK_MS).client('ID');
  for (const { proof } of askers) proof.ask(pipeline);
  const answers = (await pipeline.wait(wanted, WAIT_MS).client('ID').exec()) ?? [];
  const [failed] = answers.flatMap(([error]) => (error ? [error] : []));
  if (failed) throw failed;
  const [, before, ...others] = answers.map(([, answer]) => answer);
  const [replicas, after] = others.splice(askers.length);
  if (before !== after) throw new Error('the link broke while a replica was waited for');
  if (Number(replicas) < wanted)
    throw new Error(`${replicas} of ${wanted} replicas have said in time that they have it`);
  for (const [at, { proof, resolve, reject }] of askers.entries())
    if (proof.holds(others[at])) resolve();
    else reject(new Error('the write was lost in a failover'));
}

async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('the replicas were not heard of in time')), ms);
  return await Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
