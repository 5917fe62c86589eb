import type { z } from 'zod';
import type { Batch, Entry } from '../src/protocol/entries.ts';
import type { clientMessages, Fault, Followed, Refused, Reset, ResetReason } from '../src/protocol/messages.ts';

/** What a reader sends. It replays by itself, over what it has loaded, so there is nothing to be steered. */
export type Asking = 'follow' | 'leave';
export type Message<Name extends Asking> = z.input<(typeof clientMessages)[Name]>;
export type Answers = { follow: Followed; leave: { ok: true } };
export type Answer<Name extends Asking = Asking> = Answers[Name] | Refused;

/** What happens to a follow. `failed`: there will be no connection any more. */
export type ReadingEvent =
  | { type: 'connected' | 'lost' | 'close' }
  | { type: 'failed'; fault: Fault }
  | { type: 'answered'; generation: number; answer: Answers['follow'] | Refused }
  | { type: 'due'; generation: number }
  | { type: 'batch'; batch: Batch }
  | { type: 'reset'; reset: Reset };

/** Why the state was set as a whole: at the start of a follow with `last`, because a gateway said so, or by a seek. */
export type Restart = ResetReason | 'last';

export type Send = {
  [Name in Asking]: { type: 'send'; name: Name; message: Message<Name>; generation: number };
}[Asking];
/** What the caller is to do. `rest`: take `due` back after a wait that grows with `tries`. */
export type Effect =
  | Send
  | { type: 'rest'; generation: number; tries: number }
  | { type: 'reconnect' }
  | { type: 'entries'; entries: readonly Entry[] }
  | { type: 'restart'; reason: Restart };

export type Step<Machine> = { next: Machine; effects: readonly Effect[] };

export function stay<Machine>(next: Machine): Step<Machine> {
  return { next, effects: [] };
}
