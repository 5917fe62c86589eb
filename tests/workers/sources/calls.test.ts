import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createIngest, createRequests } from '../../../src/ingest/index.ts';
import {
  SOURCE_EVERY_LEAST_MS,
  SOURCE_EVERY_MOST_MS,
  SOURCE_EVERY_MS,
  SOURCES_PER_BRIEFING,
} from '../../../src/protocol/limits.ts';
import { sourceList, sourceRemoved, sourceStatus } from '../../../src/protocol/source-watch.ts';
import { allowedAddresses, createRedisSources } from '../../../src/queue/index.ts';
import { problems } from '../../../src/runtime/problem.ts';
import { previewByParagraph, until } from '../../queue/arrow.ts';
import { rss } from './feed-server.ts';
import { startWatching, type Watching } from './watching.ts';

const KEY = 'a-key-for-the-newsroom';
let watching: Watching;
let url: string;
let stop: () => Promise<unknown>;

/** Ingest with its sources, over real HTTP: sources may lie on the web alone. */
beforeAll(async () => {
  watching = await startWatching();
  const app = express();
  app.use(
    createIngest({
      ...watching,
      requests: createRequests(watching.client),
      cut: previewByParagraph,
      key: KEY,
      now: Date.now,
      random: randomBytes,
      watching: {
        sources: createRedisSources(watching.client, { now: Date.now }),
        sourceQueue: watching.sourceQueue,
        allowed: allowedAddresses({ ownNetworks: false }),
      },
    }),
  );
  app.use(problems(watching.journal));
  const http = createServer(app);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  stop = () => {
    http.closeAllConnections();
    return new Promise((resolve) => http.close(resolve));
  };
});
afterAll(async () => {
  await stop();
  await watching.stop();
});
let briefing = '';
let opened = 0;
beforeEach(async () => {
  briefing = `b${++opened}`;
  await watching.open(briefing);
});

async function call(method: string, path: string, json?: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${url}/v1/briefings/${path}`, {
    method,
    headers: { Authorization: `Bearer ${KEY}`, 'Content-Type': 'application/json', ...headers },
    ...(json !== undefined && { body: JSON.stringify(json) }),
  });
  return {
    status: response.status,
    headers: response.headers,
    json: (await response.json()) as Record<string, unknown>,
  };
}
const put = (settings: object, source = 'wire') => call('PUT', `${briefing}/sources/${source}`, settings);
const FEED = 'https://wire.example/feed.xml';
const planned = async () =>
  (await watching.client.zrange('{dateline}:sources:repeat', '0', '-1')).filter((name) =>
    name.startsWith(`${briefing}/`),
  );

test('watches a feed, and says how it will', async () => {
  const { status, headers, json } = await put({ url: FEED });
  expect(status).toBe(201);
  expect(headers.get('location')).toBe(`/v1/briefings/${briefing}/sources/wire`);
  expect(sourceStatus.parse(json)).toEqual({
    source: 'wire',
    url: FEED,
    every: SOURCE_EVERY_MS,
    pace: 0,
    state: 'watching',
    failures: 0,
    taken: 0,
    skipped: 0,
  });
  expect(await planned()).toHaveLength(1);
});

test('says the same when it is asked again, and changes what is asked to be changed', async () => {
  await put({ url: FEED });
  const [before] = await planned();
  expect((await put({ url: FEED })).status).toBe(200);
  expect(await planned()).toEqual([before]);
  const { status, json } = await put({ url: `${FEED}?all`, every: 60_000, pace: 1_000 });
  expect([status, json]).toMatchObject([200, { url: `${FEED}?all`, every: 60_000, pace: 1_000 }]);
  expect(await planned()).toHaveLength(1);
  expect(await planned()).not.toEqual([before]);
});

test('lists the sources of a briefing with how they do', async () => {
  await put({ url: FEED }, 'wire');
  await put({ url: watching.server.serve('/feed', rss([{ id: 'a' }])).replace('127.0.0.1', 'localhost') }, 'police');
  const worker = watching.watcher();
  const listed = async () => sourceList.parse((await call('GET', `${briefing}/sources`)).json).sources;
  await until(
    async () => (await listed())[0]?.lookedAt !== undefined,
    5_000,
    async () => JSON.stringify(await listed()),
  );
  await worker.close();
  const [police, wire] = await listed();
  expect([police?.source, wire?.source]).toEqual(['police', 'wire']);
  expect(police).toMatchObject({ taken: 1, failures: 0, lookedAt: expect.any(String), nextAt: expect.any(String) });
  expect(Date.parse(police?.nextAt ?? '') - Date.parse(police?.lookedAt ?? '')).toBe(SOURCE_EVERY_MS);
  expect((await call('GET', `${briefing}/sources/police`)).json).toEqual(police);
});

test('lets go of a source, and says so again when it is asked again', async () => {
  await put({ url: FEED });
  for (const _ of [1, 2]) {
    const { status, json } = await call('DELETE', `${briefing}/sources/wire`);
    expect([status, sourceRemoved.parse(json)]).toEqual([200, { source: 'wire', watched: false }]);
  }
  expect(await planned()).toEqual([]);
  expect((await call('GET', `${briefing}/sources`)).json).toEqual({ sources: [] });
  expect((await call('GET', `${briefing}/sources/wire`)).json).toMatchObject({ status: 404, code: 'SOURCE_UNKNOWN' });
});

test('watches so many sources, and no more, until one is removed', async () => {
  for (let at = 0; at < SOURCES_PER_BRIEFING; at++) expect((await put({ url: FEED }, `s${at}`)).status).toBe(201);
  expect((await put({ url: FEED }, 'more')).json).toMatchObject({ status: 409, code: 'SOURCES_FULL' });
  expect(await watching.client.zscore('dl:sources', `${briefing}/more`)).toBeNull();
  expect((await put({ url: FEED, pace: 1 }, 's3')).status).toBe(200);
  await call('DELETE', `${briefing}/sources/s3`);
  expect((await put({ url: FEED }, 'more')).status).toBe(201);
  const names = await watching.client.zrange('dl:sources', '0', '-1');
  expect(names.filter((name) => name.startsWith(`${briefing}/`))).toHaveLength(SOURCES_PER_BRIEFING);
});

test.for([
  [{}],
  [{ url: 'wire.example/feed' }],
  [{ url: 'ftp://wire.example/feed' }],
  [{ url: 'file:///etc/passwd' }],
  [{ url: 'javascript:alert(1)' }],
  [{ url: 'https://ada:secret@wire.example/feed' }],
  [{ url: 'https://ada@wire.example/feed' }],
  [{ url: `https://wire.example/${'x'.repeat(2_000)}` }],
  [{ url: FEED, every: SOURCE_EVERY_LEAST_MS - 1 }],
  [{ url: FEED, every: SOURCE_EVERY_MOST_MS + 1 }],
  [{ url: FEED, every: '60000' }],
  [{ url: FEED, pace: -1 }],
  [{ url: FEED, pace: 0.5 }],
  [{ url: FEED, more: true }],
  [[]],
] as const)('refuses %j', async ([settings]) => {
  expect((await put(settings)).json).toMatchObject({ status: 400, code: 'BAD_REQUEST' });
  expect((await call('GET', `${briefing}/sources`)).json).toEqual({ sources: [] });
});

test.for([
  'http://127.0.0.1/',
  'http://2130706433/',
  'http://0x7f.1/',
  'http://[::1]:6379/',
  'http://[::ffff:10.0.0.1]/',
  'http://169.254.169.254/latest/meta-data/',
  'http://192.168.0.1/',
])('refuses %s at once', async (address) => {
  expect((await put({ url: address })).json).toMatchObject({ status: 422, code: 'ADDRESS_REFUSED' });
});

test.for([
  'an@address',
  '-wire',
  'x'.repeat(101),
  '%00',
  '__proto__',
])('%s is the name of no source', async (source) => {
  const { json } = await put({ url: FEED }, source);
  expect(json).toMatchObject({ code: 'SOURCE_UNKNOWN' });
});

test('wants the key for all of it', async () => {
  for (const [method, path] of [
    ['PUT', 'sources/wire'],
    ['GET', 'sources'],
    ['GET', 'sources/wire'],
    ['DELETE', 'sources/wire'],
  ] as const) {
    const body = method === 'PUT' ? { url: FEED } : undefined;
    const answer = await call(method, `${briefing}/${path}`, body, { Authorization: 'Bearer wrong-key-wrong-key' });
    expect(answer.json).toMatchObject({ status: 401, code: 'BAD_KEY' });
  }
});

test('knows no sources of a briefing that is not there, and watches none for one that has ended', async () => {
  for (const method of ['GET', 'DELETE'])
    expect((await call(method, `none/sources${method === 'GET' ? '' : '/wire'}`)).json).toMatchObject({
      code: 'BRIEFING_UNKNOWN',
    });
  expect((await call('PUT', 'none/sources/wire', { url: FEED })).json).toMatchObject({ code: 'BRIEFING_UNKNOWN' });
  await watching.log.append(briefing, 'end', { type: 'ended' });
  expect((await put({ url: FEED })).json).toMatchObject({ status: 409, code: 'BRIEFING_ENDED' });
});

test('takes no other method', async () => {
  const { status, headers } = await call('POST', `${briefing}/sources/wire`, {});
  expect([status, headers.get('allow')]).toEqual([405, 'GET, HEAD, PUT, DELETE']);
});

test('a source whose queue is away is watched all the same', async () => {
  // What BullMQ keeps in that place is of another type: each of its scripts fails.
  await watching.client.rename('{dateline}:sources:repeat', '{dateline}:sources:away');
  await watching.client.set('{dateline}:sources:repeat', 'x');
  const answer = await put({ url: FEED });
  await watching.client.rename('{dateline}:sources:away', '{dateline}:sources:repeat');
  expect(answer.status).toBe(201);
  expect(await planned()).toEqual([]);
  expect(watching.lines.join('\n')).toContain('a sweep plans the looks');
  expect(await watching.client.zscore('dl:sources', `${briefing}/wire`)).not.toBeNull();
});
