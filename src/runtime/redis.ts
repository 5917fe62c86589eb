import { Redis, type RedisOptions } from 'ioredis';
import type { Journal } from './logging.ts';

/**
 * What a connection is for. `requests`: somebody waits for the answer, so a Redis that is away is a refusal within two
 * seconds. `jobs`: work that goes on when Redis is back. `blocking` and `subscriber` wait by their nature.
 */
export type Role = 'requests' | 'jobs' | 'blocking' | 'subscriber';

/** The replies' shape is part of the type of a connection: ours has the usual one. */
type Options = Omit<RedisOptions, 'replyMapping'>;

/** Under the two seconds in which a refusal is due, with room for the round trips before. */
const REQUEST_MS = 1_500;
const JOB_MS = 5_000;
/** A link on which so long nothing came for a command that was sent is dead, even if nobody has closed it. */
const SILENCE_MS = 6_000;
/** BullMQ waits at most ten seconds for a job. */
const BLOCKING_SILENCE_MS = 15_000;

const CONNECT_MS = 2_000;
const RETRY_FIRST_MS = 50;
const RETRY_MOST_MS = 2_000;

const BY_ROLE: Readonly<Record<Role, Options>> = {
  // No queue while Redis is away: requests would pile up in it, bodies and all, and be carried out after their refusal.
  requests: { commandTimeout: REQUEST_MS, socketTimeout: SILENCE_MS, enableOfflineQueue: false },
  jobs: { commandTimeout: JOB_MS, socketTimeout: SILENCE_MS },
  blocking: { socketTimeout: BLOCKING_SILENCE_MS },
  subscriber: {},
};

export type Connecting = { journal: Journal; random?: () => number };

/**
 * A connection that comes back by itself for ever. It resends what it had no answer to, which is safe with our scripts
 * alone. `url`: redis://, rediss://, redis+sentinel://host:port,host:port/name or the path of a socket. When it breaks and when it
 * is back, the journal says so once; nothing is thrown.
 */
export function connect(url: string, role: Role, { journal, random = Math.random }: Connecting): Redis {
  const options: Options = {
    ...placeOf(url),
    ...BY_ROLE[role],
    connectionName: `dateline-${role}`,
    connectTimeout: CONNECT_MS,
    maxRetriesPerRequest: null,
    retryStrategy: (times) => retryMs(times, random),
    sentinelRetryStrategy: (times) => retryMs(times, random),
    // A former master that has become a replica takes no writes: ask again who, or what address, the master is.
    reconnectOnError: (error) => (error.message.startsWith('READONLY') ? 1 : false),
  };
  return journalled(new Redis(options), role, journal);
}

/** Full jitter over a lower bound: many that lost the same Redis do not come back in step. */
export function retryMs(times: number, random: () => number): number {
  const most = Math.min(RETRY_MOST_MS, RETRY_FIRST_MS * 2 ** Math.min(times, 10));
  return Math.round(RETRY_FIRST_MS + random() * (most - RETRY_FIRST_MS));
}

function journalled(redis: Redis, role: Role, journal: Journal): Redis {
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
export function ready(redis: Redis): Promise<void> {
  return new Promise((resolve) => (redis.status === 'ready' ? resolve() : redis.once('ready', resolve)));
}

/** Where an address leads, as the Redis client's options say it. */
export function placeOf(url: string): Options {
  if (url.startsWith('/')) return { path: url };
  const sentinel = /^redis\+sentinel:\/\/(?:([^@/]*)@)?([^/]+)\/([^/]+)(?:\/(\d+))?$/.exec(url);
  if (sentinel) return sentinelPlace(sentinel[1], sentinel[2]!, sentinel[3]!, sentinel[4]); // both groups are there when it matches
  const scheme = url.slice(0, url.indexOf('://'));
  if (scheme !== 'redis' && scheme !== 'rediss')
    throw new Error(
      `${scheme}:// is not served yet: use redis://, rediss://, redis+sentinel:// or the path of a socket.`,
    );
  const { hostname, port, username, password, pathname } = new URL(url);
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || 6379),
    db: Number(pathname.slice(1) || 0),
    ...credentials(decodeURIComponent(username), decodeURIComponent(password)),
    ...(scheme === 'rediss' && { tls: { servername: hostname } }),
  };
}

function sentinelPlace(who: string | undefined, hosts: string, name: string, db = '0'): Options {
  const [username = '', password = ''] = (who ?? '').split(':').map(decodeURIComponent);
  const sentinels = hosts.split(',').map((host) => {
    const { hostname, port } = new URL(`redis://${host}`);
    return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 26379) };
  });
  return { sentinels, name, db: Number(db), failoverDetector: true, ...credentials(username, password) };
}

function credentials(username: string, password: string): Options {
  return { ...(username && { username }), ...(password && { password }) };
}
