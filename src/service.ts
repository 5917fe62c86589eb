import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { join } from 'node:path';
import express, { type Express } from 'express';
import { refusalPage, views } from '../client/page/index.ts';
import { cutArticle } from '../workers/cut-article.ts';
import { cutWhole } from '../workers/cutting.ts';
import { createGateway } from './gateway/gateway.ts';
import { createIngest, createRequests } from './ingest/index.ts';
import { createCensus } from './log/census.ts';
import { createFileWatch } from './log/file-watch.ts';
import type { Log } from './log/log.ts';
import { onReplica } from './log/on-replica.ts';
import { createRedisLog } from './log/redis-log.ts';
import { createRewrite, withRewrite } from './log/rewrite.ts';
import { Refusal } from './protocol/codes.ts';
import { VIEWERS_KEPT_MS } from './protocol/limits.ts';
import {
  type ArticleQueue,
  type Articles,
  allowedAddresses,
  articlesOnReplica,
  createArticleQueue,
  createRedisArticles,
  createRedisSources,
  createSourceQueue,
  type SourceQueue,
} from './queue/index.ts';
import { createHealth } from './runtime/health.ts';
import type { Journal } from './runtime/logging.ts';
import { problems } from './runtime/problem.ts';
import { type Connection, connect, ready } from './runtime/redis.ts';
import { checkRedis, type Durability } from './runtime/redis-check.ts';
import { createOnReplica } from './runtime/replicas.ts';
import type { Shutdown } from './runtime/shutdown.ts';
import { answering, createWebServer, inFrames, listen, openToSites, safeHeaders, urlOf } from './runtime/web.ts';

/** What a process serves: readers, the newsroom, or both. */
export type Role = 'gateway' | 'ingest';

export type ServiceOptions = {
  roles: readonly Role[];
  port: number;
  host: string;
  /** Where readers reach this service; undefined: where it listens. */
  publicUrl: string | undefined;
  redisUrl: string;
  queueUrl: string;
  durability: Durability;
  /** How many replicas must have a write, when the durability is `replica`. */
  replicas: number;
  /** The editor key; needed for `ingest` alone. */
  key: string;
  origins: '*' | readonly string[];
  /** Sources may lie in private networks. */
  sourcePrivate: boolean;
  /** Milliseconds over which a gateway that closes sends its readers away. */
  spreadMs: number;
  journal: Journal;
  shutdown: Shutdown;
};

export type Service = { url: string; port: number; log: Log; articles: Articles; queue: ArticleQueue };

/** What a gateway may take beyond its spread, ms, until the last connection is closed. */
const CLOSING_MS = 4_000;
/** What requests that run when their process ends may take, ms: twice the time in which any gets an answer, whatever Redis does. */
const ANSWERING_MS = 4_000;

type Store = Pick<Service, 'log' | 'articles' | 'queue'> & { redis: Connection; sourceQueue: SourceQueue };

const ASSETS = join(import.meta.dirname, '../dist/client');
const EPOCH_CHARACTERS = '0123456789abcdefghijklmnopqrstuvwxyz';
const now = Date.now;

/** Builds a serving process from its parts and begins to listen; `shutdown` ends them in the other order. */
export async function startService(options: ServiceOptions): Promise<Service> {
  const { roles, port, host, journal, shutdown } = options;
  const { redis, sourceQueue, ...store } = openStore(options);
  const app = express().disable('x-powered-by');
  const http = createWebServer(app);
  const answered = answering(http);
  shutdown.phase('web server', () => answered(ANSWERING_MS).then(() => http.closeAllConnections()));
  app.use(safeHeaders());
  app.use(createHealth(() => checkRedis(redis, now, options.durability)));
  if (roles.includes('gateway')) serveReaders(app, http, redis, store.log, options);
  if (roles.includes('ingest')) serveNewsroom(app, redis, { ...store, sourceQueue }, options);
  app.use(() => {
    throw new Refusal('PATH_UNKNOWN');
  });
  app.use(problems(journal, refusalPage));
  await ready(redis); // until then every request would be refused
  const { port: taken } = await listen(http, port, host);
  shutdown.phase('listening', () => void http.close());
  return { url: urlOf(http, host), port: taken, ...store };
}

function openStore({ redisUrl, queueUrl, durability, replicas, journal, shutdown }: ServiceOptions): Store {
  const redis = connect(redisUrl, 'requests', { journal });
  const subscriber = connect(redisUrl, 'subscriber', { journal });
  const commands = queueUrl === redisUrl ? redis : connect(queueUrl, 'requests', { journal });
  const waiting = durability === 'replica' ? [connect(redisUrl, 'replicas', { journal })] : [];
  shutdown.phase('Redis connections', () => {
    for (const connection of new Set([redis, subscriber, commands, ...waiting])) connection.disconnect();
  });
  const queue = createArticleQueue(commands, journal);
  const sourceQueue = createSourceQueue(commands, journal);
  shutdown.phase('queue', () => Promise.all([queue.close(), sourceQueue.close()]));
  const log = createRedisLog({ redis, subscriber }, { now, epoch: newEpoch });
  const articles = createRedisArticles(redis, { now });
  const [wait] = waiting.map((connection) => createOnReplica(connection, replicas));
  const kept = wait ? { log: onReplica(log, wait), articles: articlesOnReplica(articles, wait) } : { log, articles };
  return { redis, ...kept, queue, sourceQueue };
}

function newEpoch(): string {
  return Array.from({ length: 8 }, () => EPOCH_CHARACTERS[randomInt(EPOCH_CHARACTERS.length)]).join('');
}

function serveReaders(app: Express, http: Server, redis: Connection, log: Log, options: ServiceOptions): void {
  const { host, origins, journal, shutdown, spreadMs } = options;
  const publicUrl = () => options.publicUrl ?? urlOf(http, host);
  const clock = () => performance.now();
  const census = createCensus(redis, { gateway: randomUUID(), keptMs: VIEWERS_KEPT_MS });
  const gateway = createGateway({ log, census, http, journal, now, clock, publicUrl, origins, views, assets: ASSETS });
  shutdown.phase('gateway', () => gateway.close(spreadMs), { limitMs: spreadMs + CLOSING_MS });
  app.use('/embed', inFrames(origins));
  app.use(openToSites(origins), gateway.router);
}

function serveNewsroom(
  app: Express,
  redis: Connection,
  { sourceQueue, ...store }: Omit<Store, 'redis'>,
  { key, journal, sourcePrivate, shutdown }: ServiceOptions,
): void {
  const rewrite = createRewrite(redis, { journal });
  shutdown.phase('rewrite', rewrite.close);
  shutdown.phase('file watch', createFileWatch(redis, rewrite, { journal }).close);
  const ingest = createIngest({
    ...store,
    log: withRewrite(store.log, rewrite),
    requests: createRequests(redis),
    cut: async (draft) => (await cutWhole(draft, cutArticle)).segments,
    key,
    journal,
    now,
    random: randomBytes,
    watching: {
      sources: createRedisSources(redis, { now }),
      sourceQueue,
      allowed: allowedAddresses({ ownNetworks: sourcePrivate }),
    },
  });
  app.use(ingest);
}
