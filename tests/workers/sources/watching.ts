import { textOfHtml } from '../../../src/log/safe-html.ts';
import type { SourceSettings } from '../../../src/protocol/source-watch.ts';
import {
  allowedAddresses,
  createRedisSources,
  createSourceQueue,
  type QueueWorkerOptions,
  type WatchedSource,
} from '../../../src/queue/index.ts';
import { type Looking, look } from '../../../workers/sources/looking.ts';
import { createReader } from '../../../workers/sources/reading.ts';
import type { SourceSweepOptions } from '../../../workers/sources/sweep.ts';
import { createTakeArticle, type SourceArticle } from '../../../workers/sources/taking.ts';
import { startSourceWorker } from '../../../workers/sources/worker.ts';
import { startArrow, until } from '../../queue/arrow.ts';
import { startFeedServer } from './feed-server.ts';

export const EVERY = 300_000;

/** A site, and a briefing that watches it, on a real Redis: with a clock of its own for looks that a test makes by hand. */
export async function startWatching() {
  const arrow = await startArrow();
  await arrow.open();
  const server = await startFeedServer();
  const clock = { now: Date.now(), random: 0 };
  const sources = createRedisSources(arrow.client, { now: () => clock.now });
  const sourceQueue = createSourceQueue(arrow.client, arrow.journal);
  /** What was handed in, in order. */
  const taken: SourceArticle[] = [];
  const takeArticle = createTakeArticle({ ...arrow, words: textOfHtml, now: Date.now });
  const reader = createReader();
  const closing: (() => Promise<void>)[] = [() => reader.close()];

  const parts: Looking = {
    log: arrow.log,
    sources,
    sourceQueue,
    async takeArticle(article) {
      taken.push(article);
      return takeArticle(article);
    },
    words: textOfHtml,
    fetching: { allowed: allowedAddresses({ ownNetworks: true }) },
    readItems: reader.read,
    journal: arrow.journal,
    now: () => clock.now,
    random: () => clock.random,
  };

  const address = (source: string) => ({ briefing: 'storm', source });
  const watching = {
    ...arrow,
    server,
    clock,
    sources,
    sourceQueue,
    taken,
    parts,
    /** Watches a source as ingest does, but as often as a test wants; plans no looks. */
    put: (url: string, { source = 'wire', ...settings }: Partial<SourceSettings> & { source?: string } = {}) =>
      sources.put(address(source), { url, every: EVERY, pace: 0, ...settings }),
    /** The same, with its looks. */
    async watch(url: string, settings: Partial<SourceSettings> & { source?: string } = {}) {
      const { generation } = await watching.put(url, settings);
      await sourceQueue.schedule({ ...address(settings.source ?? 'wire'), generation }, settings.every ?? EVERY);
    },
    async find(source = 'wire'): Promise<WatchedSource> {
      const found = await sources.find(address(source));
      if (!found) throw new Error(`${source} is not watched`);
      return found;
    },
    /** Looks by hand, a while after the last time. */
    async look(afterMs = EVERY, others: Partial<Looking> = {}, source = 'wire'): Promise<WatchedSource | undefined> {
      clock.now += afterMs;
      const { generation } = await watching.find(source);
      await look({ ...address(source), generation }, new AbortController().signal, { ...parts, ...others });
      return sources.find(address(source));
    },
    /** A worker in this process, by the clock on the wall. */
    watcher(options: QueueWorkerOptions & SourceSweepOptions = {}, others: Partial<Looking> = {}) {
      const connections = { commands: arrow.link('jobs'), blocking: arrow.link('blocking') };
      const own = { ...parts, sources: createRedisSources(arrow.client, { now: Date.now }), now: Date.now };
      const worker = startSourceWorker({ ...own, connections, ...others }, options);
      const close = () => worker.close();
      closing.push(close);
      return { close, ready: worker.ready };
    },
    async reaches(holds: (source: WatchedSource) => boolean, source = 'wire', ms = 10_000) {
      await until(
        async () => holds(await watching.find(source)),
        ms,
        async () => JSON.stringify(await watching.find(source)),
      );
    },
    /** The texts of all updates, in order. */
    async texts(): Promise<string[]> {
      const entries = await arrow.entries();
      return entries.flatMap((entry) =>
        entry.type === 'published' && 'text' in entry.update ? [entry.update.text] : [],
      );
    },
    async publishes(count: number) {
      await until(
        async () => (await watching.texts()).length >= count,
        10_000,
        async () => `${(await watching.texts()).length} updates, not ${count}`,
      );
    },
    async stop() {
      await Promise.all(closing.map((close) => close()));
      await sourceQueue.close();
      await server.stop();
      await arrow.stop();
    },
  };
  return watching;
}
export type Watching = Awaited<ReturnType<typeof startWatching>>;
