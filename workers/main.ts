import { createFileWatch } from '../src/log/file-watch.ts';
import { onReplica } from '../src/log/on-replica.ts';
import { createRedisLog } from '../src/log/redis-log.ts';
import { createRewrite, withRewrite } from '../src/log/rewrite.ts';
import { textOfHtml } from '../src/log/safe-html.ts';
import {
  allowedAddresses,
  createArticleQueue,
  createRedisArticles,
  createRedisSources,
  createSourceQueue,
} from '../src/queue/index.ts';
import { readConfig } from '../src/runtime/config.ts';
import { createJournal } from '../src/runtime/logging.ts';
import { connect } from '../src/runtime/redis.ts';
import { createOnReplica } from '../src/runtime/replicas.ts';
import { createShutdown, onSignals } from '../src/runtime/shutdown.ts';
import { cutArticle } from './cut-article.ts';
import { createTakeArticle } from './sources/taking.ts';
import { startSourceWorker } from './sources/worker.ts';
import { startWorker } from './worker.ts';

/** The worker process: the newsroom's articles go in, the segments come out in the log. */
const configuration = readConfig(process.env);
if (!configuration.ok) end(configuration.faults);
const { redisUrl, queueUrl = redisUrl, durability, replicas, logLevel, sourcePrivate } = configuration.config;
if (redisUrl === undefined || queueUrl === undefined)
  end(['REDIS_URL is not set: a worker has no Redis of its own; `npm start` gives it the one that it starts.']);

const journal = createJournal(logLevel).child({ process: 'worker' });
const shutdown = createShutdown({ journal });
const redis = connect(redisUrl, 'jobs', { journal });
const commands = queueUrl === redisUrl ? redis : connect(queueUrl, 'jobs', { journal });
const waiting = durability === 'replica' ? [connect(redisUrl, 'replicas', { journal })] : [];
const blocking = connect(queueUrl, 'blocking', { journal });
const blockingForSources = connect(queueUrl, 'blocking', { journal });
shutdown.phase('Redis', () => {
  for (const connection of new Set([redis, commands, blocking, blockingForSources, ...waiting]))
    connection.disconnect();
});

const now = Date.now;
// It appends only: nobody listens through it, and it opens no logs.
const rewrite = createRewrite(redis, { journal });
shutdown.phase('rewrite', rewrite.close);
shutdown.phase('file watch', createFileWatch(redis, rewrite, { journal }).close);
const appended = createRedisLog({ redis, subscriber: redis }, { now, epoch: () => '' });
const [wait] = waiting.map((connection) => createOnReplica(connection, replicas));
const log = withRewrite(wait ? onReplica(appended, wait) : appended, rewrite);
const queue = createArticleQueue(commands, journal);
const sourceQueue = createSourceQueue(commands, journal);
shutdown.phase('queue', () => Promise.all([queue.close(), sourceQueue.close()]));
const articles = createRedisArticles(redis, { now });
const worker = startWorker({
  log,
  articles,
  queue,
  connections: { commands, blocking },
  cut: cutArticle,
  journal,
  now,
  random: Math.random,
});
const sourceWorker = startSourceWorker({
  log,
  sources: createRedisSources(redis, { now }),
  sourceQueue,
  takeArticle: createTakeArticle({ log, articles, queue, words: textOfHtml, journal, now }),
  words: textOfHtml,
  fetching: { allowed: allowedAddresses({ ownNetworks: sourcePrivate }) },
  connections: { commands, blocking: blockingForSources },
  journal,
  now,
  random: Math.random,
});
shutdown.phase('worker', () => Promise.all([worker.close(), sourceWorker.close()]));

onSignals(process, shutdown);
// The parent is gone, however it went: nobody would end us any more.
process.on('disconnect', () => void shutdown.run('the parent is gone').then(() => process.exit(0)));
await Promise.all([worker.ready, sourceWorker.ready]);
journal.info('the worker is ready');
process.send?.('ready');

function end(faults: readonly string[]): never {
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  process.exit(1);
}
