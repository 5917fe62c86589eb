import { pagePath } from '../../protocol/addresses.ts';
import type { Briefing } from '../../protocol/briefing.ts';
import { seqOf } from '../../protocol/cursor.ts';
import { isRetracted } from '../../protocol/entries.ts';
import type { State, StateUpdate } from '../../protocol/fold.ts';
import { SYNDICATED_UPDATES } from '../../protocol/limits.ts';
import type { FoldedUpdate, RetractedUpdate } from '../../protocol/update.ts';

/** What one document of a feed tells of a briefing. */
export type Syndicated = {
  /** The origin that its addresses begin with. */
  site: string;
  briefing: Briefing;
  /** How many changes the briefing has seen. */
  version: number;
  updates: readonly FoldedUpdate[];
  retracted: readonly RetractedUpdate[];
  /** The update that it begins after; undefined: it begins at the newest. */
  before: string | undefined;
  /** What to ask for as `before` to go on; undefined: there is no more. */
  next: string | undefined;
};

/**
 * The updates that changed last, newest change first: whoever asks now and then hears also of the correction, and of the
 * retraction, of an update that is old. Undefined for a log that is not open; empty after an update that is not in it.
 */
export function syndicated(state: State, site: string, before?: string): Syndicated | undefined {
  const { briefing, updates, through } = state;
  if (!briefing) return undefined;
  const all = [...updates.values()].reverse().sort(byLastChange);
  const from = before === undefined ? 0 : 1 + all.findIndex(({ id }) => id === before);
  const missing = before !== undefined && from === 0;
  const page = missing ? [] : all.slice(from, from + SYNDICATED_UPDATES);
  return {
    site,
    briefing,
    version: seqOf(through),
    updates: page.filter((update): update is FoldedUpdate => !isRetracted(update)),
    retracted: page.filter((update): update is RetractedUpdate => isRetracted(update)),
    before,
    next: from + page.length < all.length ? page.at(-1)?.id : undefined,
  };
}

/** When something was last said of an update. */
export function changedAt(update: StateUpdate): string {
  return (isRetracted(update) ? update.retractedAt : update.revisedAt) ?? update.publishedAt;
}

function byLastChange(a: StateUpdate, b: StateUpdate): number {
  const [first, second] = [changedAt(a), changedAt(b)];
  return first === second ? 0 : first > second ? -1 : 1;
}

/** The page that people read. */
export function pageOf({ site, briefing }: Syndicated): string {
  return site + pagePath(briefing.id);
}

/** Where a document is read that begins after an update, such as `…/feed.atom?before=u1`. */
export function documentAt(address: string, before: string | undefined): string {
  return before === undefined ? address : `${address}?before=${before}`;
}
