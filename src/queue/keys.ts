/** An article that is on its way: one hash, in its briefing's slot. */
export function articleKey(briefing: string, article: string): string {
  return `dl:{${briefing}}:article:${article}`;
}

/** All articles that are on their way, by when their next segment is due. Written before anything else is. */
export const DUE = 'dl:due';

/** A request that said how to know it again, by the hash of what it said. */
export function requestKey(digest: string): string {
  return `dl:request:${digest}`;
}

/** BullMQ's keys: all of them in one slot, as its scripts need it on a cluster. */
export const QUEUE_PREFIX = '{dateline}';
export const QUEUE_NAME = 'articles';
