import { afterEach, beforeEach, expect, test } from 'vitest';
import { Feeds } from '../../src/gateway/feeds.ts';
import { createRedisLog } from '../../src/log/redis-log.ts';
import { STALE_MS } from '../../src/protocol/limits.ts';
import { createJournal } from '../../src/runtime/logging.ts';
import { connect, ready } from '../../src/runtime/redis.ts';
import { type GatewaySite, startGatewaySite } from '../kit/gateway-site.ts';
import { watchLag } from '../kit/lag.ts';

let site: GatewaySite;
beforeEach(async () => {
  site = await startGatewaySite();
  await site.open('storm');
});
afterEach(async () => {
  await site.redis.kill('SIGCONT'); // after a failure too
  await site.stop();
});

/** What is promised, ms; the rest is what this machine adds. */
const TOLD_MS = 2_000;

test('readers are told within two seconds that Redis is away, whoever comes meanwhile too, and when it is back', async () => {
  const reader = site.reader();
  await reader.follow({ briefing: 'storm' });
  await reader.reaches(await site.publish('storm', 3));
  const lag = watchLag();
  const frozen = performance.now();
  const before = Date.now();
  await site.redis.kill('SIGSTOP');
  await reader.until(() => reader.stales.length > 0, 'nothing was said');
  expect(performance.now() - frozen - lag()).toBeLessThan(TOLD_MS + 200);
  const since = reader.stales[0]?.since ?? '';
  expect(Date.parse(since)).toBeGreaterThan(before - 2_000);
  expect(Date.parse(since)).toBeLessThan(before + 200);
  const late = site.reader();
  await late.follow({ briefing: 'storm' }); // from memory
  await late.reaches(4);
  expect(late.stales).toEqual([{ briefing: 'storm', since }]);
  await site.redis.kill('SIGCONT');
  for (const each of [reader, late])
    await each.until(() => each.stales.at(-1)?.since === null, 'it was not told that Redis is back');
  expect(reader.stales).toHaveLength(2);
  await reader.reaches(await site.publish('storm', 1));
  const fresh = site.reader();
  await fresh.follow({ briefing: 'storm' });
  await fresh.reaches(5);
  expect(fresh.stales).toEqual([]);
});

test('event streams are told too', async () => {
  const ending = new AbortController();
  const response = await fetch(`${site.url}/v1/briefings/storm/events`, { signal: ending.signal });
  await site.redis.kill('SIGSTOP');
  let heard = '';
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    heard += chunk;
    if (/event: stale\ndata: .*"since":"/.test(heard)) await site.redis.kill('SIGCONT');
    if (heard.includes('"since":null')) break;
  }
  expect(heard.match(/event: stale\n/g)).toHaveLength(2);
  ending.abort();
});

test('readers of a Redis that is away are taken from memory for half a minute, and then refused until it is back', async () => {
  let now = Date.now();
  const journal = createJournal('fatal', { write: () => {} });
  const connections = {
    redis: connect(site.redis.url, 'requests', { journal }),
    subscriber: connect(site.redis.url, 'subscriber', { journal }),
  };
  await Promise.all(Object.values(connections).map(ready));
  const log = createRedisLog(connections, { now: () => now, epoch: () => 'unwanted' });
  const feeds = new Feeds(log, { now: () => now, clock: () => performance.now() });
  await feeds.open('storm');
  await site.redis.kill();
  now += STALE_MS - 1_000;
  await feeds.open('storm');
  expect(feeds.held('storm').head).toMatch(/-1$/);
  now += 2_000;
  await expect(feeds.open('storm')).rejects.toMatchObject({ code: 'STALE' });
  await site.redis.restart();
  await Promise.all(Object.values(connections).map(ready));
  await site.open('storm'); // this Redis keeps nothing
  await feeds.open('storm');
  expect(feeds.held('storm').head).toMatch(/-1$/);
  await feeds.close();
  for (const connection of Object.values(connections)) connection.disconnect();
});
