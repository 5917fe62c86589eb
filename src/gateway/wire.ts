import type { Socket } from 'socket.io';
import { CODES, type Code } from '../protocol/codes.ts';
import type { ServerMessages } from '../protocol/messages.ts';
import type { Page } from './page.ts';
import type { Outlet } from './reader.ts';

/** How long a connection that is cut off may take to hear why, ms, before its buffers are thrown away. */
const LAST_WORDS_MS = 5_000;

/** What engine.io sends a packet with; `wsPreEncodedFrame` is its own way to write the same bytes to many sockets. */
type WriteOptions = { compress: false; wsPreEncodedFrame?: Buffer[] };
type Transport = {
  writable: boolean;
  on(event: 'ready', hear: () => void): void;
  socket?: { terminate(): void };
};

/**
 * One Socket.IO connection's way out, shared by all that it reads. Counts what has not left: what engine.io keeps until the
 * websocket is writable, and what it has handed over and not been called back for.
 */
export class Wire implements Outlet {
  readonly #socket: Socket;
  readonly #transport: Transport;
  #handed = 0;
  #kept = 0;
  #cut = false;

  /** `drained` is called whenever everything has left. */
  constructor(socket: Socket, drained: () => void) {
    this.#socket = socket;
    this.#transport = socket.conn.transport as Transport;
    // engine.io heard of it first and has handed over what it kept.
    this.#transport.on('ready', () => {
      this.#handed = this.#kept;
      this.#kept = 0;
      if (this.#handed === 0 && this.#transport.writable) drained();
    });
  }

  get waiting(): number {
    return this.#handed + this.#kept;
  }

  page(page: Page): void {
    const { packet, frame } = page;
    this.#write(packet, { compress: false, wsPreEncodedFrame: frame });
  }

  message<Name extends keyof ServerMessages>(name: Name, message: ServerMessages[Name]): void {
    this.#write(packetOf(name, message), { compress: false });
  }

  /** Tells why and closes the transport, not the Socket.IO session: a client whose session is ended does not come back. */
  cut(code: Code, spread = 0): void {
    if (this.#cut) return;
    this.message('closing', { code, retry: CODES[code].retry, spread });
    this.#cut = true;
    this.#socket.conn.close(); // after what is kept has been handed over, the last words with it
    setTimeout(() => this.#transport.socket?.terminate(), LAST_WORDS_MS).unref();
  }

  #write(packet: string, options: WriteOptions): void {
    if (this.#cut) return;
    if (this.#transport.writable) this.#handed += packet.length;
    else this.#kept += packet.length;
    (this.#socket.conn as { write(data: string, options: WriteOptions): unknown }).write(packet, options);
  }
}

/** An event of the default namespace (Socket.IO protocol 5). */
export function packetOf(name: string, message: object): string {
  return `2${JSON.stringify([name, message])}`;
}
