import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type Site, startSite } from '../journeys/site.ts';
import { PATIENCE_MS } from '../kit/waiting.ts';

const DRIP_MS = 200;

let site: Site;
beforeAll(async () => {
  site = await startSite();
  await site.call('POST', '', { id: 'open', title: 'Open' });
});
afterAll(async () => {
  expect(await site.stop()).toEqual([]); // nothing that a stranger sends is a mistake of ours
});

/** Writes bytes as they are, and gives all that comes back until the connection is closed: by what was asked, or for it. */
function exchange(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(site.port, '127.0.0.1', () => socket.write(bytes, 'latin1'));
    let said = '';
    socket.setTimeout(PATIENCE_MS, () => reject(new Error(`no answer: ${said}`)));
    socket.on('error', reject);
    socket.on('close', () => resolve(said));
    socket.on('data', (data) => {
      said += data.toString('latin1');
    });
  });
}

const write = (headers: string, body = '') =>
  `POST /v1/briefings HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer a-key-for-the-newsroom\r\nContent-Type: application/json\r\n${headers}\r\n${body}`;
const read = (path: string, headers = '') => `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${headers}\r\n`;

test.for<[string, string, number]>([
  ['two lengths', write('Content-Length: 2\r\nContent-Length: 20\r\n', '{}'), 400],
  [
    'a length and chunks',
    write('Content-Length: 4\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\nGET / HTTP/1.1\r\n\r\n'),
    400,
  ],
  ['a length that is none', write('Content-Length: -1\r\n', '{}'), 400],
  ['a chunk whose length is none', write('Transfer-Encoding: chunked\r\n', 'zz\r\n{}\r\n0\r\n\r\n'), 400],
  ['a header of 20 kB', read('/v1/briefings', `X-Long: ${'x'.repeat(20_000)}\r\n`), 431],
  ['a header with a line break alone', read('/v1/briefings', 'X-Split: a\nSet-Cookie: b\r\n'), 400],
  ['no host', 'GET /v1/briefings HTTP/1.1\r\n\r\n', 400],
  ['no HTTP', 'HELO there\r\n\r\n', 400],
  ['a NUL in the path', read('/v1/briefings/%00'), 404],
  ['a way out of the tree', read('/v1/briefings/%2e%2e%2f%2e%2e%2fetc%2fpasswd'), 404],
  ['a path that cannot be decoded', read('/v1/briefings/%E0%A4%A'), 400],
  ['a moment of the year 9999', read('/v1/briefings/open?at=9999-01-01T00:00:00Z'), 400],
])('%s: refused, and the next is served', async ([, bytes, status]) => {
  const said = await exchange(bytes);
  expect(said).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  expect(said).not.toMatch(/ {4}at |node_modules/);
  expect(await exchange(read('/healthz'))).toMatch(/^HTTP\/1\.1 200 /);
});

test('a body that comes byte by byte is refused within fifteen seconds', { timeout: 20_000 }, async () => {
  const began = performance.now();
  const socket = connect(site.port, '127.0.0.1', () => socket.write(write('Content-Length: 60000\r\n', '{')));
  const drip = setInterval(() => socket.write(' '), DRIP_MS);
  let said = '';
  socket.on('error', () => {}); // a byte may come after the end
  socket.on('data', (data) => {
    said += data.toString('latin1');
  });
  await once(socket, 'close');
  clearInterval(drip);
  expect(said).toMatch(/^HTTP\/1\.1 408 /);
  expect(performance.now() - began).toBeLessThan(15_500);
});

test('TRACE gives nothing back of what was sent', async () => {
  const said = await exchange('TRACE /v1/briefings HTTP/1.1\r\nHost: x\r\nCookie: secret\r\nConnection: close\r\n\r\n');
  expect(said).toMatch(/^HTTP\/1\.1 (404|405) /);
  expect(said).not.toContain('secret');
});

test('who forges the host or the proxy’s headers is in no link of a page', async () => {
  const headers = 'X-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: gopher\r\n';
  const said = await exchange(read('/briefings/open', headers).replace('Host: x', 'Host: evil.example'));
  expect(said).toMatch(/^HTTP\/1\.1 200 /);
  expect(said).not.toMatch(/gopher:|evil\.example/);
});

test('fragments without end close their connection and no other', async () => {
  const socket = new WebSocket(`ws://127.0.0.1:${site.port}/socket.io/?EIO=4&transport=websocket`);
  socket.on('error', () => {});
  const closed = new Promise((resolve) => socket.on('close', resolve));
  await new Promise((resolve) => socket.once('message', resolve));
  for (let at = 0; at < 20_000; at += 1) socket.send('x', { fin: false });
  await closed;
  const reader = site.reader();
  await reader.follow({ briefing: 'open' });
  await reader.reaches(1);
});
