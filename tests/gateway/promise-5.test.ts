import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type GatewaySite, startGatewaySite } from '../kit/gateway-site.ts';

let site: GatewaySite;
beforeAll(async () => {
  site = await startGatewaySite();
});
afterAll(() => site.stop());

/** How many scripts Redis has run: every read of a log is one, and so is every append. */
async function scriptsRun(): Promise<number> {
  const admin = new Redis(site.redis.url);
  const stats = await admin.info('commandstats');
  admin.disconnect();
  return [...stats.matchAll(/cmdstat_(?:evalsha|eval|fcall):calls=(\d+)/g)].reduce(
    (sum, [, calls]) => sum + Number(calls),
    0,
  );
}

/** Reads while so many readers come to a briefing with a history, follow it and get live updates. */
async function readsWith(count: number): Promise<number> {
  const briefing = `crowd-${count}`;
  const updates = 50;
  await site.open(briefing);
  await site.publish(briefing, updates);
  const first = site.reader();
  await first.follow({ briefing });
  await first.reaches(updates + 1);
  const before = await scriptsRun();
  const started = performance.now();
  const readers = Array.from({ length: count }, () => site.reader());
  await Promise.all(readers.map((reader) => reader.follow({ briefing })));
  const last = await site.publish(briefing, updates);
  await Promise.all(readers.map((reader) => reader.reaches(last)));
  const looks = Math.ceil((performance.now() - started) / 1_000) + 1; // one a second for each feed that is read
  for (const reader of readers) {
    expect(reader.entries).toHaveLength(last);
    reader.close();
  }
  first.close();
  return (await scriptsRun()) - before - updates - looks;
}

test('reads of Redis do not grow with readers', async () => {
  expect(await readsWith(1)).toBeLessThanOrEqual(0);
  expect(await readsWith(100)).toBeLessThanOrEqual(0);
});
