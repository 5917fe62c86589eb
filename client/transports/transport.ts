import type { Closing, ServerMessages } from '../../src/protocol/messages.ts';
import type { Answer, Asking, Message } from '../machine.ts';
import type { BriefingMessage } from '../sources/source.ts';

/** By which way a client goes to a gateway: one websocket, or requests, some of which stay open. */
export type Way = 'websocket' | 'http';

/** What is heard of one attempt: `connected` or `missed` first; after `connected` the rest, and `lost` last. */
export type TransportHears = {
  connected(): void;
  missed(error: Error): void;
  lost(): void;
  closing(said: Closing): void;
  message<Name extends BriefingMessage>(name: Name, message: ServerMessages[Name]): void;
};

/** One attempt at a gateway, and the connection that comes of it. Another attempt is another transport. */
export type Transport = {
  readonly way: Way;
  /** `briefing` is one that is to be read: something to ask for. */
  open(hears: TransportHears, briefing: string | undefined): void;
  send<Name extends Asking>(name: Name, message: Message<Name>, answered: (answer: Answer<Name>) => void): void;
  /** Ends it, whatever it is at; nothing is heard of it after that. */
  close(): void;
};
