/** The door of the queue: articles on their way, and the jobs that bring them there. */
export { type ArticleQueue, createArticleQueue, type Revived } from './article-queue.ts';
export * from './article-worker.ts';
export * from './articles.ts';
export type { QueueConnections } from './backend.ts';
export { type ArticleAddress, type ArticleJob, articleJob, jobId, type Progress } from './job.ts';
export { requestKey } from './keys.ts';
export { articlesOnReplica } from './on-replica.ts';
export type { QueueWorker, QueueWorkerOptions, Surroundings } from './queue-worker.ts';
export { createRedisArticles } from './redis-articles.ts';
export * from './sources.ts';
export * from './sources-addresses.ts';
export * from './sources-queue.ts';
export { createRedisSources } from './sources-redis.ts';
export * from './sources-worker.ts';
