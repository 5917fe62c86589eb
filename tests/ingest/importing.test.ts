import { once } from 'node:events';
import { readdirSync, readlinkSync } from 'node:fs';
import { type AddressInfo, connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import express, { Router } from 'express';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { mountImports } from '../../src/ingest/imports.ts';
import { createMemoryLog } from '../../src/log/memory-log.ts';
import { START } from '../../src/protocol/cursor.ts';
import { IMPORT_BYTES, IMPORTS } from '../../src/protocol/limits.ts';
import { problems } from '../../src/runtime/problem.ts';
import { entriesOf } from '../log/writer.ts';
import { fileOf } from '../protocol/exports.ts';
import { type Answer, KEY, type Newsroom, type Sent, startNewsroom } from './newsroom.ts';

let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await startNewsroom();
  while ((await newsroom.call('GET', '/v1/briefings/storm/articles/a')).status === 503); // its connection begins
});
beforeEach(() => newsroom.redis.flush());
afterEach(async () => {
  expect(openSpools()).toEqual([]);
  expect(newsroom.lines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
});
afterAll(() => newsroom.stop());

const at = '2026-01-31T09:00:00.000Z';
const paragraph = (id: string, text: string) => ({ id, revision: 1, kind: 'paragraph', text });
const opened = { seq: 1, at, type: 'opened', briefing: { id: 'storm', title: 'The storm' } };
const published = { seq: 2, at, type: 'published', update: paragraph('u1', 'Roofs fly.') };
const story = [opened, published, { seq: 3, at, type: 'ended' }];
const LOG = '/v1/briefings/storm/log';
const TYPE = 'application/x-ndjson';

const put = (body: string | Uint8Array, sent: Sent = {}, path = LOG): Promise<Answer> =>
  newsroom.call('PUT', path, { body, type: TYPE, ...sent });

/** Files of this process that have no name any more: what is still held of bodies. */
function openSpools(): string[] {
  const held = readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return ''; // the one that was read with
    }
  });
  return held.filter((path) => /\/dateline-[0-9a-f-]+ \(deleted\)$/.test(path));
}

async function isNotThere(): Promise<void> {
  expect(await newsroom.log.read('storm', { after: START, limit: 0 })).toBeUndefined();
  expect(await newsroom.client.keys('*')).toEqual([]);
}

test('a log is imported as it is, and answered with its briefing and its place', async () => {
  const answer = await put(fileOf(story));
  expect(answer.status).toBe(201);
  expect(answer.json).toEqual({
    briefing: {
      id: 'storm',
      title: 'The storm',
      status: 'ended',
      openedAt: at,
      startedAt: at,
      endedAt: at,
      updatedAt: at,
      updates: 1,
    },
    cursor: `testlog1:${Date.parse(at)}-3`,
  });
  expect(await entriesOf(newsroom.log, 'storm')).toEqual(story);
});

test('the same again is answered 200 and changes nothing; another log is refused', async () => {
  const first = await put(fileOf(story));
  const again = await put(gzipSync(fileOf(story)), { headers: { 'Content-Encoding': 'gzip' } });
  expect(again).toMatchObject({ status: 200, json: first.json });
  const other = await put(fileOf([opened, { ...published, update: paragraph('u1', 'Roofs stay.') }]));
  expect(other).toMatchObject({ status: 409, json: { code: 'BRIEFING_EXISTS', seq: 2 } });
  expect((await put(fileOf(story, { epoch: 'another1' }))).status).toBe(409);
  expect(await entriesOf(newsroom.log, 'storm')).toEqual(story);
});

test('a bad line is named, and nothing is there of the good ones before it', async () => {
  const many = Array.from({ length: 2_000 }, (_, index) => ({
    ...published,
    seq: index + 2,
    update: paragraph(`u${index}`, 'x'.repeat(500)),
  }));
  const answer = await put(fileOf([opened, ...many, { seq: 2002, at, type: 'reopened' }]));
  expect(answer).toMatchObject({ status: 400, json: { code: 'BAD_REQUEST', line: 2003 } });
  expect(answer.json.detail).toBe('line 2003: it was reopened already');
  await isNotThere();
});

type Row = [what: string, file: string, sent: Sent, status: number, problem: object];
const row = (what: string, file: string, problem: object, status = 400, sent: Sent = {}): Row => [
  what,
  file,
  sent,
  status,
  problem,
];
const line = (number: number, code = 'BAD_REQUEST') => ({ code, line: number });
const gzip = { headers: { 'Content-Encoding': 'gzip' } };
test.each<Row>([
  row('an empty file', '', line(1)),
  row('a file of another briefing', fileOf(story, { briefing: 'match' }), line(2)),
  row('JSON that says one thing twice', fileOf(story).replace('"seq":2', '"seq":2,"seq":2'), line(3, 'BAD_JSON')),
  row('half a surrogate pair', fileOf(story).replace('Roofs', '\\ud83d'), line(3, 'BAD_TEXT')),
  row('a text that nobody can see', fileOf(story).replace('Roofs fly.', '\\u202e\\u0001'), line(3)),
  row('a file that is not packed', fileOf(story), { code: 'BAD_REQUEST', line: 1 }, 400, gzip),
  row('another packing', fileOf(story), { code: 'BAD_TYPE' }, 415, { headers: { 'Content-Encoding': 'br' } }),
  row('another type', fileOf(story), { code: 'BAD_TYPE' }, 415, { type: 'application/json' }),
  row('a wrong key', fileOf(story), { code: 'BAD_KEY' }, 401, { headers: { Authorization: 'Bearer no' } }),
])('%s is refused', async (_, file, sent, status, problem) => {
  expect(await put(file, sent)).toMatchObject({ status, json: problem });
  await isNotThere();
});

test('the header of another briefing is refused, and so is an id that cannot be one', async () => {
  const match = [{ ...opened, briefing: { id: 'match', title: 'The match' } }];
  expect(await put(fileOf(match, { briefing: 'match' }))).toMatchObject({
    status: 400,
    json: { code: 'BAD_REQUEST', line: 1, detail: expect.stringContaining('is of briefing match') },
  });
  expect(await put(fileOf(story), {}, '/v1/briefings/a%20b/log')).toMatchObject({ status: 400 });
});

test('other methods of the address are refused, and reading it is left to others', async () => {
  expect(await newsroom.call('DELETE', LOG)).toMatchObject({ status: 405, json: { code: 'METHOD_UNKNOWN' } });
  expect(await newsroom.call('POST', LOG, { json: {} })).toMatchObject({ status: 405 });
});

test('a packed file is refused when it is not whole, or has a line over the limit, while it is unpacked', async () => {
  const long = gzipSync(Buffer.alloc(50_000_000, 'x'), { level: 1 });
  expect(await put(long, gzip)).toMatchObject({ status: 413, json: { code: 'TOO_LARGE', line: 1 } });
  const half = gzipSync(fileOf(story)).subarray(0, -20);
  expect(await put(half, gzip)).toMatchObject({ status: 400, json: { code: 'BAD_REQUEST' } });
  await isNotThere();
});

test('a small file that unpacks over the limit is refused at the line that crosses it', async () => {
  const log = createMemoryLog({ now: Date.now, time: Date.now, epoch: () => 'testlogs' });
  const { journal } = newsroom;
  const app = express().use(mountImports(Router(), { log, journal, key: KEY, now: Date.now, bytes: 10_000 }));
  const http = app.use(problems(journal)).listen(0, '127.0.0.1');
  await once(http, 'listening');
  const address = `http://127.0.0.1:${(http.address() as AddressInfo).port}${LOG}`;
  const described = (seq: number) => ({ ...opened, seq, type: 'described' });
  const file = fileOf([opened, ...Array.from({ length: 100 }, (_, index) => described(index + 2))]);
  const body = new Uint8Array(gzipSync(file));
  expect(body.length).toBeLessThan(2_000);
  const headers = { Authorization: `Bearer ${KEY}`, 'Content-Type': TYPE, 'Content-Encoding': 'gzip' };
  const response = await fetch(address, { method: 'PUT', body, headers });
  http.close();
  expect(response.status).toBe(413);
  expect(await response.json()).toMatchObject({ code: 'TOO_LARGE', line: expect.any(Number) });
  expect(await log.briefing('storm')).toBeUndefined();
});

test('a file over the limit is refused', async () => {
  const sent = await put(Buffer.alloc(IMPORT_BYTES + 1, 'x'));
  expect(sent).toMatchObject({ status: 413, json: { code: 'TOO_LARGE' } });
  expect(sent.json).not.toHaveProperty('line'); // not one has been looked at
  await isNotThere();
});

test('texts are kept as any write keeps them: cleaned, with safe HTML, and with word diffs that make the text', async () => {
  const update = {
    ...paragraph('u1', 'Roofs\u202e fly.'),
    html: '<p onclick="x()">Roofs <em>fly</em>.<script>x()</script></p>',
  };
  const diffs = [
    [
      ['=', 'Roofs '],
      ['-', 'fly'],
      ['+', 'flew'],
      ['=', '.'],
    ],
    [
      ['=', 'Roofs '],
      ['-', 'flew'],
      ['+', 'sat'],
      ['=', '.'],
    ],
  ];
  const revised = (revision: number, text: string, diff: unknown) => ({
    seq: revision + 1,
    at,
    type: 'revised',
    update: { ...update, revision, text },
    correction: { note: 'Tense', diff },
  });
  const file = fileOf([
    opened,
    { ...published, update },
    revised(2, 'Roofs flew.', diffs[0]),
    revised(3, 'Roofs flee.', diffs[1]),
  ]);
  for (const status of [201, 200]) expect((await put(file)).status).toBe(status);
  const [, first, second, third] = await entriesOf(newsroom.log, 'storm');
  expect(first).toMatchObject({ update: { text: 'Roofs fly.', html: '<p>Roofs <em>fly</em>.</p>' } });
  expect(second).toMatchObject({ correction: { note: 'Tense', diff: diffs[0] } });
  expect(third).toHaveProperty('correction', { note: 'Tense' });
});

/** An import whose body has begun and does not go on; breaks it off. */
async function begun(): Promise<() => Promise<void>> {
  const { port } = new URL(newsroom.url);
  const before = openSpools().length;
  const socket = connect(Number(port), '127.0.0.1');
  socket.on('error', () => {});
  const head = `PUT ${LOG} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${KEY}\r\nContent-Type: ${TYPE}\r\n`;
  socket.write(`${head}Content-Length: 1000000\r\n\r\n${fileOf(story)}`);
  while (openSpools().length === before) await newsroom.call('GET', '/v1/briefings');
  return async () => {
    const held = openSpools().length;
    socket.destroy();
    while (openSpools().length === held) await newsroom.call('GET', '/v1/briefings');
  };
}

test('a body that breaks off leaves nothing, and can be sent again', async () => {
  const breakOff = await begun();
  await breakOff();
  await isNotThere();
  expect((await put(fileOf(story))).status).toBe(201);
});

test('more imports than may be at once are refused for now, also with a body of some megabytes', async () => {
  const others = [];
  for (let count = 0; count < IMPORTS; count++) others.push(await begun());
  const large = fileOf(story).replace('Roofs fly.', `Roofs ${'x'.repeat(3_000_000)}`);
  expect(await put(large)).toMatchObject({ status: 503, json: { code: 'BUSY' } });
  expect(await put(large, { headers: { Authorization: 'Bearer no' } })).toMatchObject({ status: 401 });
  for (const breakOff of others) await breakOff();
  expect((await put(fileOf(story))).status).toBe(201);
});

test('while Redis is away an import is refused for now, and nothing is there afterwards', async () => {
  await newsroom.redis.kill('SIGSTOP');
  expect(await put(fileOf(story))).toMatchObject({ status: 503, json: { code: 'UNAVAILABLE' } });
  await newsroom.redis.kill('SIGCONT');
  expect([201, 200]).toContain((await put(fileOf(story))).status);
  expect(await entriesOf(newsroom.log, 'storm')).toEqual(story);
});
