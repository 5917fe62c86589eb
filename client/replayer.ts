import { type Cursor, parseCursor, START, timeOf } from '../src/protocol/cursor.ts';
import type { Batch } from '../src/protocol/entries.ts';
import type { Fault, Playhead, PlayheadState, Refused, Replaying, Reset } from '../src/protocol/messages.ts';
import {
  type Answer,
  type Effect,
  type Held,
  type Message,
  type ReadingEvent,
  type Step,
  startAgain,
  stay,
  take,
} from './machine.ts';
import { begin, type Position, resume } from './position.ts';
import type { Status } from './status.ts';
import { answer as controlAnswered, hear, isHeld, restore, type Steering, steer } from './steering.ts';

/** A cursor, or a moment of the log's time, ISO 8601. */
export type ReplayPlace = Cursor | { at: string };
/** What a replay is to do once the gateway has it. */
export type Go = 'play' | 'pause' | 'live';
/** Times are those of the log's first and newest entry; `entries` is what lay ahead when the replay was asked for. */
export type Span = { readonly startsAt: string; readonly endsAt: string; readonly entries: number };

/**
 * One briefing being replayed by a gateway. `offline`, `asking` and `resting` are as in a follow, and own what is to be
 * asked for; in the other phases the gateway has the replay. `steering` counts controls without an answer, `seeking` is the
 * moment of the last such seek: until they are answered, what the gateway says of its playhead may be older than they
 * are, and waits in `told`.
 */
export type Replayer = Held & {
  readonly speed: number;
  readonly maxGap: number | undefined;
  readonly span: Span | undefined;
  readonly playhead: Playhead | undefined;
  readonly steering: number;
  readonly seeking: string | undefined;
  readonly told: Playhead | undefined;
  readonly phase:
    | { readonly name: 'offline' | 'asking' | 'resting'; readonly go: Go; readonly from: ReplayPlace | undefined }
    | { readonly name: PlayheadState | 'closed' }
    | { readonly name: 'failed'; readonly fault: Fault };
};

export type ReplayerPhase = Replayer['phase']['name'];
export type ReplayerEvent =
  | ReadingEvent
  | Steering
  | { type: 'steered'; generation: number; control: Message<'control'>; answer: { ok: true } | Refused };

export type ReplayStart = { from: ReplayPlace | undefined; speed: number; maxGap: number | undefined };

export function createReplayer(briefing: string, { from, speed, maxGap }: ReplayStart): Replayer {
  const held = { briefing, position: undefined, generation: 0, tries: 0, steering: 0, seeking: undefined };
  const phase = { name: 'offline', go: 'play', from } as const;
  return { ...held, speed, maxGap, span: undefined, playhead: undefined, told: undefined, phase };
}

export function stepReplayer(replayer: Replayer, event: ReplayerEvent): Step<Replayer> {
  const { phase } = replayer;
  if (phase.name === 'closed' || (phase.name === 'failed' && event.type !== 'close')) return stay(replayer);
  if ('generation' in event && event.generation !== replayer.generation) return stay(replayer);
  switch (event.type) {
    case 'connected':
      return phase.name === 'offline' ? ask(replayer) : stay(replayer);
    case 'lost':
      return stay(wait(replayer, 'offline'));
    case 'failed':
      return stay({ ...replayer, phase: { name: 'failed', fault: event.fault } });
    case 'close':
      return close(replayer);
    case 'due':
      return phase.name === 'resting' ? ask(replayer) : stay(replayer);
    case 'answered':
      return phase.name === 'asking' ? answered(replayer, event.answer) : stay(replayer);
    case 'batch':
      return isHeld(replayer) ? read(replayer, event.batch) : stay(replayer);
    case 'reset':
      return isHeld(replayer) ? reset(replayer, event.reset) : stay(replayer);
    case 'playhead':
      return stay(isHeld(replayer) ? hear(replayer, event.playhead) : replayer);
    case 'steered':
      return steered(replayer, event.control, event.answer);
    default:
      return steer(replayer, event);
  }
}

export function replayerStatus({ phase, position }: Replayer): Status {
  switch (phase.name) {
    case 'failed':
      return phase;
    case 'offline':
    case 'resting':
    case 'asking':
      return { name: position ? 'reconnecting' : 'connecting' };
    case 'playing':
      return { name: 'replaying' };
    default:
      return { name: phase.name };
  }
}

/** Without the gateway: what is to be asked for is what the replay was doing. Whatever was under way comes too late. */
function wait(replayer: Replayer, name: 'offline' | 'asking' | 'resting', place?: ReplayPlace): Replayer {
  const { phase, generation, seeking } = replayer;
  const from = place ?? ('go' in phase ? phase.from : seeking === undefined ? undefined : { at: seeking });
  const bare = { ...replayer, generation: generation + 1, steering: 0, seeking: undefined, told: undefined };
  return { ...bare, phase: { name, go: goal(phase), from } };
}

function goal(phase: Replayer['phase']): Go {
  if ('go' in phase) return phase.go;
  if (phase.name === 'paused') return 'pause';
  return phase.name === 'live' ? 'live' : 'play';
}

function ask(replayer: Replayer, place?: ReplayPlace): Step<Replayer> {
  const next = wait(replayer, 'asking', place);
  const { briefing, speed, maxGap, position, generation, phase } = next;
  const from = ('go' in phase ? phase.from : undefined) ?? position?.cursor;
  const message = { briefing, speed, ...(from !== undefined && { from }), ...(maxGap !== undefined && { maxGap }) };
  return { next, effects: [{ type: 'send', name: 'replay', message, generation }] };
}

function answered(replayer: Replayer, answer: Answer<'follow' | 'replay'>): Step<Replayer> {
  if (!answer.ok) return refused(replayer, answer.error);
  if (!('startsAt' in answer)) return stay(replayer);
  const { phase, position: kept, playhead: left, briefing, speed } = replayer;
  const from = 'go' in phase ? phase.from : undefined;
  const position = from === undefined && kept ? resume(kept, answer) : begin(answer);
  const go = goal(phase);
  const at = startOf(position, answer, from);
  const state: PlayheadState = go === 'play' ? 'playing' : go === 'pause' ? 'paused' : 'live';
  const { startsAt, endsAt, entries } = answer;
  const controls: Message<'control'>[] = go === 'play' ? [] : [{ briefing, action: go }];
  // Within a silence the gateway knows the reader's cursor, not how much of the silence had passed.
  const seeks = from === undefined && go !== 'live' && left !== undefined && left.at > at;
  if (seeks) controls.push({ briefing, action: 'seek', at: left.at });
  const playhead = { briefing, at: seeks ? left.at : at, speed, state };
  const span = { startsAt, endsAt, entries };
  const step = restore({ ...replayer, position, span, playhead, phase: { name: state } }, controls);
  return kept && position !== kept
    ? { ...step, effects: [{ type: 'restart', reason: from === undefined ? 'gone' : 'seek' }, ...step.effects] }
    : step;
}

function startOf({ cursor }: Position, { startsAt }: Replaying, from: ReplayPlace | undefined): string {
  if (typeof from === 'object') return from.at;
  const id = parseCursor(cursor)?.id ?? START;
  return id === START ? startsAt : new Date(timeOf(id)).toISOString();
}

function refused(replayer: Replayer, fault: Fault): Step<Replayer> {
  const { phase, position } = replayer;
  const stands = position !== undefined || ('go' in phase && typeof phase.from === 'string');
  if (fault.code === 'BAD_CURSOR' && stands) {
    const { next, effects } = ask({
      ...replayer,
      position: undefined,
      phase: { name: 'asking', go: goal(phase), from: undefined },
    });
    return { next, effects: position ? [{ type: 'restart', reason: 'gone' }, ...effects] : effects };
  }
  if (fault.retry === 'never') return stay({ ...replayer, phase: { name: 'failed', fault } });
  if (fault.retry === 'later') return rest(replayer);
  return { next: wait(replayer, 'offline'), effects: [{ type: 'reconnect' }] };
}

/** A batch that does not fit leaves a hole: ask again from where the reader stands, at once the first time. */
function read(replayer: Replayer, batch: Batch): Step<Replayer> {
  const taken = take(replayer, batch);
  if (taken) return taken;
  return replayer.tries === 0 ? ask({ ...replayer, tries: 1 }) : rest(replayer);
}

/** Back to a moment of the same log; or another log than the one that was replayed, of which the gateway shows the newest state. */
function reset(replayer: Replayer, said: Reset): Step<Replayer> {
  const { next, effects } = startAgain(replayer, said);
  return { next: said.reason === 'seek' ? next : { ...next, phase: { name: 'live' } }, effects };
}

function steered(replayer: Replayer, control: Message<'control'>, said: { ok: true } | Refused): Step<Replayer> {
  if (!isHeld(replayer)) return stay(replayer);
  if (said.ok) return stay(controlAnswered(replayer));
  const { code, retry } = said.error;
  const place = control.action === 'seek' ? { at: control.at } : undefined;
  if (code === 'NOT_REPLAYING' || code === 'NOT_READING') return ask(replayer, place);
  if (retry === 'never') return stay(controlAnswered(replayer));
  if (retry === 'later') return rest(replayer, place);
  return { next: wait(replayer, 'offline', place), effects: [{ type: 'reconnect' }] };
}

function rest(replayer: Replayer, place?: ReplayPlace): Step<Replayer> {
  const { tries } = replayer;
  const next = { ...wait(replayer, 'resting', place), tries: tries + 1 };
  return { next, effects: [{ type: 'rest', generation: next.generation, tries }] };
}

function close(replayer: Replayer): Step<Replayer> {
  const { briefing, generation, phase } = replayer;
  const open = phase.name === 'asking' || isHeld(replayer);
  const leave: Effect[] = open ? [{ type: 'send', name: 'leave', message: { briefing }, generation }] : [];
  return { next: { ...replayer, phase: { name: 'closed' } }, effects: leave };
}
