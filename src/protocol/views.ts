import type { Briefing } from './briefing.ts';
import type { Snapshot } from './snapshot.ts';

/**
 * What a page of a briefing is made of. `site`: the origin of the links that others follow. `query`: what was asked for besides
 * the briefing; with nothing it is the briefing as it stands. `newer`, `older`: the queries of the pages beside this one, `''` the first.
 */
export type BriefingView = {
  snapshot: Snapshot;
  site: string;
  query: { readonly at?: string | undefined; readonly before?: string | undefined; readonly key?: 'true' | undefined };
  newer?: string | undefined;
  older?: string | undefined;
};

/** What a page of the list is made of; `next`: the id of the briefing that the page after it begins after. */
export type ListView = { briefings: readonly Briefing[]; site: string; next?: string | undefined };

/** What makes pages: whole documents, complete without a script. */
export type Views = {
  briefing: (view: BriefingView) => string;
  embed: (view: BriefingView) => string;
  list: (view: ListView) => string;
};
