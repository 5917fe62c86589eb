import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { Redis } from 'ioredis';
import { views } from '../client/page/index.ts';
import { createGateway } from '../src/gateway/gateway.ts';
import { createRedisLog } from '../src/log/redis-log.ts';
import { createJournal } from '../src/runtime/logging.ts';

/**
 * A gateway in a process of its own, over the Redis whose URL is its argument. Tells its parent the port that it listens on;
 * ends with it.
 */
const [url = ''] = process.argv.slice(2);
const log = createRedisLog(
  { redis: new Redis(url), subscriber: new Redis(url) },
  { now: Date.now, epoch: () => 'unwanted' },
);
const app = express();
const http = createServer(app);
const gateway = createGateway({
  log,
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
http.listen(0, '127.0.0.1', () => process.send?.({ port: (http.address() as AddressInfo).port }));
process.on('disconnect', () => process.exit());
