import { Cluster, Redis } from 'ioredis';
import { createJournal } from '../../src/runtime/logging.ts';
import { type Connection, connect } from '../../src/runtime/redis.ts';
import { startCluster, type TestCluster } from '../kit/cluster.ts';
import { startRedis, type TestRedis, type TestRedisOptions } from '../kit/redis.ts';
import { startSentinels, type TestSentinels } from '../kit/sentinel.ts';

/** Longer than any fault keeps Redis from answering, ms: who asks one that will not come back is told. */
const ADMIN_MS = 30_000;

/** How many Redis there are, and who takes over from whom. */
export type Topology = 'one' | 'sentinels' | 'cluster';

/** What the service keeps its logs in. */
export type House = {
  /** As `REDIS_URL` takes it. */
  readonly url: string;
  /** So many replicas have a write before it is acknowledged: all that a master has. */
  readonly replicas: number;
  /** Straight to Redis, past all lines; always to who is the master just now. */
  readonly admin: Connection;
  stop(): Promise<void>;
} & (
  | { topology: 'one'; redis: TestRedis }
  | { topology: 'sentinels'; sentinels: TestSentinels }
  | { topology: 'cluster'; cluster: TestCluster }
);

export async function startHouse(topology: Topology, how: TestRedisOptions): Promise<House> {
  if (topology === 'one') {
    const redis = await startRedis({ appendfsync: 'always', ...how });
    const patience = { maxRetriesPerRequest: null, commandTimeout: ADMIN_MS };
    const admin = new Redis(redis.url, patience).on('error', () => {}); // it is away when a fault says so
    return { topology, redis, ...ended(redis, admin), replicas: 0 };
  }
  const journal = createJournal('silent');
  if (topology === 'sentinels') {
    const sentinels = await startSentinels();
    return { topology, sentinels, ...ended(sentinels, connect(sentinels.url, 'jobs', { journal })), replicas: 2 };
  }
  const cluster = await startCluster();
  return { topology, cluster, ...ended(cluster, connect(cluster.url, 'jobs', { journal })), replicas: 1 };
}

function ended({ url, stop }: { url: string; stop(): Promise<void> }, admin: Connection) {
  return {
    url,
    admin,
    async stop() {
      admin.disconnect();
      await stop();
    },
  };
}

/** Each Redis that takes writes: for commands that are about a server, and not about a key. */
export function mastersOf(admin: Connection): readonly Redis[] {
  return admin instanceof Cluster ? admin.nodes('master') : [admin];
}
