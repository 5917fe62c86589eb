import type { Response } from 'express';
import { CODES, type Code } from '../protocol/codes.ts';
import { Notice } from './notice.ts';
import type { Page } from './page.ts';
import type { Outlet } from './reader.ts';

/** A line now and then, ms, so that no proxy takes a quiet stream for a dead one. */
const HEARTBEAT_MS = 15_000;
/** What a browser waits before it comes back, ms. */
const RETRY_MS = 2_000;

/** One reader's Server-Sent Events: entries as they come, and the other messages as events of their name. */
export class EventStream implements Outlet {
  readonly #response: Response;
  readonly #drained: () => void;
  readonly #heartbeat: NodeJS.Timeout;

  constructor(response: Response, drained: () => void) {
    this.#response = response;
    this.#drained = drained;
    this.#heartbeat = setInterval(() => this.#write(':\n\n'), HEARTBEAT_MS).unref();
    response.on('close', () => clearInterval(this.#heartbeat));
  }

  /** Sends the headers; nothing may be refused after this. */
  begin(): void {
    this.#response.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no', // nginx would keep what it has until there is more of it
    });
    this.#write(`retry: ${RETRY_MS}\n\n`);
  }

  get waiting(): number {
    return this.#response.writableLength;
  }

  page(page: Page): void {
    this.#write(page.events);
  }

  live(page: Page): number {
    this.page(page);
    return this.waiting;
  }

  notice({ event }: Notice): number {
    this.#write(event);
    return this.waiting;
  }

  /** It is all that there is to read here. */
  fail(): void {
    this.cut('BRIEFING_UNKNOWN');
  }

  cut(code: Code): void {
    this.notice(new Notice('closing', { code, retry: CODES[code].retry, spread: RETRY_MS }));
    this.#response.end();
    // A reader that takes nothing would hold what waits for it until its connection dies by itself.
    setTimeout(() => this.#response.destroy(), RETRY_MS).unref();
  }

  #write(text: string): void {
    if (this.#response.writableEnded) return;
    this.#response.write(text, () => {
      if (this.waiting === 0) this.#drained();
    });
  }
}
