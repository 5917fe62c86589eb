import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { Redis } from 'ioredis';
import { views } from '../../client/page/index.ts';
import { createGateway, type Gateway } from '../../src/gateway/gateway.ts';
import type { Census } from '../../src/log/census.ts';
import type { Change, Log } from '../../src/log/log.ts';
import { createRedisLog } from '../../src/log/redis-log.ts';
import { seqOf } from '../../src/protocol/cursor.ts';
import type { Views } from '../../src/protocol/views.ts';
import { createJournal } from '../../src/runtime/logging.ts';
import { problems } from '../../src/runtime/problem.ts';
import { TestReader } from './reader.ts';
import { startRedis, type TestRedis } from './redis.ts';

/** A gateway over a real Redis, and the log's own hand to write with: everything before the gateway is left out. */
export type GatewaySite = {
  readonly url: string;
  readonly port: number;
  readonly redis: TestRedis;
  readonly log: Log;
  readonly gateway: Gateway;
  /** What went wrong inside, which no test expects. */
  readonly journalled: string[];
  open(briefing: string): Promise<void>;
  /** Publishes so many updates, one after the other; gives the last one's seq. */
  publish(briefing: string, count: number): Promise<number>;
  append(briefing: string, change: Change): Promise<number>;
  reader(options?: { reconnection?: boolean }): TestReader;
  /** Ends the gateway and starts another on the same port. */
  restart(): Promise<void>;
  stop(): Promise<void>;
};

/** What the gateway takes itself to be called: not where the tests reach it. */
export const PUBLIC_URL = 'https://live.example';

/** What it serves to browsers, and how it counts them. */
export type Served = { views: Views; assets: string; census?: Census; censusMs?: number };

export async function startGatewaySite(served: Served = { views, assets: import.meta.dirname }): Promise<GatewaySite> {
  const redis = await startRedis();
  const connections = { redis: new Redis(redis.url), subscriber: new Redis(redis.url) };
  const gatewayConnections = { redis: new Redis(redis.url), subscriber: new Redis(redis.url) };
  for (const connection of [...Object.values(connections), ...Object.values(gatewayConnections)])
    connection.on('error', () => {}); // tests that stop Redis see what follows from it
  const random = () => Math.random().toString(36).slice(2, 10).padEnd(8, '0');
  const log = createRedisLog(connections, { now: Date.now, epoch: random });
  const gatewayLog = createRedisLog(gatewayConnections, { now: Date.now, epoch: random });
  const journalled: string[] = [];
  const readers: TestReader[] = [];
  let operations = 0;
  let serving = await serveGateway(gatewayLog, 0, journalled, served);
  const { port } = serving;
  const append = async (briefing: string, change: Change) => {
    operations += 1;
    return seqOf((await log.append(briefing, `op-${operations}`, change)).id);
  };
  return {
    port,
    redis,
    log,
    journalled,
    append,
    get gateway() {
      return serving.gateway;
    },
    url: `http://127.0.0.1:${port}`,
    async open(briefing) {
      await append(briefing, { type: 'opened', briefing: { title: briefing } });
    },
    async publish(briefing, count) {
      let seq = 0;
      for (let at = 0; at < count; at += 1) {
        const update = `u${operations + 1}`;
        const text = `Update ${update} of ${briefing}`;
        seq = await append(briefing, { type: 'published', update, content: { kind: 'paragraph', text } });
      }
      return seq;
    },
    reader(options) {
      const reader = new TestReader(`http://127.0.0.1:${port}`, options);
      readers.push(reader);
      return reader;
    },
    async restart() {
      await serving.close();
      serving = await serveGateway(gatewayLog, port, journalled, served);
    },
    async stop() {
      for (const reader of readers) reader.close();
      await serving.close();
      for (const connection of [...Object.values(connections), ...Object.values(gatewayConnections)])
        connection.disconnect();
      await redis.stop();
    },
  };
}

/** A gateway alone, over a log that its caller has connected. */
export async function serveGateway(log: Log, port: number, journalled: string[], served: Served) {
  const app = express();
  const http = createServer(app);
  const journal = createJournal('warn', { write: (line) => void journalled.push(line) });
  const gateway = createGateway({
    log,
    http,
    journal,
    now: Date.now,
    clock: () => performance.now(),
    publicUrl: () => PUBLIC_URL,
    origins: '*',
    ...served,
  });
  app.use(gateway.router);
  app.use(problems(journal));
  await new Promise<void>((resolve) => http.listen(port, '127.0.0.1', resolve));
  return {
    gateway,
    port: (http.address() as AddressInfo).port,
    async close() {
      const closed = new Promise((resolve) => http.close(resolve));
      await gateway.close(0);
      http.closeAllConnections();
      await closed;
    },
  };
}
