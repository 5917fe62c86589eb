import type { Server as HttpServer } from 'node:http';
import { Router } from 'express';
import type { Census } from '../log/census.ts';
import type { Log } from '../log/log.ts';
import { VIEWERS_EVERY_MS } from '../protocol/limits.ts';
import type { Views } from '../protocol/views.ts';
import type { Journal } from '../runtime/logging.ts';
import { createEvents } from './events.ts';
import { Feeds } from './feeds.ts';
import { createPages } from './pages.ts';
import { createReadApi } from './read-api.ts';
import { createSockets } from './sockets.ts';
import { createSyndication } from './syndication/routes.ts';
import { Viewers } from './viewers.ts';

export type GatewayOptions = {
  log: Log;
  /** Counts readers with the other gateways, every so many ms; without it nobody hears how many there are. */
  census?: Census | undefined;
  censusMs?: number;
  /** The server whose websockets are the gateway's. */
  http: HttpServer;
  journal: Journal;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** A clock that never steps, ms: replays are paced against it. */
  clock: () => number;
  /** The origin of links that others follow. Asked when a link is made: a port may be known only once it is listened on. */
  publicUrl: () => string;
  origins: '*' | readonly string[];
  views: Views;
  /** The folder with the pages' scripts and styles. */
  assets: string;
};

export type Gateway = {
  /** The read API and the pages, to be mounted at the root. */
  router: Router;
  readonly connections: number;
  /** Sends its readers away over `spread` ms and forgets its feeds. */
  close(spread: number): Promise<void>;
};

/** The process part that serves readers: feeds in memory, sockets, the read API and the pages over them. */
export function createGateway({
  log,
  census,
  censusMs = VIEWERS_EVERY_MS,
  http,
  journal,
  now,
  clock,
  publicUrl,
  origins,
  views,
  assets,
}: GatewayOptions): Gateway {
  const feeds = new Feeds(log, { now, clock });
  const viewers = census && new Viewers(census, feeds, censusMs);
  const reads = { feeds, clock, replays: { count: 0 } };
  const sockets = createSockets(http, { ...reads, journal, origins });
  const events = createEvents(reads);
  const router = Router();
  router.use(createReadApi({ ...reads, log }));
  router.use(events.router);
  router.use(createSyndication({ feeds, publicUrl }));
  router.use(createPages({ feeds, log, views, publicUrl, assets }));
  return {
    router,
    get connections() {
      return sockets.count;
    },
    async close(spread) {
      await Promise.all([sockets.close(spread), events.close(spread)]);
      await viewers?.close();
      await feeds.close();
    },
  };
}
