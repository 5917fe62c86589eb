import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { Redis } from 'ioredis';
import { views } from '../../client/page/index.ts';
import { createGateway } from '../../src/gateway/gateway.ts';
import { createCensus } from '../../src/log/census.ts';
import { createRedisLog } from '../../src/log/redis-log.ts';
import { VIEWERS_KEPT_MS } from '../../src/protocol/limits.ts';
import { createJournal } from '../../src/runtime/logging.ts';
import { serving } from './child.ts';

/** Dateline's gateway as `dateline gateway` builds it. Arguments: Redis' URL, the port (0: any). */
const [url = '', port = '0'] = process.argv.slice(2);
const connections = { redis: new Redis(url), subscriber: new Redis(url) };
const log = createRedisLog(connections, { now: Date.now, epoch: () => 'unwanted' });
const app = express();
const http = createServer(app);
const gateway = createGateway({
  log,
  census: createCensus(connections.redis, { gateway: String(process.pid), keptMs: VIEWERS_KEPT_MS }),
  http,
  journal: createJournal('warn', process.stderr),
  now: Date.now,
  clock: () => performance.now(),
  publicUrl: () => 'http://127.0.0.1',
  origins: '*',
  views,
  assets: import.meta.dirname,
});
app.use(gateway.router);
http.listen(Number(port), '127.0.0.1', () => serving((http.address() as AddressInfo).port));
