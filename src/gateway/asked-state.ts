import { z } from 'zod';
import type { State } from '../protocol/fold.ts';
import { inPublicationOrder, selected } from '../protocol/summary.ts';
import { type FoldedUpdate, id, line, moment } from '../protocol/update.ts';
import type { Feed } from './feed.ts';

/** What may be asked of a briefing's state, in the read API and of its page: a moment, key updates alone, a tag, what is older than an update. */
export const askedState = z.object({
  before: id.optional(),
  at: moment.optional(),
  key: z.literal('true').optional(),
  tag: line.optional(),
});
export type AskedState = z.output<typeof askedState>;

/** The state at the moment, with the updates that were asked for, and with the one that the page begins after: it may not be one of them any more. */
export function stateAsked(feed: Feed, { at, key, tag, before }: AskedState): State {
  const state = at === undefined ? feed.state : feed.stateAt(feed.lastAt(Date.parse(at)));
  if (key === undefined && tag === undefined) return state;
  const wanted = (update: FoldedUpdate) =>
    (key === undefined || update.key === true) && (tag === undefined || (update.tags?.includes(tag) ?? false));
  const found = selected(state, (update) => update.id === before || wanted(update));
  return key === undefined ? found : inPublicationOrder(found);
}
