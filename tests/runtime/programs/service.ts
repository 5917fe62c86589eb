// A service with an embedded Redis: `service.ts FOLDER`. Says where its Redis is, then lives until it is killed.
import { startEmbeddedRedis } from '../../../src/runtime/embedded-redis.ts';
import { createJournal } from '../../../src/runtime/logging.ts';

const say = (line: Record<string, unknown>) => process.stdout.write(`${JSON.stringify(line)}\n`);
process.on('SIGINT', () => say({ signal: 'SIGINT' }));
try {
  const redis = await startEmbeddedRedis({ folder: process.argv[2]!, journal: createJournal('silent') }); // the test gives it
  say({ url: redis.url, redis: redis.pid() });
} catch (error) {
  say({ error: (error as Error).message });
}
