import { createRedisLog } from '../../src/log/redis-log.ts';
import type { Draft, Segment } from '../../src/protocol/article.ts';
import type { Entry } from '../../src/protocol/entries.ts';
import { EMPTY, fold } from '../../src/protocol/fold.ts';
import {
  type ArticleFacts,
  createArticleQueue,
  createRedisArticles,
  type Plan,
  updateOf,
} from '../../src/queue/index.ts';
import { createJournal, type Journal } from '../../src/runtime/logging.ts';
import { type Connection, connect, type Role } from '../../src/runtime/redis.ts';
import { cutArticle } from '../../workers/cut-article.ts';
import { type Cut, cutWhole } from '../../workers/cutting.ts';
import { startWorker, type WorkerOptions, type WorkerParts } from '../../workers/worker.ts';
import { startRedis, type TestRedis, type TestRedisOptions } from '../kit/redis.ts';
import { entriesOf } from '../log/writer.ts';

/** Looked at again so often: what is waited for lies in Redis, which tells nobody. */
const LOOK_MS = 10;

/** A segment for each paragraph; `!` makes the cutting go wrong, with the text in its words, as a parser's would be. HTML is cut as ever. */
export const byParagraph: Cut = (draft) => {
  const { body, format } = draft;
  if (format === 'html') return cutArticle(draft);
  if (body.startsWith('!')) throw new Error(`cannot read ${body}`);
  return { segments: body.split('\n\n').map((text) => ({ kind: 'paragraph', text })) };
};

/** The same, as a preview is given it. */
export const previewByParagraph = async (draft: Draft) => (await cutWhole(draft, byParagraph)).segments;

/** What a new article of these segments does. */
export const planOf = (article: string, segments: readonly Segment[]): Plan => ({
  retracted: [],
  turns: segments.map((segment, nth) => ({ type: 'published', update: updateOf(article, nth), segment, nth })),
});

export const textOf = (article: string, at: number) => `Paragraph ${at} of ${article}.`;
export const bodyOf = (article: string, count: number) =>
  Array.from({ length: count }, (_, at) => textOf(article, at)).join('\n\n');

/** A log, articles and a queue on a real Redis, as ingest and a worker have them. */
export async function startArrow(options: TestRedisOptions = {}) {
  const redis = await startRedis(options);
  const lines: string[] = [];
  const journal: Journal = createJournal('debug', { write: (line) => void lines.push(line) });
  const connections: Connection[] = [];
  const closing: (() => Promise<void>)[] = [];
  const link = (role: Role) => {
    const connection = connect(redis.url, role, { journal });
    connections.push(connection);
    return connection;
  };
  const client = link('jobs');
  const now = Date.now;
  const log = createRedisLog({ redis: client, subscriber: link('subscriber') }, { now, epoch: () => 'testlogs' });
  const articles = createRedisArticles(client, { now });
  const queue = createArticleQueue(client, journal);

  const arrow = {
    redis,
    client,
    log,
    articles,
    queue,
    journal,
    lines,
    link,
    async open(briefing = 'storm') {
      await log.append(briefing, `open:${briefing}`, { type: 'opened', briefing: { title: briefing } });
    },
    /** Hands in an article of so many paragraphs, as ingest does. */
    async handIn(
      article: string,
      count: number,
      facts: Partial<ArticleFacts> & { body?: string; request?: string } = {},
    ) {
      const { body = bodyOf(article, count), request = 'first', ...rest } = facts;
      const said = { pace: 0, base: now(), ...rest };
      const { result, job } = await articles.accept({ briefing: 'storm', article }, said, body, { request });
      await queue.add(job, result === 'resumed' ? 'afresh' : undefined);
      return job;
    },
    /** A worker in this process, with other parts in the place of its own. */
    work(options: WorkerOptions = {}, others: Partial<WorkerParts> = {}) {
      const links = { commands: link('jobs'), blocking: link('blocking') };
      const parts = { log, articles, queue, connections: links, cut: byParagraph, journal, now, random: () => 0 };
      const worker = startWorker({ ...parts, ...others }, options);
      const close = () => worker.close();
      closing.push(close);
      return { close };
    },
    async reaches(
      article: string,
      holds: (status: Awaited<ReturnType<typeof articles.status>>) => boolean,
      ms = 20_000,
    ) {
      await until(
        async () => holds(await articles.status({ briefing: 'storm', article })),
        ms,
        async () => JSON.stringify(await articles.status({ briefing: 'storm', article })),
      );
    },
    done: (article: string, ms?: number) => arrow.reaches(article, (status) => status?.state === 'done', ms),
    entries: (): Promise<Entry[]> => entriesOf(log, 'storm'),
    /** The texts of an article in the log, in order. */
    async published(article: string): Promise<string[]> {
      const texts: string[] = [];
      for (const entry of await arrow.entries())
        if (entry.type === 'published' && entry.update.id.startsWith(`${article}.`))
          texts.push('text' in entry.update ? entry.update.text : '');
      return texts;
    },
    state: async () => fold(EMPTY, await arrow.entries()),
    /** Everything that Redis holds, names and values of every type. */
    async everything(): Promise<string> {
      const parts: unknown[] = [];
      for (const key of await client.keys('*')) {
        const type = await client.type(key);
        if (type === 'hash') parts.push(key, await client.hgetall(key));
        else if (type === 'stream') parts.push(key, await client.xrange(key, '-', '+'));
        else if (type === 'zset') parts.push(key, await client.zrange(key, '0', '-1'));
        else if (type === 'list') parts.push(key, await client.lrange(key, 0, -1));
        else if (type === 'set') parts.push(key, await client.smembers(key));
        else parts.push(key, await client.get(key));
      }
      return JSON.stringify(parts);
    },
    async stop() {
      await Promise.all(closing.map((close) => close()));
      await queue.close();
      for (const connection of connections) connection.disconnect();
      await redis.stop();
    },
  };
  return arrow;
}
export type Arrow = Awaited<ReturnType<typeof startArrow>>;

/** Waits until something holds; says what is instead when it takes too long. */
export async function until(holds: () => Promise<boolean>, ms: number, instead: () => Promise<string>): Promise<void> {
  const end = performance.now() + ms;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`waited ${ms} ms: ${await instead()}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

export type { TestRedis };
