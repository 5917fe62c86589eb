import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { expect, test } from 'vitest';
import { keysOf } from '../../src/log/keys.ts';
import { freePorts } from '../kit/ports.ts';
import { startRedis } from '../kit/redis.ts';
import { story } from './checks/appending.ts';
import { expectSound } from './conformance.ts';
import { connectLog } from './connecting.ts';
import { hearingOf } from './hearing.ts';
import { writerOf } from './writer.ts';

const BOUND_MS = 20_000;

/** A new cluster takes no commands for two seconds, whatever it is told. */
async function untilReady(operator: Redis): Promise<void> {
  const bound = AbortSignal.timeout(BOUND_MS / 2);
  while (!(await operator.cluster('INFO')).includes('cluster_state:ok')) await pause(20, undefined, { signal: bound });
}

test(
  'a log lives in one slot of a cluster, with its channel',
  async () => {
    const settings = { 'cluster-enabled': 'yes', 'cluster-port': String((await freePorts(1))[0]) };
    const server = await startRedis({ settings });
    const operator = new Redis(server.url);
    try {
      const names = Object.values(keysOf('storm-2026'));
      const slots = await Promise.all(names.map((name) => operator.cluster('KEYSLOT', name)));
      expect(new Set(slots).size).toBe(1);

      // A cluster refuses a script that touches two slots, or publishes in another one.
      await operator.cluster('ADDSLOTSRANGE', 0, 16_383);
      await untilReady(operator);
      const { log, close } = await connectLog(server.url);
      const hearing = await hearingOf(log);
      const writer = writerOf(log);
      for (const change of story) expect(await writer.write(change)).toMatchObject({ result: 'ok' });
      expect(await hearing.hints(story.length)).toHaveLength(story.length);
      expect(await log.current('storm', 'u2')).toMatchObject({ revision: 1 });
      await expectSound(log);
      await close();
    } finally {
      operator.disconnect();
      await server.stop();
    }
  },
  BOUND_MS,
);
