import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Router } from 'express';
import { views } from '../../client/page/index.ts';
import { createGateway } from '../../src/gateway/gateway.ts';
import { createIngest, createRequests } from '../../src/ingest/index.ts';
import type { Log } from '../../src/log/log.ts';
import { createRedisLog } from '../../src/log/redis-log.ts';
import { createRewrite, withRewrite } from '../../src/log/rewrite.ts';
import { createRedisArticles } from '../../src/queue/index.ts';
import { problems } from '../../src/runtime/problem.ts';
import { ready } from '../../src/runtime/redis.ts';
import { TestReader } from '../kit/reader.ts';
import type { TestRedisOptions } from '../kit/redis.ts';
import { previewByParagraph, startArrow } from '../queue/arrow.ts';

const KEY = 'a-key-for-the-house';
const now = Date.now;

export type Answer = { status: number; json: ReturnType<typeof JSON.parse>; text: string };

/** A newsroom, a worker and two gateways over one Redis: `deaf` is never told of anything, as if every hint to it were lost. */
export async function startHouse(
  options: TestRedisOptions = {},
  rewriting: { soonMs?: number; everyMs?: number } = {},
) {
  const arrow = await startArrow(options);
  const { journal } = arrow;
  arrow.work();
  const redis = arrow.link('requests');
  await ready(redis);
  const closing: (() => Promise<unknown>)[] = [];
  const readers: TestReader[] = [];
  const log = createRedisLog({ redis, subscriber: redis }, { now, epoch: () => 'houselog' });
  const rewrite = createRewrite(redis, { journal, ...rewriting });

  async function serve(routes: (http: ReturnType<typeof createServer>) => Router): Promise<string> {
    const app = express();
    const http = createServer(app);
    app.use(routes(http), problems(journal));
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    closing.push(async () => {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    });
    return `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  }

  function gateway(gatewayLog: Log): Promise<string> {
    return serve((http) => {
      const clock = () => performance.now();
      const publicUrl = () => 'https://live.example';
      const parts = { log: gatewayLog, http, journal, now, clock, publicUrl, views };
      const made = createGateway({ ...parts, origins: '*', assets: '/none' });
      closing.unshift(() => made.close(0));
      return made.router;
    });
  }

  const newsroom = await serve(() =>
    createIngest({
      log: withRewrite(log, rewrite),
      queue: arrow.queue,
      articles: createRedisArticles(redis, { now }),
      requests: createRequests(redis),
      cut: previewByParagraph,
      key: KEY,
      journal,
      now,
      random: randomBytes,
    }),
  );
  const hearing = createRedisLog(
    { redis: arrow.link('requests'), subscriber: arrow.link('subscriber') },
    { now, epoch: () => '' },
  );
  const deafLog = createRedisLog(
    { redis: arrow.link('requests'), subscriber: arrow.link('subscriber') },
    { now, epoch: () => '' },
  );
  const gateways = {
    hearing: await gateway(hearing),
    deaf: await gateway({ ...deafLog, watch: async () => async () => {} }),
  };

  async function ask(url: string, init: RequestInit = {}): Promise<Answer> {
    const response = await fetch(url, { signal: AbortSignal.timeout(10_000), ...init });
    const text = await response.text();
    return { status: response.status, text, json: /^[[{]/.test(text) ? JSON.parse(text) : undefined };
  }

  return {
    ...arrow,
    gateways,
    /** A call of the newsroom's, with its key. */
    write(method: string, path: string, body?: object, headers: Record<string, string> = {}): Promise<Answer> {
      const type = { 'Content-Type': 'application/json' };
      const init = { method, headers: { Authorization: `Bearer ${KEY}`, ...(body && type), ...headers } };
      return ask(newsroom + path, body ? { ...init, body: JSON.stringify(body) } : init);
    },
    read: (path: string, gateway: keyof typeof gateways = 'hearing') => ask(gateways[gateway] + path),
    reader(gateway: keyof typeof gateways = 'hearing'): TestReader {
      const reader = new TestReader(gateways[gateway]);
      readers.push(reader);
      return reader;
    },
    async stop() {
      rewrite.close();
      for (const reader of readers) reader.close();
      for (const close of closing) await close();
      await arrow.stop();
    },
  };
}
export type House = Awaited<ReturnType<typeof startHouse>>;
