import { Redis } from 'ioredis';
import { startRedis, type TestRedis } from './redis.ts';

/** A Redis that other machines could reach, as replicas, Sentinels and clusters need it: it listens on a port of loopback too. */
export type RedisNode = Omit<TestRedis, 'flush'> & { readonly port: number; readonly operator: Redis };

export async function startNode(port: number, settings: Record<string, string> = {}): Promise<RedisNode> {
  const redis = await startRedis({
    appendfsync: 'everysec',
    settings: { port: String(port), bind: '127.0.0.1', 'repl-diskless-sync-delay': '0', ...settings },
  });
  const operator = new Redis(redis.url, { retryStrategy: () => 100 }).on('error', () => {}); // it is killed on purpose
  return {
    ...redis,
    port,
    operator,
    async stop() {
      operator.disconnect();
      await redis.stop();
    },
  };
}
