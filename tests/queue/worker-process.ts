/**
 * A worker in a process of its own, with locks short enough for a test. REDIS_URL says where, DATELINE_REPLICAS how many have to have what it writes; it says `ready` to its parent. An
 * article that begins with `!` cannot be cut, one with `~` keeps the whole process busy for longer than its lock.
 */
import { onReplica } from '../../src/log/on-replica.ts';
import { createRedisLog } from '../../src/log/redis-log.ts';
import { createArticleQueue, createRedisArticles } from '../../src/queue/index.ts';
import { createJournal, JOURNAL_LEVELS } from '../../src/runtime/logging.ts';
import { connect } from '../../src/runtime/redis.ts';
import { createOnReplica } from '../../src/runtime/replicas.ts';
import { startWorker } from '../../workers/worker.ts';

const BUSY_MS = 1_200;
const url = process.env.REDIS_URL ?? '';
const journal = createJournal(JOURNAL_LEVELS.find((level) => level === process.env.LOG_LEVEL) ?? 'silent');
const redis = connect(url, 'jobs', { journal });
const appended = createRedisLog({ redis, subscriber: redis }, { now: Date.now, epoch: () => '' });
const replicas = Number(process.env.DATELINE_REPLICAS ?? 0);
const worker = startWorker(
  {
    log:
      replicas > 0 ? onReplica(appended, createOnReplica(connect(url, 'replicas', { journal }), replicas)) : appended,
    articles: createRedisArticles(redis, { now: Date.now }),
    queue: createArticleQueue(redis, journal),
    connections: { commands: redis, blocking: connect(url, 'blocking', { journal }) },
    cut({ body }) {
      if (body.startsWith('!')) throw new Error('it cannot be cut');
      for (const until = performance.now() + BUSY_MS; body.startsWith('~') && performance.now() < until; );
      return { segments: body.split('\n\n').map((text) => ({ kind: 'paragraph', text })) };
    },
    journal,
    now: Date.now,
    random: Math.random,
  },
  { lockMs: 500, stalledMs: 200, everyMs: 200, graceMs: 400 },
);
process.on('disconnect', () => process.exit(0));
process.on('SIGTERM', () => void worker.close().then(() => process.exit(0)));
await worker.ready;
process.send?.('ready');
