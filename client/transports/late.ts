import type { Answer, Asking, Message } from '../machine.ts';
import type { Transport, TransportHears, Way } from './transport.ts';

/** A transport that is loaded when it is to be opened: few readers need it. One that cannot be loaded is missed. */
export class Late implements Transport {
  readonly way: Way;
  readonly #load: () => Promise<Transport>;
  #transport: Transport | undefined;
  #closed = false;

  constructor(way: Way, load: () => Promise<Transport>) {
    this.way = way;
    this.#load = load;
  }

  open(hears: TransportHears, briefing: string | undefined): void {
    this.#load().then(
      (transport) => {
        if (this.#closed) return;
        this.#transport = transport;
        transport.open(hears, briefing);
      },
      (error: Error) => this.#closed || hears.missed(error),
    );
  }

  send<Name extends Asking>(name: Name, message: Message<Name>, answered: (answer: Answer<Name>) => void): void {
    this.#transport?.send(name, message, answered);
  }

  close(): void {
    this.#closed = true;
    this.#transport?.close();
  }
}
