import type { ArticleState, ArticleStatus, Format, Segment } from '../protocol/article.ts';
import type { Code } from '../protocol/codes.ts';
import type { Content } from '../protocol/update.ts';
import type { ArticleAddress, ArticleJob } from './job.ts';

/** What is said of an article beside its text: by who hands it in, else by itself. */
export type ArticleWords = {
  title?: string | undefined;
  url?: string | undefined;
  byline?: string | undefined;
  language?: string | undefined;
};

/** How an article came in. `pace` in ms; `base`: when its first segment is due, ms. Without a format, it is plain text. */
export type ArticleFacts = ArticleWords & {
  format?: Format | undefined;
  pace: number;
  base: number;
};

/** An article as a worker finds it. `segments` is 0 until it has been cut. */
export type PendingArticle = ArticleFacts & {
  state: Exclude<ArticleState, 'scheduled'>;
  segments: number;
  published: number;
  /** How often its job had stalled when it last got on: more since then means that it kills its workers. */
  stalls: number;
  /** Its one segment came as it is to be published, whole: an update by hand that has to wait. */
  ready?: true;
};

export type ArticleError = { code: Code; message: string };

/** An update that has to wait, in the place of a body. */
export type Ready = { ready: Content };

/** `out`: there is nothing left that could wait. `unknown`: there is no such article. */
export type Stopped = { result: 'ok' | 'out'; job: ArticleJob } | { result: 'unknown'; job?: undefined };

/** An article that was due some time ago, ms; without a state when it is not here, or only in another version. */
export type Overdue = { job: ArticleJob; since: number; state?: PendingArticle['state'] };

/**
 * Articles on their way from the newsroom to the log. A text stays here only until it is in the log: the body until it is
 * cut, each segment until it is published. What is left of a finished article is a line of status.
 */
export interface Articles {
  /**
   * Takes an article in. `again`: this version is here already; `resumed`: it had failed and goes on where it stopped.
   * Refuses with `TOO_MANY` when more articles wait than may.
   */
  accept(job: ArticleJob, facts: ArticleFacts, body: string | Ready): Promise<'new' | 'again' | 'resumed'>;
  /** Takes back what is not out, with its texts. `job` is of a version above that of any job there is: no older one may write. */
  cancel(address: ArticleAddress): Promise<Stopped>;
  /** Gives an article of which nothing is out another time, ms. `job` is the one to be put in; no older one may write. */
  move(address: ArticleAddress, base: number): Promise<Stopped & { before?: number }>;
  /** Undefined when there is no such article, or another version of it. */
  find(job: ArticleJob): Promise<PendingArticle | undefined>;
  /** The body of an article that has not been cut. */
  body(job: ArticleJob): Promise<string | undefined>;
  /**
   * Puts the segments in the place of the body, in one step; gives how many there are: those that were cut first count. Words
   * fill in what was not said when it was handed in.
   */
  cut(job: ArticleJob, segments: readonly Segment[], stalls: number, words?: ArticleWords): Promise<number>;
  /** Some segments from one on: `taken` is one that is in the log already, `forgotten` one that was retracted since. */
  segments(job: ArticleJob, from: number, count: number): Promise<(Segment | 'taken' | 'forgotten')[]>;
  /** A segment is in the log; the last one ends the article. Gives how many are. */
  take(job: ArticleJob, segment: number, stalls: number): Promise<number>;
  /** Stops an article where it is. */
  fail(job: ArticleJob, error: ArticleError): Promise<void>;
  /** Takes the text of a published segment away at once: what an update's retraction calls before it is acknowledged. */
  forget(address: ArticleAddress, segment: number): Promise<void>;
  status(address: ArticleAddress): Promise<ArticleStatus | undefined>;
  /** Notes when an article is due next. With `later`: unless a later time is noted. */
  due(job: ArticleJob, at: number, later?: 'later'): Promise<void>;
  /** Articles that should have got on before a moment. */
  overdue(before: number, limit: number): Promise<Overdue[]>;
  /** An article that has ended is not due any more. */
  settle(job: ArticleJob): Promise<void>;
}

/** An update's id says which segment of which article it is; an id that was given by hand says nothing of the kind. */
export function updateOf(article: string, segment: number): string {
  return `${article}.${segment}`;
}

export function segmentOf(update: string): { article: string; segment: number } | undefined {
  const match = /^(.+)\.(0|[1-9]\d{0,5})$/.exec(update);
  return match ? { article: match[1]!, segment: Number(match[2]) } : undefined; // both groups are there when it matches
}
