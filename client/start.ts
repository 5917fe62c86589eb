import type { Cursor } from '../src/protocol/cursor.ts';
import type { Pace } from '../src/protocol/pace.ts';
import type { Snapshot } from '../src/protocol/snapshot.ts';

export type FollowFrom = Cursor | 'start' | 'live';
/** Where to begin, unless the reader brings a state along; after that its own position decides. `only`: key updates, if not all. */
export type FollowStart = {
  from: FollowFrom | undefined;
  last: number | undefined;
  snapshot?: Snapshot | undefined;
  only?: 'key' | undefined;
};

/** Where a reader begins: a moment is in ms. */
export type PlayingFrom = Cursor | 'start' | 'live' | { at: number };
/** `last`: so many of the newest updates are there first, when it begins live without a `snapshot`; `edge`: see `createPlayback`. */
export type PlayingStart = {
  from: PlayingFrom;
  last: number;
  snapshot?: Snapshot | undefined;
  pace: Pace;
  edge: number;
};
