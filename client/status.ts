import type { Fault } from '../src/protocol/messages.ts';

/**
 * What a reading does just now. `catchingUp`: entries of the past come as fast as they can; `reconnecting`: what is known
 * may be out of date; `finished`: a replay stands at the end of a briefing that has ended; `failed`: for good, and why.
 */
export type Status =
  | {
      readonly name:
        | 'connecting'
        | 'catchingUp'
        | 'live'
        | 'reconnecting'
        | 'replaying'
        | 'paused'
        | 'finished'
        | 'closed';
    }
  | { readonly name: 'failed'; readonly fault: Fault };

export type StatusName = Status['name'];
