import type { EntryId } from '../protocol/cursor.ts';
import type { PlayheadState, ResetReason } from '../protocol/messages.ts';
import type { Pace } from '../protocol/pace.ts';
import {
  createPlayback,
  type Playback,
  type PlaybackEvent,
  type Steering,
  stepPlayback,
} from '../protocol/playback.ts';
import type { Feed } from './feed.ts';
import type { Page } from './page.ts';

/**
 * What a reader is being sent. `at` is the last entry sent: the client's position. A live reader's position is the feed's head,
 * so it has none of its own. `playback` is there for readers that came to replay, and says when what is due: `paced` while
 * it plays or stands still; from live they may turn back to it.
 */
export type Session =
  | { state: 'catchingUp'; at: EntryId; playback?: Playback }
  | { state: 'live'; playback?: Playback }
  | { state: 'paced'; at: EntryId; playback: Playback }
  | { state: 'closed' };

/** With `reset`, the client does not have what comes before its place, and gets the state there first. */
export type SessionEvent =
  | Steering
  | { type: 'drained' | 'woken' | 'left' }
  | { type: 'begin'; reset?: ResetReason }
  | { type: 'replay'; moment: number; reset?: ResetReason }
  | { type: 'replaced'; reason: ResetReason };

export type Effect =
  | { type: 'send'; page: Page }
  | { type: 'join' | 'leave' | 'sleep' }
  | { type: 'reset'; reason: ResetReason; at: EntryId }
  | { type: 'playhead'; moment: number; speed: number; state: PlayheadState }
  | { type: 'wake'; in: number };

/** What a step looks at: the feed, a clock that never steps (ms), and whether all that was sent has left. */
export type View = { feed: Feed; now: number; drained: boolean };
export type Step = { next: Session; effects: readonly Effect[] };

/** A reader who came to replay, and has what comes up to a place. */
export function replayAfter(at: EntryId, pace: Pace): Session {
  return { state: 'paced', at, playback: createPlayback(pace) };
}

export function step(session: Session, event: SessionEvent, view: View): Step {
  if (session.state === 'closed') return { next: session, effects: [] };
  switch (event.type) {
    case 'left':
      return { next: { state: 'closed' }, effects: [{ type: 'leave' }, { type: 'sleep' }] };
    case 'replaced':
      return replaced(session, event.reason, view);
    case 'begin':
      return begun(session, event.reset, onward(session, view));
    case 'replay':
      return begun(session, event.reset, played(session, { type: 'begin', moment: event.moment }, view));
    case 'drained':
    case 'woken':
      return onward(session, view);
    default:
      return played(session, event, view);
  }
}

function begun(session: Session, reset: ResetReason | undefined, { next, effects }: Step): Step {
  if (!reset || !('at' in session)) return { next, effects };
  return { next, effects: [{ type: 'reset', reason: reset, at: session.at }, ...effects] };
}

/** The next thing that can be done now: another page, the hand-over to live, or the entries whose time has come. */
function onward(session: Session, view: View): Step {
  if (session.state === 'catchingUp') return catchUp(session, view);
  return session.state === 'paced' ? played(session, { type: 'tick' }, view) : { next: session, effects: [] };
}

/** Either another page or, when the reader stands at the head, among the live readers in this very step. */
function catchUp(session: Session & { state: 'catchingUp' }, { feed, drained }: View): Step {
  const { at, playback } = session;
  const live: Session = { state: 'live', ...(playback && { playback }) };
  if (at === feed.head) return { next: live, effects: [{ type: 'join' }] };
  if (!drained) return { next: session, effects: [] };
  const page = feed.pageAfter(at);
  const sent: Effect = { type: 'send', page };
  if (page.through !== feed.head) return { next: { ...session, at: page.through }, effects: [sent] };
  return { next: live, effects: [sent, { type: 'join' }] };
}

/** Lets the playback decide, and does what it says: a page at a time, each when the one before has left. */
function played(session: Exclude<Session, { state: 'closed' }>, event: PlaybackEvent, view: View): Step {
  if (!session.playback) return { next: session, effects: [] };
  const { feed, now, drained } = view;
  let at = session.state === 'live' ? feed.head : session.at;
  const reach = (after: EntryId, through: EntryId) => (drained ? feed.pageAfter(after, through).through : after);
  const { next: playback, effects: wanted } = stepPlayback(session.playback, event, { tape: feed, now, at, reach });
  const effects: Effect[] = [];
  for (const effect of wanted) {
    switch (effect.type) {
      case 'deliver': {
        const page = feed.pageAfter(at, effect.through);
        effects.push({ type: 'send', page });
        at = page.through;
        break;
      }
      case 'reset':
        effects.push(effect);
        at = effect.at;
        break;
      case 'join':
        if (at === feed.head) effects.push({ type: 'join' }); // else once it has caught up
        break;
      case 'wake':
        effects.push({ type: 'wake', in: effect.at - now });
        break;
      case 'load':
        break; // a feed is the whole log
      default:
        effects.push(effect);
    }
  }
  return { next: standing(at, playback, feed), effects };
}

function standing(at: EntryId, playback: Playback, feed: Feed): Session {
  if (playback.state !== 'live' && playback.state !== 'ended') return { state: 'paced', at, playback };
  return at === feed.head ? { state: 'live', playback } : { state: 'catchingUp', at, playback };
}

function replaced(session: Exclude<Session, { state: 'closed' }>, reason: ResetReason, view: View): Step {
  if (session.playback) return played(session, { type: 'replaced', reason }, view);
  const effects: Effect[] = [
    { type: 'sleep' },
    { type: 'leave' },
    { type: 'reset', reason, at: view.feed.head },
    { type: 'join' },
  ];
  return { next: { state: 'live' }, effects };
}
