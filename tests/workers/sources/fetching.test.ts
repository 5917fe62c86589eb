import { execFile } from 'node:child_process';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  SOURCE_BYTES,
  SOURCE_HEADER_BYTES,
  SOURCE_REDIRECTS,
  SOURCE_VALIDATOR_CHARACTERS,
} from '../../../src/protocol/limits.ts';
import { allowedAddresses } from '../../../src/queue/index.ts';
import { type FetchLimits, fetchFeed, redirectedTo, type Validators } from '../../../workers/sources/fetching.ts';
import { endlessly, type FeedServer, rss, startFeedServer } from './feed-server.ts';

let server: FeedServer;
beforeAll(async () => {
  server = await startFeedServer();
});
afterAll(() => server.stop());

const FEED = rss([{ id: 'a' }]);
const allowed = allowedAddresses({ ownNetworks: true });
const fetched = (url: string, limits: Partial<FetchLimits> = {}, known: Validators = {}, signal = quiet) =>
  fetchFeed(url, known, { allowed, limits }, signal);
const quiet = new AbortController().signal;
const text = async (url: string, limits?: Partial<FetchLimits>) => {
  const answer = await fetched(url, limits);
  return answer.result === 'feed' ? Buffer.from(answer.bytes).toString() : answer.result;
};
const respond = (head: Record<string, string>, body: string | Buffer, status = 200) =>
  server.answer('/one', (_, response) => response.writeHead(status, head).end(body));

test('a feed comes with what is needed to ask for it again', async () => {
  const url = respond(
    { ETag: 'W/"7"', 'Last-Modified': 'Mon, 23 Nov 2026 10:00:00 GMT', 'Content-Type': 'text/xml' },
    FEED,
  );
  expect(await fetched(url)).toEqual({
    result: 'feed',
    url,
    bytes: Buffer.from(FEED),
    type: 'text/xml',
    validators: { etag: 'W/"7"', modified: 'Mon, 23 Nov 2026 10:00:00 GMT' },
  });
  const validators = { etag: 'W/"7"', modified: 'Mon, 23 Nov 2026 10:00:00 GMT' };
  await fetched(url, {}, validators);
  const { headers } = server.asked.at(-1) ?? {};
  expect(headers?.['if-none-match']).toBe(validators.etag);
  expect(headers?.['if-modified-since']).toBe(validators.modified);
});

test('a validator that is too long is not kept', async () => {
  const long = `"${'x'.repeat(SOURCE_VALIDATOR_CHARACTERS)}"`;
  expect(await fetched(respond({ ETag: long }, FEED))).toMatchObject({ validators: { etag: undefined } });
});

test.for([
  [304, { result: 'unchanged' }],
  [410, { result: 'gone' }],
] as const)('%i is an answer', async ([status, answer]) => {
  expect(await fetched(respond({}, '', status))).toEqual(answer);
});

test.for([204, 206, 300, 400, 401, 403, 404, 429, 500, 503])('%i is a failure', async (status) => {
  const url = respond({ 'Retry-After': '120' }, status === 204 ? '' : 'A text that nobody should see', status);
  await expect(fetched(url)).rejects.toMatchObject({
    code: 'SOURCE_UNREACHABLE',
    message: `It answers ${status}`,
    extra: { retryAfter: '120' },
  });
});

test.for([301, 302, 303, 307, 308])('a redirect with %i is followed, and where it ends is told', async (status) => {
  const end = server.serve('/a/feed', FEED);
  server.redirect('/a/b', 'feed', status);
  const url = server.redirect('/old', '/a/b', status);
  expect(await fetched(url)).toMatchObject({ result: 'feed', url: end });
});

test('so many redirects are followed, and no more', async () => {
  server.serve('/hop0', FEED);
  for (let hop = 1; hop <= SOURCE_REDIRECTS + 1; hop++) server.redirect(`/hop${hop}`, `/hop${hop - 1}`);
  expect(await text(`${server.origin}/hop${SOURCE_REDIRECTS}`)).toBe(FEED);
  const many = fetched(`${server.origin}/hop${SOURCE_REDIRECTS + 1}`);
  await expect(many).rejects.toMatchObject({
    code: 'SOURCE_UNREACHABLE',
    message: expect.stringMatching(/more than 5 times/),
  });
  await expect(fetched(server.redirect('/loop', '/loop'))).rejects.toMatchObject({
    message: expect.stringMatching(/more than 5 times/),
  });
});

test.for(['', 'http://', 'http://[::1'])('a redirect to %j is a failure', async (to) => {
  const url = server.answer('/bad', (_, response) => response.writeHead(302, to ? { Location: to } : {}).end());
  await expect(fetched(url)).rejects.toMatchObject({ code: 'SOURCE_UNREACHABLE' });
});

test('a redirect from https to http is not followed', () => {
  const from = new URL('https://wire.example/feed');
  expect(() => redirectedTo('http://wire.example/feed', from)).toThrow(/from https to http/);
  expect(redirectedTo('//other.example/', from).href).toBe('https://other.example/');
  expect(redirectedTo('https://wire.example/', new URL('http://wire.example/')).protocol).toBe('https:');
});

test.for([
  ['gzip', gzipSync],
  ['x-gzip', gzipSync],
  ['GZIP', gzipSync],
  ['deflate', deflateSync],
  ['br', brotliCompressSync],
  ['identity', (body: string) => Buffer.from(body)],
] as const)('a feed packed with %s is unpacked', async ([encoding, pack]) => {
  expect(await text(respond({ 'Content-Encoding': encoding }, pack(FEED)))).toBe(FEED);
});

test.for([
  'gzip, gzip',
  'zstd',
  'compress',
  'constructor',
  '__proto__',
])('a feed packed with %s is not read', async (encoding) => {
  const url = respond({ 'Content-Encoding': encoding }, gzipSync(gzipSync(FEED)));
  await expect(fetched(url)).rejects.toMatchObject({ code: 'SOURCE_UNREADABLE' });
});

test.for([
  ['cut off', gzipSync(FEED.repeat(50)).subarray(0, 60)],
  ['none', Buffer.from(FEED)],
] as const)('a packing that is %s is unreadable', async ([, body]) => {
  const url = respond({ 'Content-Encoding': 'gzip' }, body);
  await expect(fetched(url)).rejects.toMatchObject({ code: 'SOURCE_UNREADABLE', message: 'It cannot be unpacked' });
});

const tooLong = { code: 'SOURCE_UNREADABLE', message: expect.stringMatching(/longer than/) };

test('the longest feed is read, a byte more is not', async () => {
  const longest = Buffer.alloc(SOURCE_BYTES, ' ');
  expect(await text(respond({}, longest))).toHaveLength(SOURCE_BYTES);
  expect(await text(respond({ 'Content-Encoding': 'gzip' }, gzipSync(longest)))).toHaveLength(SOURCE_BYTES);
  const over = Buffer.alloc(SOURCE_BYTES + 1, ' ');
  await expect(fetched(respond({}, over))).rejects.toMatchObject(tooLong);
  await expect(fetched(respond({ 'Content-Encoding': 'gzip' }, gzipSync(over)))).rejects.toMatchObject(tooLong);
});

/** Packings without end: a thousand times a hundred million zeros, and blocks that hold nothing. */
const quick = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };
const emptyBlocks = Buffer.alloc(50_000, Buffer.from([0, 0, 0, 0xff, 0xff])); // each says: stored, of length 0, not the last
const gzipStart = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);

/** Waits until the server has seen its answer end, however. */
const closed = (response: ServerResponse | undefined) =>
  server.waiting.until(
    () => response?.closed === true,
    () => 'the connection is still open',
  );

test.for([
  ['plain', {}, Buffer.alloc(65_536, 'x')],
  ['a bomb', { 'Content-Encoding': 'gzip' }, gzipSync(Buffer.alloc(100_000_000))],
  ['a bomb', { 'Content-Encoding': 'br' }, brotliCompressSync(Buffer.alloc(100_000_000), quick)],
  ['blocks of nothing', { 'Content-Encoding': 'gzip' }, emptyBlocks],
] as const)('an endless feed of %s, %j, is cut off as it comes in', { timeout: 5_000 }, async ([, head, piece]) => {
  let answered: ServerResponse | undefined;
  const url = server.answer('/endless', (_, response) => {
    answered = response.writeHead(200, head);
    if (piece === emptyBlocks) response.write(gzipStart);
    endlessly(response, piece);
  });
  const before = process.memoryUsage().rss;
  await expect(fetched(url)).rejects.toMatchObject(tooLong);
  await closed(answered);
  expect(process.memoryUsage().rss - before).toBeLessThan(60_000_000);
});

test('a length that is said and not kept is a failure', async () => {
  const url = server.answer('/short', (_, response) => {
    response.writeHead(200, { 'Content-Length': 1_000 }).write('<rss>');
    response.socket?.end();
  });
  await expect(fetched(url)).rejects.toMatchObject({ code: 'SOURCE_UNREACHABLE' });
});

function drip(response: ServerResponse): void {
  response.writeHead(200);
  const timer = setInterval(() => response.write(' '), 20);
  response.on('close', () => clearInterval(timer));
}

test.for([
  ['says nothing', () => {}],
  ['sends its headers and no more', (response: ServerResponse) => response.writeHead(200).flushHeaders()],
  ['redirects for ever', (response: ServerResponse) => response.writeHead(302, { Location: '/slow' }).end()],
  ['sends a byte now and then', (response: ServerResponse) => drip(response)],
] as const)('a server that %s is given up, and its connection closed', async ([, behave]) => {
  let answered: ServerResponse | undefined;
  const url = server.answer('/slow', (_, response) => {
    answered = response;
    behave(response);
  });
  const began = performance.now();
  const slow = fetched(url, { ms: 250, redirects: 1_000_000 });
  await expect(slow).rejects.toMatchObject({
    code: 'SOURCE_UNREACHABLE',
    message: 'It took longer than 0.25 s to answer',
  });
  expect(performance.now() - began).toBeLessThan(1_000);
  await closed(answered);
});

test('a redirect’s own words are not waited for', async () => {
  let answered: ServerResponse | undefined;
  server.serve('/end', FEED);
  const url = server.answer('/talks', (_, response) => {
    answered = response.writeHead(302, { Location: '/end' });
    endlessly(response, Buffer.alloc(65_536, 'x'));
  });
  expect(await text(url)).toBe(FEED);
  await closed(answered);
});

test('a look that is broken off closes its connection', { timeout: 5_000 }, async () => {
  let answered: ServerResponse | undefined;
  const url = server.answer('/slow', (_, response) => {
    answered = response;
  });
  const breaking = new AbortController();
  const before = server.asked.length;
  const slow = fetched(url, {}, {}, breaking.signal);
  await server.until(before + 1);
  breaking.abort(new Error('the worker closes'));
  await expect(slow).rejects.toThrow();
  await closed(answered);
});

test('headers over the limit are a failure', async () => {
  const url = respond({ 'X-Padding': 'x'.repeat(SOURCE_HEADER_BYTES) }, FEED);
  await expect(fetched(url)).rejects.toMatchObject({
    code: 'SOURCE_UNREACHABLE',
    message: expect.stringMatching(/headers/),
  });
});

test('a server that does not speak HTTP, one that hangs up and one that is not there are failures', async () => {
  const hangsUp = server.answer('/up', (request) => request.socket.destroy());
  await expect(fetched(hangsUp)).rejects.toMatchObject({ code: 'SOURCE_UNREACHABLE' });
  const garbage = server.answer('/raw', (request) => request.socket.end('+PONG\r\n'));
  await expect(fetched(garbage)).rejects.toMatchObject({ code: 'SOURCE_UNREACHABLE' });
  const away = createServer();
  await new Promise<void>((resolve) => away.listen(0, '127.0.0.1', resolve));
  const { port } = away.address() as AddressInfo;
  await new Promise((resolve) => away.close(resolve));
  await expect(fetched(`http://127.0.0.1:${port}/`)).rejects.toMatchObject({ message: 'Its host takes no connection' });
});

test('a proxy of the environment is not asked', async () => {
  const url = respond({}, FEED);
  const module = new URL('../../../workers/sources/fetching.ts', import.meta.url).href;
  const script = `
    import { fetchFeed } from ${JSON.stringify(module)};
    const answer = await fetchFeed(${JSON.stringify(url)}, {}, { allowed: () => true }, new AbortController().signal);
    process.stdout.write(answer.result);`;
  const env = { ...process.env, NODE_USE_ENV_PROXY: '1', HTTP_PROXY: 'http://127.0.0.1:1', NO_PROXY: '' };
  const run = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], { env });
  expect((await run).stdout).toBe('feed');
});
