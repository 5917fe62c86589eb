/** An article that is on its way: one hash, in its briefing's slot. */
export function articleKey(briefing: string, article: string): string {
  return `dl:{${briefing}}:article:${article}`;
}

/** Written before it is waited for that replicas have what is said of a briefing's articles. */
export function articleMarkKey(briefing: string): string {
  return `dl:{${briefing}}:articles:mark`;
}

/** Which request to hand that article in became which of its versions. */
export function articleRequestsKey(briefing: string, article: string): string {
  return `dl:{${briefing}}:requests:${article}`;
}

/** All articles that are on their way, by when their next segment is due. Written before anything else is. */
export const DUE = 'dl:due';
/** In the slot of that list. */
export const DUE_MARK = 'dl:mark:{dl:due}';

/** A request that said how to know it again, by the hash of what it said. */
export function requestKey(digest: string): string {
  return `dl:request:${digest}`;
}

/** BullMQ's keys: all of them in one slot, as its scripts need it on a cluster. */
export const QUEUE_PREFIX = '{dateline}';
export const QUEUE_NAME = 'articles';

/** A briefing's sources: the list of their ids, and of each its record, what is known of its items, and when each was last seen. */
export function sourceKeys(briefing: string, source = '') {
  const record = `dl:{${briefing}}:source:${source}`;
  return { list: `dl:{${briefing}}:sources`, record, items: `${record}:items`, seen: `${record}:seen` };
}

/** All sources that are watched, by when a look at them counts as missing. Written before anything else is. */
export const SOURCES = 'dl:sources';
export const SOURCES_QUEUE_NAME = 'sources';
