import { expect, test } from 'vitest';
import { createRedisLog } from '../../src/log/redis-log.ts';
import { createJournal } from '../../src/runtime/logging.ts';
import { connect, type Role, ready } from '../../src/runtime/redis.ts';
import { checkRedis } from '../../src/runtime/redis-check.ts';
import { startCluster } from '../kit/cluster.ts';
import { startSentinels } from '../kit/sentinel.ts';
import { story } from './checks/appending.ts';
import { expectSound } from './conformance.ts';
import { epochs } from './connecting.ts';
import { hearingOf } from './hearing.ts';
import { writerOf } from './writer.ts';

const STARTING_MS = 60_000;

test.for([
  ['a cluster of three masters', startCluster],
  ['a master that Sentinels watch', startSentinels],
] as const)('a log on %s is written, heard and read', { timeout: STARTING_MS }, async ([, start]) => {
  const servers = await start();
  const journal = createJournal('silent');
  const open = (role: Role) => connect(servers.url, role, { journal });
  const connections = { redis: open('requests'), subscriber: open('subscriber') };
  try {
    await Promise.all(Object.values(connections).map(ready));
    expect(await checkRedis(connections.redis)).toEqual([]);
    const log = createRedisLog(connections, { now: Date.now, epoch: epochs() });
    const hearing = await hearingOf(log);
    const writer = writerOf(log);
    for (const change of story) expect(await writer.write(change)).toMatchObject({ result: 'ok' });
    expect(await hearing.hints(story.length)).toHaveLength(story.length);
    await expectSound(log);
  } finally {
    for (const connection of Object.values(connections)) connection.disconnect();
    await servers.stop();
  }
});
