import { createJournal } from '../../src/runtime/logging.ts';
import { DURABILITIES } from '../../src/runtime/redis-check.ts';
import { createShutdown } from '../../src/runtime/shutdown.ts';
import { startService } from '../../src/service.ts';
import { serving } from './child.ts';

/** The newsroom's process as `dateline ingest` builds it. Arguments: Redis' URL, the editor key, the level of durability. */
const [url = '', key = '', asked = 'disk'] = process.argv.slice(2);
const durability = DURABILITIES.find((level) => level === asked) ?? 'disk';
const journal = createJournal('error', process.stderr);
const { port } = await startService({
  roles: ['ingest'],
  port: 0,
  host: '127.0.0.1',
  publicUrl: undefined,
  redisUrl: url,
  queueUrl: url,
  durability,
  replicas: 1,
  key,
  origins: '*',
  sourcePrivate: false,
  spreadMs: 0,
  journal,
  shutdown: createShutdown({ journal }),
});
serving(port);
