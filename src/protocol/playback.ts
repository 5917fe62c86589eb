import type { Code } from './codes.ts';
import { type EntryId, seqOf, timeOf } from './cursor.ts';
import type { PlayheadState, ResetReason } from './messages.ts';
import { type Pace, paceOf } from './pace.ts';
import type { Clock } from './playback-clock.ts';
import { connected, disconnected, replaced, ticked } from './playback-link.ts';
import { begun, goLive, grown, heldOf, loaded, momentNow, stay } from './playback-moves.ts';
import {
  anew,
  ending,
  heldBack,
  isAtHead,
  isAtRest,
  looked,
  paced,
  released,
  sought,
  wished,
} from './playback-wishes.ts';
import type { Tape } from './tape.ts';

/** What keeps a replay from playing: its reader, a tab that nobody sees, or that more must be loaded first. */
export type Reason = 'reader' | 'hidden' | 'buffering';

/** Where a playback is to be once it can: at a moment, or live; `seen` is what its reader had seen of a log that was live before. */
export type Goal = { to: 'moment'; moment: number } | { to: 'live'; seen: EntryId | undefined };

/**
 * What a playback is in every state. `reasons` holds it back, or would if it could play. `generation` numbers the places gone
 * to and the links lost: what was asked for before comes too late. `asked`: a load of this generation is under way.
 * `edge`, ms of play: a place nearer to the head than this is as good as live.
 */
export type Held = {
  readonly pace: Pace;
  readonly reasons: ReadonlySet<Reason>;
  readonly online: boolean;
  readonly generation: number;
  readonly asked: boolean;
  readonly edge: number;
};

/**
 * One reader's way through one log. `told`: when the playhead was last told of; `runsOut`: when the replay comes to the end of
 * what is loaded; `seen`: the newest entry that the reader is known to have looked at; `lost`: since when there is no link.
 */
export type Playback = Held &
  (
    | { readonly state: 'idle' }
    | { readonly state: 'loading' | 'offline'; readonly goal: Goal }
    | { readonly state: 'playing'; readonly clock: Clock; readonly told: number; readonly runsOut: number }
    | { readonly state: 'paused'; readonly moment: number }
    | { readonly state: 'live'; readonly seen: EntryId; readonly lost?: number }
    | { readonly state: 'ended'; readonly seen: EntryId }
    | { readonly state: 'failed'; readonly code: Code }
  );
export type Of<State extends Playback['state']> = Playback & { state: State };

/** What a reader says to a replay. Moments are ms of the log's time. */
export type Steering =
  | { type: 'pause' | 'resume' | 'live' }
  | { type: 'seek'; moment: number }
  | { type: 'speed'; speed: number }
  /** The longest that a silence takes, ms of play; undefined: as long as it is. */
  | { type: 'maxGap'; maxGap: number | undefined };

export type PlaybackEvent =
  | Steering
  /** Starts what is idle or has failed; elsewhere it is a seek. */
  | { type: 'begin'; moment: number }
  | { type: 'stop' }
  /** Whether the tab is seen, and that the reader has looked at everything there is. */
  | { type: 'hide' | 'show' | 'seen' }
  /** A timer has fired, or there is room for a delivery again. */
  | { type: 'tick' }
  /** The tape has grown, or its head has moved, without having been asked for it. */
  | { type: 'grew' }
  /** What was asked for is on the tape, with entries that were not, or it is known that there are none. */
  | { type: 'loaded'; generation: number }
  | { type: 'lost' | 'connected' }
  /** The tape is that of another log from now on, from a state at its head. */
  | { type: 'replaced'; reason: ResetReason }
  /** There will be nothing any more. */
  | { type: 'failed'; code: Code };

/** What the caller is to do, in this order. */
export type PlaybackEffect =
  /** The reader gets what follows its place, up to this entry. */
  | { type: 'deliver'; through: EntryId }
  /** The reader starts again from the state at this entry. */
  | { type: 'reset'; reason: ResetReason; at: EntryId }
  /** More of the log is wanted: what follows a place, what is around a moment, or the newest state. */
  | { type: 'load'; generation: number; from: { after: EntryId } | { at: number } | 'live' }
  /** `tick` is wanted at this time, in place of any other; `sleep`: at none. */
  | { type: 'wake'; at: number }
  | { type: 'sleep' }
  /** From here on the reader gets whatever comes, as it comes, what is between its place and the head first; no more of that. */
  | { type: 'join' | 'leave' }
  | { type: 'playhead'; moment: number; speed: number; state: PlayheadState };

/**
 * What a step looks at: the tape, the time (ms of a clock that never steps) and the last entry of this log that the reader
 * has, or the start. `reach` says how far a delivery gets in this step; missing: all the way. A socket takes a page, and
 * only when it has drained.
 */
export type View = { tape: Tape; now: number; at: EntryId; reach?: (after: EntryId, through: EntryId) => EntryId };
export type PlaybackStep = { next: Playback; effects: readonly PlaybackEffect[] };

export function createPlayback(pace: Pace, { edge = 0 }: { edge?: number } = {}): Playback {
  return { state: 'idle', pace, reasons: new Set(), online: true, generation: 0, asked: false, edge };
}

export function stepPlayback(playback: Playback, event: PlaybackEvent, view: View): PlaybackStep {
  switch (event.type) {
    case 'begin':
      return isAtRest(playback) ? begun(anew(playback), event.moment, view) : sought(playback, event.moment, view);
    case 'seek':
      return isAtRest(playback) ? stay(playback) : sought(playback, event.moment, view);
    case 'live':
      return isAtHead(playback) ? stay(playback) : goLive(anew(playback), view);
    case 'pause':
      return heldBack(playback, 'reader', view);
    case 'hide':
      return heldBack(playback, 'hidden', view);
    case 'resume':
      return released(playback, 'reader', view);
    case 'show':
      return released(playback, 'hidden', view);
    case 'speed':
      return paced(playback, { ...playback.pace, speed: event.speed }, view);
    case 'maxGap':
      return paced(playback, paceOf(playback.pace.speed, event.maxGap), view);
    case 'seen':
      return looked(playback, view.at);
    case 'tick':
      return ticked(playback, view);
    case 'grew':
      return grown(playback, view);
    case 'loaded':
      if (!playback.asked || event.generation !== playback.generation) return stay(playback);
      return loaded({ ...playback, asked: false }, view);
    case 'lost':
      return playback.online ? disconnected({ ...anew(playback), online: false }, view) : stay(playback);
    case 'connected':
      return playback.online ? stay(playback) : connected({ ...playback, online: true }, view);
    case 'replaced':
      return isAtRest(playback) ? stay(playback) : replaced(anew(wished(playback)), event.reason, view);
    case 'failed':
      return { next: { ...heldOf(anew(playback)), state: 'failed', code: event.code }, effects: ending(playback) };
    case 'stop':
      return { next: { ...heldOf(anew(wished(playback))), state: 'idle' }, effects: ending(playback) };
  }
}

/** The moment of the log's time that a reader sees, or waits for; undefined where there is none. */
export function playheadOf(playback: Playback, view: View): number | undefined {
  switch (playback.state) {
    case 'playing':
      return momentNow(playback, view);
    case 'paused':
      return playback.moment;
    case 'loading':
    case 'offline':
      return playback.goal.to === 'moment' ? playback.goal.moment : timeOf(view.at);
    case 'live':
    case 'ended':
      return timeOf(view.at);
    case 'idle':
    case 'failed':
      return undefined;
  }
}

/** How many entries have come that a reader has not seen who is live, or was until the link was lost; 0 elsewhere. */
export function unseen(playback: Playback, { head }: Tape): number {
  const seen = seenBy(playback);
  return seen === undefined ? 0 : Math.max(0, seqOf(head) - seqOf(seen));
}

function seenBy(playback: Playback): EntryId | undefined {
  if (isAtHead(playback)) return playback.seen;
  return 'goal' in playback && playback.goal.to === 'live' ? playback.goal.seen : undefined;
}
