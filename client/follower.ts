import type { Cursor } from '../src/protocol/cursor.ts';
import type { Batch } from '../src/protocol/entries.ts';
import type { Fault, Reset } from '../src/protocol/messages.ts';
import { type Answer, type Effect, type ReadingEvent, type Step, stay } from './machine.ts';
import { advance, begin, type Position, reaches, restart, resume, standing } from './position.ts';
import type { FollowStart } from './start.ts';
import type { Status } from './status.ts';

/**
 * One briefing being followed. `offline`: there is no connection; `asking`: the answer to `follow` is on its way;
 * `resting`: asking came to nothing, and will be tried again. `generation` numbers what was asked for: an answer or a timer
 * of an older number comes too late. `tries`: how often in a row asking has come to nothing.
 */
export type Follower = {
  readonly briefing: string;
  readonly start: FollowStart;
  readonly position: Position | undefined;
  readonly generation: number;
  readonly tries: number;
  readonly phase:
    | { readonly name: 'offline' | 'asking' | 'resting' | 'live' | 'closed' }
    | { readonly name: 'catchingUp'; readonly head: Cursor }
    | { readonly name: 'failed'; readonly fault: Fault };
};

export type FollowerPhase = Follower['phase']['name'];

export function createFollower(briefing: string, start: FollowStart): Follower {
  const position = start.snapshot && standing(start.snapshot);
  return { briefing, start, position, generation: 0, tries: 0, phase: { name: 'offline' } };
}

export function stepFollower(follower: Follower, event: ReadingEvent): Step<Follower> {
  const { name } = follower.phase;
  if (name === 'closed' || (name === 'failed' && event.type !== 'close')) return stay(follower);
  switch (event.type) {
    case 'connected':
      return name === 'offline' ? ask(follower) : stay(follower);
    case 'lost':
      return stay({ ...follower, generation: follower.generation + 1, phase: { name: 'offline' } });
    case 'failed':
      return stay({ ...follower, phase: { name: 'failed', fault: event.fault } });
    case 'close':
      return close(follower);
    case 'due':
      return name === 'resting' && event.generation === follower.generation ? ask(follower) : stay(follower);
    case 'answered':
      return name === 'asking' && event.generation === follower.generation
        ? answered(follower, event.answer)
        : stay(follower);
    case 'batch':
      return isReading(follower) ? read(follower, event.batch) : stay(follower);
    case 'reset':
      return isReading(follower) ? live(startAgain(follower, event.reset)) : stay(follower);
  }
}

export function followerStatus({ phase, position }: Follower): Status {
  switch (phase.name) {
    case 'failed':
      return phase;
    case 'offline':
    case 'resting':
      return { name: position ? 'reconnecting' : 'connecting' };
    case 'asking':
      return { name: position ? 'catchingUp' : 'connecting' };
    default:
      return { name: phase.name };
  }
}

function isReading({ phase }: Follower): boolean {
  return phase.name === 'catchingUp' || phase.name === 'live';
}

function ask(follower: Follower): Step<Follower> {
  const { briefing, position, start } = follower;
  const generation = follower.generation + 1;
  const from = position?.cursor ?? start.from;
  const { only, last } = start;
  const place = { ...(from !== undefined && { from }), ...(!position && last && { last }), ...(only && { only }) };
  return {
    next: { ...follower, generation, phase: { name: 'asking' } },
    effects: [{ type: 'send', name: 'follow', message: { briefing, ...place }, generation }],
  };
}

function answered(follower: Follower, answer: Answer<'follow'>): Step<Follower> {
  if (!answer.ok) return refused(follower, answer.error);
  const { position: kept } = follower;
  const position = kept ? resume(kept, answer) : begin(answer);
  const next: Follower = { ...follower, position, phase: { name: 'catchingUp', head: answer.head } };
  if (position === kept) return arrived(stay(next));
  return arrived({ next, effects: kept || answer.state ? [{ type: 'restart', reason: kept ? 'gone' : 'last' }] : [] });
}

/** Live as soon as the reader has what was in the log when it asked. */
function arrived(step: Step<Follower>): Step<Follower> {
  const { phase, position } = step.next;
  if (phase.name !== 'catchingUp' || !position || !reaches(position, phase.head)) return step;
  return live(step);
}

function live({ next, effects }: Step<Follower>): Step<Follower> {
  return { next: { ...next, phase: { name: 'live' } }, effects };
}

function refused(follower: Follower, fault: Fault): Step<Follower> {
  const { start, position } = follower;
  const stands =
    position !== undefined || (start.from !== undefined && start.from !== 'start' && start.from !== 'live');
  if (fault.code === 'BAD_CURSOR' && stands) {
    const { next, effects } = ask({ ...follower, position: undefined, start: { ...start, from: undefined } });
    return { next, effects: position ? [{ type: 'restart', reason: 'gone' }, ...effects] : effects };
  }
  if (fault.retry === 'never') return stay({ ...follower, phase: { name: 'failed', fault } });
  if (fault.retry === 'later') return rest(follower);
  return { next: { ...follower, phase: { name: 'offline' } }, effects: [{ type: 'reconnect' }] };
}

/** A batch that does not fit leaves a hole: ask again from where the reader stands, at once the first time. */
function read(follower: Follower, batch: Batch): Step<Follower> {
  const position = follower.position && advance(follower.position, batch, follower.start.only);
  if (!position) return follower.tries === 0 ? ask({ ...follower, tries: 1 }) : rest(follower);
  const effects: Effect[] = batch.entries.length > 0 ? [{ type: 'entries', entries: batch.entries }] : [];
  return arrived({ next: { ...follower, position, tries: 0 }, effects });
}

function startAgain(follower: Follower, reset: Reset): Step<Follower> {
  const next = { ...follower, position: restart(reset), tries: 0 };
  return { next, effects: [{ type: 'restart', reason: reset.reason }] };
}

function rest(follower: Follower): Step<Follower> {
  const { tries } = follower;
  const generation = follower.generation + 1;
  return {
    next: { ...follower, generation, tries: tries + 1, phase: { name: 'resting' } },
    effects: [{ type: 'rest', generation, tries }],
  };
}

function close(follower: Follower): Step<Follower> {
  const { briefing, generation, phase } = follower;
  const open = phase.name === 'asking' || isReading(follower);
  const leave: Effect[] = open ? [{ type: 'send', name: 'leave', message: { briefing }, generation }] : [];
  return { next: { ...follower, phase: { name: 'closed' } }, effects: leave };
}
