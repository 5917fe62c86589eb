import { Redis } from 'ioredis';
import { createRedisLog } from '../../src/log/redis-log.ts';
import type { LogOptions } from './conformance.ts';

/** Eight of [0-9a-z], another one each time. */
export function epochs(): () => string {
  let made = 0;
  return () => (++made).toString(36).padStart(8, '0');
}

/** A log over connections of its own, as a process has them: ioredis with its own ways to come back and to send again. */
export async function connectLog(path: string, { now = Date.now, limits }: LogOptions = {}, epoch = epochs()) {
  const ignore = () => {}; // links that break are what is tried here
  const redis = new Redis(path).on('error', ignore);
  const subscriber = new Redis(path).on('error', ignore);
  const log = createRedisLog({ redis, subscriber }, { now, epoch, ...(limits && { limits }) });
  return {
    log,
    redis,
    subscriber,
    async close() {
      redis.disconnect();
      subscriber.disconnect();
    },
  };
}
