import type { ClientMessage, Fault, ServerMessages } from '../../src/protocol/messages.ts';
import type { Answer, Message } from '../machine.ts';

/** What a reading hears of its briefing. */
export type Hears = {
  connected(): void;
  lost(): void;
  /** There will be no connection any more. */
  failed(fault: Fault): void;
  message<Name extends BriefingMessage>(name: Name, message: ServerMessages[Name]): void;
};
/** The messages that belong to one briefing. */
export type BriefingMessage = Exclude<keyof ServerMessages, 'closing'>;

/**
 * Where a reading gets one briefing from. A gateway over a socket is one; pages of the log, played on the spot, are
 * another: a reading cannot tell them apart.
 */
export type Source = {
  /** Begins to hear; `connected` at once if there is a connection. */
  open(hears: Hears): void;
  /** Answers by a callback, in the order in which things happen: a promise would come after messages that were sent later. */
  send<Name extends ClientMessage>(name: Name, message: Message<Name>, answered: (answer: Answer<Name>) => void): void;
  /** The gateway asks to come back by another connection. */
  reconnect(): void;
  close(): void;
};
