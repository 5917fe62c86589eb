import type { Fault, ServerMessages } from '../../src/protocol/messages.ts';
import type { Answer, Asking, Message } from '../machine.ts';

/** The messages of one briefing that a reader listens to. It has its playhead itself. */
export type BriefingMessage = 'batch' | 'reset' | 'viewers' | 'stale' | 'failed';

/** What a reading hears of its briefing. */
export type Hears = {
  connected(): void;
  lost(): void;
  message<Name extends BriefingMessage>(name: Name, message: ServerMessages[Name]): void;
  /** There will be no connection any more. */
  failed(fault: Fault): void;
};

/** Where a reading gets what is new in one briefing from, by whichever way. */
export type Source = {
  /** Begins to hear; `connected` at once if there is a connection. */
  open(hears: Hears): void;
  /** Answers by a callback, in the order in which things happen: a promise would come after messages that were sent later. */
  send<Name extends Asking>(name: Name, message: Message<Name>, answered: (answer: Answer<Name>) => void): void;
  /** The gateway asks to come back by another connection. */
  reconnect(): void;
  close(): void;
};
