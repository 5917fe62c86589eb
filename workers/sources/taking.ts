import { createHash } from 'node:crypto';
import { Refusal } from '../../src/protocol/codes.ts';
import type { ArticleQueue, Articles } from '../../src/queue/index.ts';
import type { Journal } from '../../src/runtime/logging.ts';

/** An item of a source as an article. */
export type SourceArticle = {
  briefing: string;
  /** Names the item for ever, among all sources of the briefing. */
  identity: string;
  /** Counts the contents that the item has had: the same again is the same article, a higher one comes after. */
  version: number;
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
  articles: Articles;
  queue: ArticleQueue;
  /** The words of an HTML text. */
  words: (html: string) => string;
  journal: Journal;
  now: () => number;
};

/** Takes articles in as the newsroom's own are: from the due list a worker's sweep finds them should the queue be away. */
export function createTakeArticle({ articles, queue, words, journal, now }: Taking): TakeArticle {
  return async ({ briefing, identity, version, body, format, pace, ...said }) => {
    if (!/[\p{L}\p{N}\p{P}\p{S}]/u.test(format === 'html' ? words(body) : body)) throw new Refusal('NO_TEXT');
    const job = { briefing, article: articleIdOf(briefing, identity), version };
    const taken = await articles.accept(job, { ...said, format, pace, base: now() }, body);
    await queue.add(job, taken === 'resumed' ? 'afresh' : undefined).catch((error: unknown) => {
      journal.warn({ error, briefing, article: job.article }, 'the queue is away; the article waits for a sweep');
    });
    return job.article;
  };
}

/** The article that an item is in a briefing, whoever hands it in: 128 bits in 25 characters of [0-9a-z]. */
export function articleIdOf(briefing: string, identity: string): string {
  const hash = createHash('sha256').update(`${briefing}/${identity}`).digest('hex');
  return `s${BigInt(`0x${hash.slice(0, 32)}`)
    .toString(36)
    .padStart(25, '0')}`;
}
