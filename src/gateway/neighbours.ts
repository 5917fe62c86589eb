import type { State } from '../protocol/fold.ts';
import { STATE_UPDATES_DEFAULT } from '../protocol/limits.ts';
import type { Snapshot } from '../protocol/snapshot.ts';
import type { AskedState } from './asked-state.ts';

/** The pages before and after a page of a briefing, as the queries that ask for them; `''` is the first page's. */
export type Neighbours = { newer?: string; older?: string };

/** For readers without a script, and for search engines: plain links lead to every update. */
export function neighbours({ updates }: State, { next }: Snapshot, { before, at, key }: AskedState): Neighbours {
  const same = { ...(at !== undefined && { at }), ...(key !== undefined && { key }) };
  const query = (place: { before?: string }) => {
    const text = new URLSearchParams({ ...same, ...place }).toString();
    return text === '' ? '' : `?${text}`;
  };
  const found = before === undefined ? -1 : [...updates.keys()].reverse().indexOf(before);
  const newerBefore = [...updates.keys()].reverse()[found - STATE_UPDATES_DEFAULT];
  return {
    ...(before !== undefined && { newer: query(newerBefore === undefined ? {} : { before: newerBefore }) }),
    ...(next !== undefined && { older: query({ before: next }) }),
  };
}
