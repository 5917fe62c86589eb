/** A worker on sources in a process of its own, with locks short enough for a test. REDIS_URL says where; it says `ready` to its parent. */

import { createRedisLog } from '../../../src/log/redis-log.ts';
import { textOfHtml } from '../../../src/log/safe-html.ts';
import {
  allowedAddresses,
  createArticleQueue,
  createRedisArticles,
  createRedisSources,
  createSourceQueue,
} from '../../../src/queue/index.ts';
import { createJournal } from '../../../src/runtime/logging.ts';
import { connect } from '../../../src/runtime/redis.ts';
import { createTakeArticle } from '../../../workers/sources/taking.ts';
import { startSourceWorker } from '../../../workers/sources/worker.ts';

const url = process.env.REDIS_URL ?? '';
const journal = createJournal('silent');
const redis = connect(url, 'jobs', { journal });
const now = Date.now;
const log = createRedisLog({ redis, subscriber: redis }, { now, epoch: () => '' });
const articles = createRedisArticles(redis, { now });
const queue = createArticleQueue(redis, journal);
const worker = startSourceWorker(
  {
    log,
    sources: createRedisSources(redis, { now }),
    sourceQueue: createSourceQueue(redis, journal),
    takeArticle: createTakeArticle({ log, articles, queue, words: textOfHtml, journal, now }),
    words: textOfHtml,
    fetching: { allowed: allowedAddresses({ ownNetworks: true }) },
    connections: { commands: redis, blocking: connect(url, 'blocking', { journal }) },
    journal,
    now,
    random: Math.random,
  },
  // One at a time: a worker that is frozen with a place free would be told of what there is to do.
  { lockMs: 500, stalledMs: 200, sweepMs: 200, concurrency: 1 },
);
process.on('disconnect', () => process.exit(0));
await worker.ready;
process.send?.('ready');
