import { CODES, type Code, Refusal } from '../protocol/codes.ts';
import { Connection } from './connection.ts';
import { faultOf } from './guard.ts';
import { Notice } from './notice.ts';
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

  notice({ frame }: Notice): number {
    return this.frameNow(frame);
  }

  fail(briefing: string): void {
    this.notice(new Notice('failed', { briefing, ...faultOf(new Refusal('BRIEFING_UNKNOWN')) }));
  }

  /** Tells that this connection is about to be closed, and why. */
  leave(code: Code, spread: number): void {
    this.notice(new Notice('closing', { code, retry: CODES[code].retry, spread }));
  }

  /** Tells why and closes the connection, not the Socket.IO session: a client whose session is ended does not come back. */
  cut(code: Code): void {
    if (this.readyState === 'closed') return;
    this.leave(code, 0);
    this.close(); // behind what has been written, the last words with it
    setTimeout(() => this.terminate(), LAST_WORDS_MS).unref();
  }
}
