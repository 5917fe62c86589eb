import { Redis } from 'ioredis';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { views } from '../../client/page/index.ts';
import { createCensus } from '../../src/log/census.ts';
import { createRedisLog } from '../../src/log/redis-log.ts';
import { type GatewaySite, serveGateway, startGatewaySite } from '../kit/gateway-site.ts';
import { TestReader } from '../kit/reader.ts';

/** Small enough for a test, in the proportion that the service has. */
const EVERY_MS = 50;
const KEPT_MS = 500;

let site: GatewaySite;
let ending: (() => unknown)[];
beforeEach(async () => {
  ending = [];
  site = await startGatewaySite();
  await site.open('storm');
  await site.open('calm');
});
afterEach(async () => {
  for (const end of ending.toReversed()) await end();
  await site.stop();
});

/** A gateway that counts, with a Redis connection that a test can take away; and a reader at it. */
async function counting(gateway: string, everyMs = EVERY_MS) {
  const connections = { redis: new Redis(site.redis.url), subscriber: new Redis(site.redis.url) };
  const log = createRedisLog(connections, { now: Date.now, epoch: () => 'unwanted' });
  const census = createCensus(connections.redis, { gateway, keptMs: KEPT_MS });
  const served = { views, assets: import.meta.dirname, census, censusMs: everyMs };
  const serving = await serveGateway(log, 0, [], served);
  const disconnect = () => {
    for (const connection of Object.values(connections)) connection.disconnect();
  };
  ending.push(disconnect, () => serving.close());
  return {
    serving,
    disconnect,
    reader() {
      const reader = new TestReader(`http://127.0.0.1:${serving.port}`);
      ending.push(() => reader.close());
      return reader;
    },
  };
}

const hears = (reader: TestReader, count: number) =>
  reader.until(
    () => reader.viewers.at(-1) === count,
    `${count} were to be counted; it has heard ${reader.viewers.join(', ') || 'nothing'}`,
  );

test('followers and replays of all gateways are counted, those of a killed one for a while', async () => {
  const [here, there] = [await counting('here'), await counting('there')];
  const reader = here.reader();
  await reader.follow({ briefing: 'storm' });
  await hears(reader, 1);
  const others = [there.reader(), there.reader()] as const;
  await others[0].follow({ briefing: 'storm' });
  await others[1].replay({ briefing: 'storm' });
  await hears(reader, 3);
  await hears(others[1], 3);
  others[0].close();
  await hears(reader, 2);
  there.disconnect(); // it can say nothing any more, not even goodbye
  await hears(reader, 1);
});

test('who comes later is told at once, and nobody is told what has not changed', async () => {
  const here = await counting('here');
  const first = here.reader();
  await first.follow({ briefing: 'storm' });
  await hears(first, 1);
  const late = here.reader();
  await late.follow({ briefing: 'storm' });
  await late.until(() => late.viewers.length > 0, 'it was told nothing');
  expect(late.viewers[0]).toBe(1); // what was known when it came
  await hears(late, 2);
  const other = here.reader();
  await other.follow({ briefing: 'calm' }); // its count is a round of its own: time has passed for the others
  await hears(other, 1);
  expect(first.viewers).toEqual([1, 2]);
});

test('a gateway that closes takes back what it has said', async () => {
  const [here, there] = [await counting('here'), await counting('there')];
  const reader = here.reader();
  await reader.follow({ briefing: 'storm' });
  await there.reader().follow({ briefing: 'storm' });
  await hears(reader, 2);
  await there.serving.close();
  const redis = new Redis(site.redis.url);
  expect(await redis.hkeys('dl:{storm}:viewers')).toEqual(['here']);
  redis.disconnect();
});

test('counting costs Redis as much for a hundred readers as for one', async () => {
  const here = await counting('here');
  const readers = Array.from({ length: 100 }, () => here.reader());
  for (const reader of readers) await reader.follow({ briefing: 'storm' });
  const [first] = readers;
  if (!first) throw new Error('there is no reader');
  await hears(first, 100);
  const redis = new Redis(site.redis.url);
  const calls = async () => Number(/cmdstat_hset:calls=(\d+)/.exec(await redis.info('commandstats'))?.[1] ?? 0);
  const before = await calls();
  const started = performance.now();
  readers.at(-1)?.close();
  readers.at(-2)?.close();
  await hears(first, 98);
  expect((await calls()) - before).toBeLessThanOrEqual(Math.ceil((performance.now() - started) / EVERY_MS) + 1);
  redis.disconnect();
});
