import { io, type Socket } from 'socket.io-client';
import type { ServerMessages } from '../../src/protocol/messages.ts';
import type { Answer, Asking, Message } from '../machine.ts';
import type { Transport, TransportHears } from './transport.ts';

type Incoming = { [Name in keyof ServerMessages]: (message: ServerMessages[Name]) => void };
type Outgoing = Record<Asking, (...said: unknown[]) => void>;

/**
 * A Socket.IO connection. Its own reconnection is off, since it forgets its backoff at every connection, however short,
 * and knows nothing of `closing`.
 */
export class Websocket implements Transport {
  readonly way = 'websocket';
  readonly #socket: Socket<Incoming, Outgoing>;

  /** `path`: where Socket.IO is mounted, when not below the service's own address. */
  constructor(url: string, path: string | undefined) {
    const { origin, pathname } = new URL(url);
    this.#socket = io(origin, {
      path: path ?? pathname.replace(/\/*$/, '/socket.io/'),
      transports: ['websocket'],
      reconnection: false,
      autoConnect: false,
      forceNew: true,
    });
  }

  open({ connected, missed, lost, closing, message }: TransportHears): void {
    this.#socket
      .on('connect', connected)
      .on('connect_error', missed)
      .on('disconnect', lost)
      .on('closing', closing)
      .on('batch', (batch) => message('batch', batch))
      .on('reset', (reset) => message('reset', reset))
      .on('viewers', (viewers) => message('viewers', viewers))
      .on('stale', (stale) => message('stale', stale))
      .on('failed', (failed) => message('failed', failed))
      .connect();
  }

  send<Name extends Asking>(name: Name, message: Message<Name>, answered: (answer: Answer<Name>) => void): void {
    this.#socket.emit(name as Asking, message, answered);
  }

  close(): void {
    this.#socket.off();
    this.#socket.disconnect();
  }
}
