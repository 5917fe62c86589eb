import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestReader } from '../kit/reader.ts';
import { startRedis, type TestRedis } from '../kit/redis.ts';

const MAIN = join(import.meta.dirname, '../../src/main.ts');
const KEY = 'the-key-of-this-newsroom';
const WRITING = { Authorization: `Bearer ${KEY}`, 'Content-Type': 'application/json' };
const LIMIT_MS = 30_000;

let redis: TestRedis;
beforeAll(async () => {
  redis = await startRedis({ appendfsync: 'everysec' });
});
afterAll(() => redis.stop());

type Serving = { url: string; child: ChildProcess; ended: Promise<unknown[]> };

/** A process of the service; it ends with the test. */
async function serving(role: string): Promise<Serving> {
  const env = { PATH: process.env.PATH, REDIS_URL: redis.url, PORT: '0', DATELINE_EDITOR_KEY: KEY, LOG_LEVEL: 'warn' };
  const child = spawn(process.execPath, [MAIN, role], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  process.once('exit', () => child.kill('SIGKILL'));
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return { url: /http\S+/.exec(line)?.[0] ?? '', child, ended: once(child, 'exit') };
}

/** An update whose first byte has come, and whose rest has not. */
async function begun(url: string, words: string): Promise<{ asked: ClientRequest; rest: string }> {
  const body = JSON.stringify({ text: words });
  const headers = { ...WRITING, 'Content-Length': Buffer.byteLength(body), Expect: '100-continue' };
  const asked = request(`${url}/v1/briefings/storm/updates`, { method: 'POST', headers });
  asked.flushHeaders();
  await once(asked, 'continue'); // it has been taken
  return { asked, rest: body };
}

/** Waits until nobody new is taken in. */
async function refuses(url: string): Promise<void> {
  const { port, hostname: host } = new URL(url);
  for (;;) {
    const socket = connect({ port: Number(port), host });
    const taken = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (!taken) return;
  }
}

test('an ingest that ends answers the request that it has begun, takes no other, and ends with 0', {
  timeout: LIMIT_MS,
}, async () => {
  const ingest = await serving('ingest');
  const opening = { method: 'POST', headers: WRITING, body: JSON.stringify({ id: 'storm', title: 'Storm' }) };
  expect((await fetch(`${ingest.url}/v1/briefings`, opening)).status).toBe(201);
  const { asked, rest } = await begun(ingest.url, 'The last one.');
  ingest.child.kill('SIGTERM');
  await refuses(ingest.url);
  asked.end(rest);
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  expect([answer.statusCode, JSON.parse(await text(answer)).update?.text]).toEqual([201, 'The last one.']);
  expect(await ingest.ended).toEqual([0, null]);
});

test('a gateway that ends tells every reader, takes nobody new, and ends with 0', { timeout: LIMIT_MS }, async () => {
  const gateway = await serving('gateway');
  const reader = new TestReader(gateway.url);
  await reader.follow({ briefing: 'storm', from: 'start' });
  const streamed = text((await fetch(`${gateway.url}/v1/briefings/storm/events`)).body ?? expect.unreachable());
  gateway.child.kill('SIGTERM');
  await refuses(gateway.url);
  await reader.until(() => reader.closings.length > 0, 'the reader was told nothing');
  expect(reader.socket.connected).toBe(true);
  expect(reader.closings).toMatchObject([{ code: 'CLOSING', retry: 'now', spread: 2_000 }]);
  await reader.until(() => !reader.socket.connected, 'who stays is not cut');
  expect(await streamed).toMatch(/event: closing\ndata: {"code":"CLOSING","retry":"now","spread":\d+}\n\n$/);
  expect(await gateway.ended).toEqual([0, null]);
});
