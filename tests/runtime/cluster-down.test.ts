import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createJournal } from '../../src/runtime/logging.ts';
import { connect, ready } from '../../src/runtime/redis.ts';
import { startCluster } from '../kit/cluster.ts';

const BOUND_MS = 60_000;
const LOOK_MS = 50;

test(
  'who waits for jobs can connect anew while the cluster is down, and hears of it',
  async ({ onTestFinished }) => {
    const cluster = await startCluster();
    const redis = connect(cluster.url, 'blocking', { journal: createJournal('silent') });
    onTestFinished(async () => {
      redis.disconnect();
      await cluster.stop();
    });
    await ready(redis);
    const lost = await cluster.masterOf('key');
    const replica = await cluster.replicaOf(lost);
    await Promise.all([lost.kill(), replica.kill()]);
    const bound = AbortSignal.timeout(BOUND_MS / 2);
    const others = cluster.nodes.filter((node) => node !== lost && node !== replica);
    const isDown = async () => {
      const states = await Promise.all(others.map(({ operator }) => operator.cluster('INFO')));
      return states.every((state) => state.includes('cluster_state:fail'));
    };
    while (!(await isDown())) await pause(LOOK_MS, undefined, { signal: bound });

    // As BullMQ does when what it waits for has not come in time.
    redis.disconnect();
    await new Promise((resolve) => redis.once('end', resolve));
    await redis.connect();
    await expect(redis.get('key')).rejects.toThrow();

    await Promise.all([lost.restart(), replica.restart()]);
    const isBack = () =>
      redis.get('key').then(
        () => true,
        () => false,
      );
    while (!(await isBack())) await pause(LOOK_MS, undefined, { signal: bound });
  },
  BOUND_MS,
);
