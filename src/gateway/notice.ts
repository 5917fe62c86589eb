import type { ServerMessages } from '../protocol/messages.ts';
import { textFrame } from './frame.ts';

/** A server's message. Each encoding is made when the first reader needs it, and then shared. */
export class Notice<Name extends keyof ServerMessages = keyof ServerMessages> {
  readonly name: Name;
  readonly message: ServerMessages[Name];
  #frame: Buffer | undefined;
  #event: string | undefined;

  constructor(name: Name, message: ServerMessages[Name]) {
    this.name = name;
    this.message = message;
  }

  /** As the bytes of a websocket message: an event of Socket.IO's default namespace (protocol 5). */
  get frame(): Buffer {
    this.#frame ??= textFrame(`42${JSON.stringify([this.name, this.message])}`);
    return this.#frame;
  }

  /** As a Server-Sent Event; one that moves its reader says where to. */
  get event(): string {
    const id = 'cursor' in this.message ? `id: ${this.message.cursor}\n` : '';
    this.#event ??= `event: ${this.name}\n${id}data: ${JSON.stringify(this.message)}\n\n`;
    return this.#event;
  }
}
