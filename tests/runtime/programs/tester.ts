// A test that starts a Redis and is then killed.
import { startRedis } from '../../kit/redis.ts';

const redis = await startRedis();
process.stdout.write(`${JSON.stringify({ redis: redis.pid(), folder: redis.folder })}\n`);
