import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { START } from '../../src/protocol/cursor.ts';
import { startRedis, type TestRedis } from '../kit/redis.ts';
import { connectLog } from './connecting.ts';
import { paragraph, refused, writerOf } from './writer.ts';

const CANARY = 'The minister flew to Elba on the ninth.';

let server: TestRedis;
let operator: Redis;
beforeAll(async () => {
  server = await startRedis({ settings: { rdbcompression: 'no' } }); // or a dump would hide what it holds
  operator = new Redis(server.url);
});
beforeEach(() => server.flush());
afterAll(async () => {
  operator.disconnect();
  await server.stop();
});

/** The keys whose bytes hold the text: what a dump of Redis would give away, whatever the type of the key. */
async function keysThatHold(text: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const page of operator.scanStream()) keys.push(...(page as string[]));
  const holds = await Promise.all(keys.map(async (key) => (await operator.dumpBuffer(key))?.includes(text)));
  return keys.filter((_, at) => holds[at]);
}

test('no key in Redis holds a word of a retracted update', async () => {
  const { log, close } = await connectLog(server.url);
  const writer = writerOf(log);
  await writer.open();
  await writer.write({ type: 'published', update: 'u1', content: { ...paragraph(CANARY), headline: CANARY } });
  await writer.publish('u2');
  for (const expected of [1, 2]) {
    const revision = { content: paragraph(`${CANARY} (${expected})`), correction: { note: `Not: ${CANARY}` } };
    await writer.write({ type: 'revised', update: 'u1', expected, ...revision });
  }
  await writer.pin('u1');
  expect(await keysThatHold(CANARY)).toEqual(['dl:{storm}:bodies']);
  await writer.retract('u1');
  expect(await keysThatHold(CANARY)).toEqual([]);
  expect(await keysThatHold('u2, first version')).toEqual(['dl:{storm}:bodies']);
  await close();
});

test('a full memory refuses news, and lets texts be taken down, briefings end and readers read', async () => {
  const { log, close } = await connectLog(server.url);
  const writer = writerOf(log);
  await writer.open();
  await writer.publish('u1');
  await operator.config('SET', 'maxmemory', 1);
  try {
    await refused(writer.publish('u2'), 'UNAVAILABLE');
    await refused(writer.revise('u1', 1), 'UNAVAILABLE');
    expect(await writer.retract('u1')).toMatchObject({ result: 'ok' });
    expect(await writer.end()).toMatchObject({ result: 'ok' });
    expect((await log.read('storm', { after: START, limit: 10 }))?.entries).toHaveLength(4);
    expect((await log.list({ limit: 10 })).briefings).toMatchObject([{ id: 'storm', status: 'ended' }]);
  } finally {
    await operator.config('SET', 'maxmemory', 0);
  }
  expect(await writer.reopen()).toMatchObject({ result: 'ok' });
  await close();
});

test('time does not go back in the log when the clock of Redis does', async () => {
  const { log, close } = await connectLog(server.url);
  const writer = writerOf(log);
  await writer.open();
  // As it is after the clock was half a minute ahead for one entry, and was set right.
  const ahead = Date.now() + 30_000;
  const fields = ['type', 'described', 'op', 'ahead', 'small', '{"briefing":{"title":"Ahead"}}'];
  await operator.xadd('dl:{storm}:log', `${ahead}-2`, ...fields);
  await operator.hset('dl:{storm}:meta', { seq: 2, last: `${ahead}-2` });
  expect(await writer.publish('u1')).toMatchObject({ result: 'ok', id: `${ahead}-3` });
  expect(await writer.publish('u2')).toMatchObject({ result: 'ok', id: `${ahead}-4` });
  expect((await writer.entries()).map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  await close();
});
