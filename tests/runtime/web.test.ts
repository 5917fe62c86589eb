import express from 'express';
import { afterEach, expect, test } from 'vitest';
import { createWebServer, listen, openToSites } from '../../src/runtime/web.ts';

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
