import { CODES, type Code } from '../protocol/codes.ts';
import type { ServerMessages } from '../protocol/messages.ts';
import { Connection } from './connection.ts';
import type { Page } from './page.ts';
import type { Outlet } from './reader.ts';

/** How long a connection that is cut off may take to hear why, ms, before its buffers are thrown away. */
const LAST_WORDS_MS = 5_000;

/** A connection as the way out of all that it reads. What it says goes past Socket.IO, which would encode it again for each. */
export class Wire extends Connection implements Outlet {
  page(page: Page): void {
    this.frame(page.frame);
  }

  live(page: Page): number {
    return this.frameNow(page.frame);
  }

  message<Name extends keyof ServerMessages>(name: Name, message: ServerMessages[Name]): void {
    this.write(packetOf(name, message));
  }

  /** Tells that this connection is about to be closed, and why. */
  leave(code: Code, spread: number): void {
    this.message('closing', { code, retry: CODES[code].retry, spread });
  }

  /** Tells why and closes the connection, not the Socket.IO session: a client whose session is ended does not come back. */
  cut(code: Code): void {
    if (this.readyState === 'closed') return;
    this.leave(code, 0);
    this.close(); // behind what has been written, the last words with it
    setTimeout(() => this.terminate(), LAST_WORDS_MS).unref();
  }
}

/** An event of the default namespace (Socket.IO protocol 5). */
export function packetOf(name: string, message: object): string {
  return `2${JSON.stringify([name, message])}`;
}
