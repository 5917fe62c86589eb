import { expect, test } from 'vitest';
import { createJournal } from '../../src/runtime/logging.ts';
import { connect, type Role, ready } from '../../src/runtime/redis.ts';
import { startRedis } from '../kit/redis.ts';
import { startTcpLine } from '../kit/tcp-line.ts';

test.for<Role>(['subscriber', 'requests', 'jobs'])(
  'a line that has died without a word is given up, for %s too',
  { concurrent: true },
  async (role, { onTestFinished }) => {
    const server = await startRedis();
    const line = await startTcpLine(() => ({ path: server.url }));
    const redis = connect(`redis://127.0.0.1:${line.port}`, role, { journal: createJournal('silent') });
    onTestFinished(async () => {
      redis.disconnect();
      await line.stop();
      await server.stop();
    });
    await ready(redis);
    line.swallow();
    if (role !== 'subscriber') redis.set('key', 'value').catch(() => {}); // what has nothing to say has nothing to miss
    await new Promise((resolve) => redis.once('ready', resolve));
    expect(line.connections).toBe(2);
  },
);
