import type { Fault, PlayheadState } from '../src/protocol/messages.ts';
import type { Playback } from '../src/protocol/playback.ts';

/**
 * What a reading does just now. `catchingUp`: entries of the past come as fast as they can; `reconnecting`: what is known
 * may be out of date; `stale`: live, but the gateway has not reached the log since then, so that nothing new can come; `loading`: the place gone to is on its way; `finished`: a replay stands at the end of a briefing that
 * has ended; `failed`: for good, and why.
 */
export type Status =
  | {
      readonly name:
        | 'connecting'
        | 'catchingUp'
        | 'live'
        | 'reconnecting'
        | 'loading'
        | 'replaying'
        | 'paused'
        | 'finished'
        | 'closed';
    }
  | { readonly name: 'stale'; readonly since: string }
  | { readonly name: 'failed'; readonly fault: Fault };

export type StatusName = Status['name'];

/** `shows`: the reader has something to look at. */
export function playbackStatus({ state, reasons }: Playback, shows: boolean): Exclude<StatusName, 'failed' | 'stale'> {
  switch (state) {
    case 'idle':
    case 'failed':
      return 'connecting';
    case 'loading':
      return shows ? 'loading' : 'connecting';
    case 'playing':
      return 'replaying';
    case 'paused':
      return reasons.has('reader') || reasons.has('hidden') ? 'paused' : 'loading';
    case 'live':
      return 'live';
    case 'offline':
      return 'reconnecting';
    case 'ended':
      return 'finished';
  }
}

/** How each state of a playback is told of. */
export const PLAYHEADS: Record<Playback['state'], PlayheadState> = {
  idle: 'paused',
  loading: 'paused',
  offline: 'paused',
  failed: 'paused',
  paused: 'paused',
  playing: 'playing',
  live: 'live',
  ended: 'finished',
};
