import type { Log } from '../../src/log/log.ts';
import { Refusal } from '../../src/protocol/codes.ts';
import { type ArticleQueue, type Articles, articleNamed } from '../../src/queue/index.ts';
import type { Journal } from '../../src/runtime/logging.ts';

/** An item of a source as an article. */
export type SourceArticle = {
  briefing: string;
  /** Names the item for ever, among all sources of the briefing. */
  identity: string;
  /** Counts the contents that the item has had, and tells them apart: both the same again is the same version of the article. */
  version: number;
  content: string;
  url?: string;
  title?: string;
  byline?: string;
  language?: string;
  body: string;
  format: 'text' | 'html';
  /** ms from one segment to the next. */
  pace: number;
};

/**
 * Takes an article in; gives its id. The same article in the same version changes nothing, however often it is taken. A
 * `Refusal` that is for ever means this content of this item; any other means that none can be taken for now.
 */
export type TakeArticle = (article: SourceArticle) => Promise<string>;

export type Taking = {
  log: Pick<Log, 'article'>;
  articles: Articles;
  queue: ArticleQueue;
  /** The words of an HTML text. */
  words: (html: string) => string;
  journal: Journal;
  now: () => number;
};

/** Takes articles in as the newsroom's own are: from the due list a worker's sweep finds them should the queue be away. */
export function createTakeArticle({ log, articles, queue, words, journal, now }: Taking): TakeArticle {
  return async ({ briefing, identity, version, content, body, format, pace, ...said }) => {
    if (!/[\p{L}\p{N}\p{P}\p{S}]/u.test(format === 'html' ? words(body) : body)) throw new Refusal('NO_TEXT');
    const address = { briefing, article: articleNamed(briefing, identity) };
    const { version: above } = await log.article(briefing, address.article);
    const facts = { ...said, format, pace, base: now() };
    const { result, job } = await articles.accept(address, facts, body, {
      request: `item ${version} ${content}`,
      above,
    });
    await queue.add(job, result === 'resumed' ? 'afresh' : undefined).catch((error: unknown) => {
      journal.warn({ error, briefing, article: job.article }, 'the queue is away; the article waits for a sweep');
    });
    return job.article;
  };
}
