import { type BackendFactory, QueueKeys, RedisConnection, RedisQueueBackend } from 'bullmq';
import type { Connection } from '../runtime/redis.ts';
import { QUEUE_PREFIX } from './keys.ts';

/** `blocking` waits for jobs and can do nothing else meanwhile; a limit on the time of its commands would cut the waiting short. */
export type QueueConnections = { commands: Connection; blocking: Connection };

/**
 * BullMQ would make its blocking connection itself, as a copy of the other with the same time limits, which its waiting
 * exceeds. Both stay open when the worker is closed: they are their owner's.
 */
export function backendOver({ commands, blocking }: QueueConnections): BackendFactory<RedisQueueBackend> {
  return (name, options) => {
    const keys = new QueueKeys(QUEUE_PREFIX);
    return new RedisQueueBackend(
      new RedisConnection(commands, { shared: true, blocking: false }),
      name,
      keys.getKeys(name),
      (type) => keys.toKey(name, type),
      options,
      new RedisConnection(blocking, { shared: true, blocking: true }),
    );
  };
}
