import { createHash } from 'node:crypto';
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

/** Which handing-in this is: the same name again is the same version. `above`: the newest version that the log knows of. */
export type Handing = { request: string; above?: number };

/** What taking an article in came to. `edition` is the version that it is; the job's goes on when it is moved. */
export type Accepted = { result: 'new' | 'again' | 'resumed'; job: ArticleJob; edition: number };

/** What a segment does to the log when its turn comes. `nth`: how many turns that do something come before it. */
export type Turn = { type: 'published' | 'revised'; update: string; segment: Segment; nth: number };

/** How an article gets into the log: what goes, and each segment's turn; undefined where there is nothing to do. */
export type Plan = { retracted: readonly string[]; turns: readonly (Turn | undefined)[] };

/** An article as a worker finds it. `segments` is 0 until it has been cut; `retracted` are the updates that its version takes back. */
export type PendingArticle = ArticleFacts & {
  edition: number;
  retracted: readonly string[];
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
export type Stopped =
  | { result: 'ok' | 'out'; job: ArticleJob; edition: number }
  | { result: 'unknown'; job?: undefined; edition?: undefined };

/** An article that was due some time ago, ms. */
export type Overdue = { job: ArticleJob; since: number };

/**
 * Articles on their way from the newsroom to the log. A text stays here only until it is in the log: the body until it is
 * cut, each segment until it is published. What is left of a finished article is a line of status.
 */
export interface Articles {
  /**
   * Takes an article in, as its next version, in the place of what has not been published of the one before. `again`: this
   * request has come before; `resumed`: its version had failed and goes on where it stopped. Refuses with `TOO_MANY` when
   * more articles wait than may.
   */
  accept(address: ArticleAddress, facts: ArticleFacts, body: string | Ready, handing: Handing): Promise<Accepted>;
  /** Takes back what is not out, with its texts. `job` is of a version above that of any job there is: no older one may write. */
  cancel(address: ArticleAddress): Promise<Stopped>;
  /** Gives an article of which nothing is out another time, ms. `job` is the one to be put in; no older one may write. */
  move(address: ArticleAddress, base: number): Promise<Stopped & { before?: number }>;
  /** Undefined when there is no such article, or another version of it. */
  find(job: ArticleJob): Promise<PendingArticle | undefined>;
  /** The body of an article that has not been cut. */
  body(job: ArticleJob): Promise<string | undefined>;
  /**
   * Puts what the segments do in the place of the body, in one step; gives how many there are: what was cut first counts.
   * Words fill in what was not said when it was handed in; an empty one takes away what was.
   */
  cut(job: ArticleJob, plan: Plan, stalls: number, words?: ArticleWords): Promise<number>;
  /** Some turns from one on; undefined is one with nothing to do, any more or ever. */
  turns(job: ArticleJob, from: number, count: number): Promise<(Turn | undefined)[]>;
  /** A segment is in the log, and all before it; the last one ends the article. Gives how many are. */
  take(job: ArticleJob, segment: number, stalls: number): Promise<number>;
  /** Stops an article where it is. */
  fail(job: ArticleJob, error: ArticleError): Promise<void>;
  /** Takes away at once what is here of an update's text: what its retraction calls before it is acknowledged. */
  forget(address: ArticleAddress, update: string): Promise<void>;
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

/** The name of what a segment does to the log: the same whoever does it, and how often. */
export function publicationOf(article: string, edition: number, segment: number): string {
  return `publish:${article}/${edition}/${segment}`;
}

/** The article that is called so in a briefing, by whoever hands it in: 128 bits in 25 characters of [0-9a-z]. */
export function articleNamed(briefing: string, name: string): string {
  const hash = createHash('sha256').update(`${briefing}/${name}`).digest('hex');
  return `s${BigInt(`0x${hash.slice(0, 32)}`)
    .toString(36)
    .padStart(25, '0')}`;
}

export function segmentOf(update: string): { article: string; segment: number } | undefined {
  const match = /^(.+)\.(0|[1-9]\d{0,5})$/.exec(update);
  return match ? { article: match[1]!, segment: Number(match[2]) } : undefined; // both groups are there when it matches
}
