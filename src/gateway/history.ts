import { Refusal } from '../protocol/codes.ts';
import { isRetracted } from '../protocol/entries.ts';
import type { Content, Correction } from '../protocol/update.ts';
import type { Feed } from './feed.ts';

/** One revision of an update, with what its editor noted for readers. */
export type Revision = { revision: number; at: string; content: Content; correction?: Correction };
/** An update's revisions, the first one first; `next`, when there are more, is what to ask for as `after`. */
export type History = { id: string; revisions: readonly Revision[]; next?: number };

/** A page of the revisions after one; refuses what is not there and, without a word of it, what was retracted. */
export function historyOf(feed: Feed, update: string, { after, limit }: { after: number; limit: number }): History {
  const folded = feed.state.updates.get(update);
  if (!folded) throw new Refusal('UPDATE_UNKNOWN');
  if (isRetracted(folded)) throw new Refusal('UPDATE_RETRACTED', undefined, { revision: folded.revision });
  const entries = feed.revisionsOf(update).slice(after, after + limit);
  const revisions = entries.flatMap((entry): Revision[] => {
    if ((entry.type !== 'published' && entry.type !== 'revised') || isRetracted(entry.update)) return [];
    const { id: _, revision, ...content } = entry.update;
    const correction = entry.type === 'revised' ? entry.correction : undefined;
    return [{ revision, at: entry.at, content, ...(correction && { correction }) }];
  });
  const last = after + entries.length;
  return { id: update, revisions, ...(last < folded.revision && { next: last }) };
}
