import { Cluster, Redis, type RedisOptions } from 'ioredis';
import type { Journal } from './logging.ts';
import { type ClusterNodes, clusterNodes, placeOf } from './redis-address.ts';

/**
 * What a connection is for. `requests`: somebody waits for the answer, so a Redis that is away is a refusal within two
 * seconds. `jobs`: work that goes on when Redis is back. `blocking`, `replicas` and `subscriber` wait by their nature.
 */
export type Role = 'requests' | 'jobs' | 'blocking' | 'replicas' | 'subscriber';

/** One server, found by its address or by its Sentinels; or the servers of a cluster, of which each command goes to one. */
export type Connection = Redis | Cluster;

/** The replies' shape is part of the type of a connection: ours has the usual one. */
type Options = Omit<RedisOptions, 'replyMapping'>;

/** Under the two seconds in which a refusal is due, with room for the round trips before. */
const REQUEST_MS = 1_500;
const JOB_MS = 5_000;
/** A link on which so long nothing came for a command that was sent is dead, even if nobody has closed it. */
const SILENCE_MS = 6_000;
/** How often a link that only listens asks whether anybody is there. */
const ASK_MS = 2_000;
/** BullMQ waits at most ten seconds for a job. */
const BLOCKING_SILENCE_MS = 15_000;

const CONNECT_MS = 2_000;
/** How often a cluster is asked who has which slots: it says so itself with MOVED, but not to who only listens. */
const SLOTS_MS = 2_000;
const RETRY_FIRST_MS = 50;
const RETRY_MOST_MS = 2_000;

const BY_ROLE: Readonly<Record<Role, Options>> = {
  // No queue while Redis is away: requests would pile up in it, bodies and all, and be carried out after their refusal. So no pipelines.
  requests: { commandTimeout: REQUEST_MS, socketTimeout: SILENCE_MS, enableOfflineQueue: false },
  jobs: { commandTimeout: JOB_MS, socketTimeout: SILENCE_MS },
  blocking: { socketTimeout: BLOCKING_SILENCE_MS },
  // Nothing is refused here, and whoever asks has a limit of his own: a pipeline is taken as a whole. Of one whose first commands it has
  // refused, a cluster's client never sends the others, but waits for their answers, and takes those of the next ones for them.
  replicas: { socketTimeout: SILENCE_MS },
  subscriber: { socketTimeout: SILENCE_MS },
};

export type Connecting = { journal: Journal; random?: () => number };

/**
 * A connection that comes back by itself for ever. It resends what it had no answer to, which is safe with our scripts
 * alone. `url`: redis://, rediss://, redis+sentinel://host:port,host:port/name, redis+cluster://host:port,host:port or the path of a
 * socket. When it breaks and when it is back, the journal says so once; nothing is thrown.
 */
export function connect(url: string, role: Role, { journal, random = Math.random }: Connecting): Connection {
  const retry = (times: number) => retryMs(times, random);
  const nodes = clusterNodes(url);
  if (nodes) return journalled(clusterOf(nodes, role, retry), role, journal);
  const redis = serverAt(url, role, retry);
  if (role === 'subscriber') askNowAndThen(redis);
  return journalled(redis, role, journal);
}

type Retry = (times: number) => number;

function serverAt(url: string, role: Role, retry: Retry): Redis {
  return new Redis({
    ...placeOf(url),
    ...BY_ROLE[role],
    connectionName: `dateline-${role}`,
    connectTimeout: CONNECT_MS,
    maxRetriesPerRequest: null,
    retryStrategy: retry,
    sentinelRetryStrategy: retry,
    // A former master that has become a replica takes no writes: ask again who, or what address, the master is.
    reconnectOnError: (error) => (error.message.startsWith('READONLY') ? 1 : false),
  });
}

/** Who only listens sends nothing that could be left without an answer: a link that died without a word would never be missed. */
function askNowAndThen(redis: Redis): void {
  const ask = () => void (redis.status === 'ready' && redis.ping().catch(() => {})); // its silence is what counts
  const timer = setInterval(ask, ASK_MS).unref();
  redis.once('end', () => clearInterval(timer));
}

function clusterOf({ startup, ...access }: ClusterNodes, role: Role, retry: Retry): Cluster {
  const { enableOfflineQueue = true, ...limits } = BY_ROLE[role];
  return new Cluster(startup, {
    clusterRetryStrategy: retry,
    enableOfflineQueue,
    // BullMQ connects anew when its waiting has gone wrong, and waits for that. While the cluster says that it is down, the check would
    // have the client begin again, and what was waited for would never come: no worker took another job.
    enableReadyCheck: role !== 'blocking',
    // Sharded pub/sub is heard from the master that has the channel's slot.
    shardedSubscribers: role === 'subscriber',
    // A node that has gone is not tried again by itself: what was for it is sent to whoever has its slots by then.
    slotsRefreshTimeout: CONNECT_MS,
    slotsRefreshInterval: SLOTS_MS,
    redisOptions: { ...access, ...limits, connectionName: `dateline-${role}`, connectTimeout: CONNECT_MS },
  });
}

/** Full jitter over a lower bound: many that lost the same Redis do not come back in step. */
export function retryMs(times: number, random: () => number): number {
  const most = Math.min(RETRY_MOST_MS, RETRY_FIRST_MS * 2 ** Math.min(times, 10));
  return Math.round(RETRY_FIRST_MS + random() * (most - RETRY_FIRST_MS));
}

function journalled(redis: Connection, role: Role, journal: Journal): Connection {
  let away = false;
  redis.on('error', (error) => {
    if (!away) journal.warn({ error, role }, 'Redis cannot be reached; trying again until it can');
    away = true;
  });
  redis.on('ready', () => {
    if (away) journal.info({ role }, 'Redis is back');
    away = false;
  });
  return redis;
}

/** Resolves when a connection can be used: one for requests refuses everything before. Waits as long as it takes. */
export function ready(redis: Connection): Promise<void> {
  return new Promise((resolve) => (redis.status === 'ready' ? resolve() : redis.once('ready', resolve)));
}
