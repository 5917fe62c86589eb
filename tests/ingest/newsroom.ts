import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { createIngest, createRequests } from '../../src/ingest/index.ts';
import { createRedisLog } from '../../src/log/redis-log.ts';
import { createArticleQueue, createRedisArticles } from '../../src/queue/index.ts';
import { problems } from '../../src/runtime/problem.ts';
import { type Arrow, previewByParagraph, startArrow } from '../queue/arrow.ts';

export const KEY = 'a-key-for-the-newsroom';

export type Sent = {
  json?: unknown;
  text?: string;
  html?: string;
  body?: string | Uint8Array;
  type?: string;
  headers?: Record<string, string>;
  key?: string;
};
export type Answer = { status: number; headers: Headers; json: Record<string, unknown>; bytes: number };

/** Ingest over real HTTP and a real Redis, with its connections as a serving process has them. */
export async function startNewsroom() {
  const arrow: Arrow = await startArrow();
  const redis = arrow.link('requests');
  const log = createRedisLog({ redis, subscriber: redis }, { now: Date.now, epoch: () => 'testlogs' });
  const queue = createArticleQueue(redis, arrow.journal);
  const app = express().disable('x-powered-by');
  app.use(
    createIngest({
      log,
      queue,
      articles: createRedisArticles(redis, { now: Date.now }),
      requests: createRequests(redis),
      cut: previewByParagraph,
      key: KEY,
      journal: arrow.journal,
      now: Date.now,
      random: randomBytes,
    }),
  );
  app.get('/v1/briefings', (_, response) => void response.json({ gateway: true }));
  app.use(problems(arrow.journal));
  const http = createServer(app);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;

  async function call(method: string, path: string, sent: Sent = {}): Promise<Answer> {
    const [body, type] = bodyOf(sent);
    const response = await fetch(url + path, {
      method,
      headers: {
        Authorization: `Bearer ${KEY}`,
        ...(type !== undefined && { 'Content-Type': type }),
        ...(sent.key !== undefined && { 'Idempotency-Key': sent.key }),
        ...sent.headers,
      },
      ...(body !== undefined && { body }),
      signal: AbortSignal.timeout(10_000),
    });
    const text = await response.text();
    const json = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
    return { status: response.status, headers: response.headers, json, bytes: text.length };
  }

  return {
    ...arrow,
    url,
    call,
    post: (path: string, json: unknown, key?: string) =>
      call('POST', path, { json, ...(key !== undefined && { key }) }),
    /** Publishes an update by hand; gives its id. */
    async publish(text: string): Promise<string> {
      const { json } = await call('POST', '/v1/briefings/storm/updates', { json: { text } });
      return (json.update as { id: string }).id;
    },
    async stop() {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
      await queue.close();
      await arrow.stop();
    },
  };
}
export type Newsroom = Awaited<ReturnType<typeof startNewsroom>>;

function bodyOf({ json, text, html, body, type }: Sent): [body?: string | Uint8Array<ArrayBuffer>, type?: string] {
  if (json !== undefined) return [JSON.stringify(json), type ?? 'application/json'];
  if (text !== undefined) return [text, type ?? 'text/plain'];
  if (html !== undefined) return [html, type ?? 'text/html'];
  if (body === undefined) return [];
  return [typeof body === 'string' ? body : new Uint8Array(body), type ?? 'application/json'];
}
