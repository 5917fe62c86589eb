import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createJournal } from '../../src/runtime/logging.ts';
import { connect, ready } from '../../src/runtime/redis.ts';
import { createOnReplica, type OnReplica } from '../../src/runtime/replicas.ts';
import { startCluster } from '../kit/cluster.ts';
import { startRedis } from '../kit/redis.ts';
import type { RedisNode } from '../kit/redis-node.ts';

const BOUND_MS = 60_000;
const AGAIN_MS = 20;
const ASKED = 50;
const KEYS = Array.from({ length: 30 }, (_, at) => `key-${at}`);
const journal = createJournal('silent');

/** Asks whether what a key holds is on a replica; the key has its own name in it. */
function askAbout(key: string, wait: OnReplica): Promise<void> {
  return wait({ mark: `{${key}}:mark`, ask: (pipeline) => pipeline.get(key), holds: (answer) => answer === key });
}

function isAnswered(key: string, wait: OnReplica): Promise<boolean> {
  return askAbout(key, wait).then(
    () => true,
    () => false,
  );
}

test(
  'each question is answered with its own answer, also when one server has died and another is silent',
  async ({ onTestFinished }) => {
    const cluster = await startCluster();
    const redis = connect(cluster.url, 'replicas', { journal });
    onTestFinished(async () => {
      redis.disconnect();
      await cluster.stop();
    });
    await ready(redis);
    const wait = createOnReplica(redis, 1);
    const homes = await Promise.all(KEYS.map((key) => cluster.masterOf(key)));
    const [dead, silent, other] = [...new Set(homes)] as [RedisNode, RedisNode, RedisNode];
    const keysOf = (home: RedisNode) => KEYS.filter((_, at) => homes[at] === home);
    const answered = [...keysOf(dead), ...keysOf(other)];
    for (const key of answered) await redis.set(key, key);
    await Promise.all(answered.map((key) => askAbout(key, wait)));

    // Nobody has spoken to the silent one yet: it stays half connected, and refuses what a free choice brings there.
    await silent.kill('SIGSTOP');
    await dead.kill();
    for (let asked = 0; asked < ASKED; asked += 1) {
      void Promise.allSettled(keysOf(dead).map((key) => askAbout(key, wait)));
      await pause(AGAIN_MS);
    }
    await silent.kill('SIGCONT');
    await dead.restart();
    const bound = AbortSignal.timeout(BOUND_MS / 2);
    for (const key of answered)
      while (!(await isAnswered(key, wait))) await pause(AGAIN_MS, undefined, { signal: bound });
  },
  BOUND_MS,
);

test('what waits at Redis does not grow with those who ask while there is no replica', async ({ onTestFinished }) => {
  const server = await startRedis();
  const redis = connect(server.url, 'replicas', { journal });
  onTestFinished(async () => {
    redis.disconnect();
    await server.stop();
  });
  const wait = createOnReplica(redis, 1);
  const outcomes = await Promise.allSettled(Array.from({ length: 500 }, () => askAbout('key', wait)));
  expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(500);
  const stats = await redis.info('commandstats');
  expect(Number(/cmdstat_wait:calls=(\d+)/.exec(stats)?.[1])).toBeLessThanOrEqual(2);
});
