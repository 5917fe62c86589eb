import type { z } from 'zod';
import type { Batch, Entry } from '../src/protocol/entries.ts';
import type {
  ClientMessage,
  clientMessages,
  Fault,
  Followed,
  Playhead,
  Refused,
  Replaying,
  Reset,
  ResetReason,
} from '../src/protocol/messages.ts';
import { advance, type Position, restart } from './position.ts';

export type Message<Name extends ClientMessage> = z.input<(typeof clientMessages)[Name]>;
export type Answers = { follow: Followed; replay: Replaying; control: { ok: true }; leave: { ok: true } };
export type Answer<Name extends ClientMessage = ClientMessage> = Answers[Name] | Refused;

/** What both readings share. `generation` numbers what was asked for: an answer or a timer of an older number comes too late. */
export type Held = {
  readonly briefing: string;
  readonly position: Position | undefined;
  readonly generation: number;
  /** How often in a row asking has come to nothing. */
  readonly tries: number;
};

/** What happens to a reading, whichever it is. `failed`: there will be no connection any more. */
export type ReadingEvent =
  | { type: 'connected' | 'lost' | 'close' }
  | { type: 'failed'; fault: Fault }
  | { type: 'answered'; generation: number; answer: Answers['follow'] | Answers['replay'] | Refused }
  | { type: 'due'; generation: number }
  | { type: 'batch'; batch: Batch }
  | { type: 'reset'; reset: Reset }
  | { type: 'playhead'; playhead: Playhead };

/** Why the state was set as a whole: at the start of a follow with `last`, or because a gateway said so. */
export type Restart = ResetReason | 'last';

export type Send = {
  [Name in ClientMessage]: { type: 'send'; name: Name; message: Message<Name>; generation: number };
};
/** What the caller is to do. `rest`: take `due` back after a wait that grows with `tries`. */
export type Effect =
  | Send[ClientMessage]
  | { type: 'rest'; generation: number; tries: number }
  | { type: 'reconnect' }
  | { type: 'entries'; entries: readonly Entry[] }
  | { type: 'restart'; reason: Restart };

export type Step<Machine> = { next: Machine; effects: readonly Effect[] };

export function stay<Machine>(next: Machine): Step<Machine> {
  return { next, effects: [] };
}

/** Takes a batch that fits: undefined when it does not. */
export function take<Machine extends Held>(machine: Machine, batch: Batch): Step<Machine> | undefined {
  const position = machine.position && advance(machine.position, batch);
  if (!position) return undefined;
  const effects: Effect[] = batch.entries.length > 0 ? [{ type: 'entries', entries: batch.entries }] : [];
  return { next: { ...machine, position, tries: 0 }, effects };
}

export function startAgain<Machine extends Held>(machine: Machine, reset: Reset): Step<Machine> {
  const next = { ...machine, position: restart(reset), tries: 0 };
  return { next, effects: [{ type: 'restart', reason: reset.reason }] };
}
