import { once } from 'node:events';
import { Agent, get, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import express from 'express';
import { afterEach, expect, test } from 'vitest';
import { answering, createWebServer, listen, openToSites } from '../../src/runtime/web.ts';

const stops: (() => unknown)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

async function serving(origins: '*' | readonly string[]): Promise<string> {
  const app = express();
  app.use(openToSites(origins), (_, response) => void response.send('news'));
  const server = createWebServer(app);
  stops.push(() => server.close());
  const { port } = await listen(server, 0, '127.0.0.1');
  return `http://127.0.0.1:${port}`;
}

/** What a browser asks before a page of another site reads with a header of its own. */
const preflight = (url: string, origin: string) =>
  fetch(url, {
    method: 'OPTIONS',
    headers: {
      Origin: origin,
      'Access-Control-Request-Method': 'GET',
      'Access-Control-Request-Headers': 'if-none-match',
    },
  });

test('a page of another site may read on, and its browser asks only once in two hours whether it may', async () => {
  const { status, headers } = await preflight(await serving('*'), 'https://news.example');
  expect([status, headers.get('Access-Control-Allow-Origin')]).toEqual([204, '*']);
  expect(headers.get('Access-Control-Allow-Headers')).toBe('Last-Event-ID, If-None-Match');
  expect(headers.get('Access-Control-Max-Age')).toBe('7200');
});

test('where sites are named, no other is let in, and caches keep the answers apart', async () => {
  const url = await serving(['https://news.example']);
  const [own, other] = [await preflight(url, 'https://news.example'), await preflight(url, 'https://other.example')];
  expect(own.headers.get('Access-Control-Allow-Origin')).toBe('https://news.example');
  expect(other.headers.get('Access-Control-Allow-Origin')).toBe(null);
  expect([own.headers.get('Vary'), other.headers.get('Vary')]).toEqual(['Origin', 'Origin']);
});

test('a server that closes waits for its answers, no longer than it may; then each connection has its last request', async () => {
  const taken = Promise.withResolvers<ServerResponse>();
  const server = createWebServer((request, response) => {
    if (request.url === '/slow') taken.resolve(response);
    else response.end('news');
  });
  const answered = answering(server);
  stops.push(() => server.closeAllConnections());
  const url = `http://127.0.0.1:${(await listen(server, 0, '127.0.0.1')).port}`;
  await answered(60_000); // nothing has been asked
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  stops.push(() => agent.destroy());
  const ask = async (path: string) => {
    const [answer] = (await once(get(url + path, { agent }), 'response')) as [IncomingMessage];
    return [await text(answer), answer.headers.connection];
  };
  const asking = ask('/slow');
  const slow = await taken.promise;
  const next = ask('/'); // over the same connection
  server.close();
  await answered(1);
  const waited = answered(60_000);
  slow.end('late news');
  await waited;
  expect([await asking, await next]).toEqual([
    ['late news', 'keep-alive'],
    ['news', 'close'],
  ]);
});
