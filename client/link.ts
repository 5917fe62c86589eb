import { io, type Socket } from 'socket.io-client';
import type { ClientMessage, Closing, Fault, Refused, ServerMessages } from '../src/protocol/messages.ts';
import { backoff, LASTING_MS } from './backoff.ts';
import type { Clock } from './clock.ts';
import { Emitter } from './emitter.ts';
import type { Answer, Message } from './machine.ts';
import type { Hears } from './sources/source.ts';

/** A gateway that has not taken a connection by then is as good as none. */
export const CONNECT_MS = 10_000;
/** A gateway that has not answered by then is asked again. */
export const ANSWER_MS = 10_000;

/** `tries` counts the attempts since the last good connection, `cause` says why the last one failed. */
export type LinkStatus =
  | { readonly name: 'connecting' | 'reconnecting'; readonly tries: number; readonly cause?: string }
  | { readonly name: 'connected' | 'closed' }
  | { readonly name: 'failed'; readonly fault: Fault };

export type LinkOptions = { clock: Clock; random: () => number; path: string | undefined };

type Incoming = { [Name in keyof ServerMessages]: (message: ServerMessages[Name]) => void };
type Outgoing = Record<ClientMessage, (...said: unknown[]) => void>;

const SILENCE: Refused = {
  ok: false,
  error: { code: 'UNAVAILABLE', message: `The gateway has not answered within ${ANSWER_MS} ms`, retry: 'later' },
};
const ELSEWHERE: Closing = { code: 'CLOSING', retry: 'now', spread: 0 };

/**
 * One connection to whichever gateway answers, kept up: when it breaks, it is made again. Socket.IO's own reconnection is
 * off, since it forgets its backoff at every connection, however short, and knows nothing of `closing`.
 */
export class Link {
  readonly events = new Emitter<{ status: LinkStatus }>();
  readonly #socket: Socket<Incoming, Outgoing>;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #members = new Map<string, Hears>();
  readonly #unanswered = new Set<() => void>();
  #status: LinkStatus = { name: 'connecting', tries: 0 };
  #opening = false;
  #leaving = false;
  #tries = 0;
  #since = 0;
  #cancel = () => {};

  constructor(url: string, { clock, random, path }: LinkOptions) {
    this.#clock = clock;
    this.#random = random;
    const own = {
      transports: ['websocket'],
      reconnection: false,
      autoConnect: false,
      forceNew: true,
      timeout: CONNECT_MS,
    };
    this.#socket = io(url, { ...own, ...(path !== undefined && { path }) });
    this.#socket.on('connect', () => this.#connected());
    this.#socket.on('connect_error', (error) => this.#missed(error));
    this.#socket.on('disconnect', () => this.#lost());
    this.#socket.on('closing', (closing) => this.#leave(closing));
    this.#socket.on('batch', (batch) => this.#memberOf(batch)?.message('batch', batch));
    this.#socket.on('reset', (reset) => this.#memberOf(reset)?.message('reset', reset));
    this.#socket.on('playhead', (playhead) => this.#memberOf(playhead)?.message('playhead', playhead));
    this.#socket.on('viewers', (viewers) => this.#memberOf(viewers)?.message('viewers', viewers));
    this.#open();
  }

  get status(): LinkStatus {
    return this.#status;
  }

  /** Hears of one briefing from now on; the result stops that. */
  join(briefing: string, hears: Hears): () => void {
    this.#members.set(briefing, hears);
    if (this.#status.name === 'connected') hears.connected();
    if (this.#status.name === 'failed') hears.failed(this.#status.fault);
    return () => {
      if (this.#members.get(briefing) === hears) this.#members.delete(briefing);
    };
  }

  /** Sends, if there is a connection. When it breaks nobody answers: who asked hears that it is lost. */
  send<Name extends ClientMessage>(name: Name, message: Message<Name>, answered: (answer: Answer<Name>) => void): void {
    if (this.#status.name !== 'connected') return;
    const settle = (answer: Answer<Name>) => {
      if (!this.#unanswered.delete(cancel)) return;
      cancel();
      answered(answer);
    };
    const cancel = this.#clock.after(ANSWER_MS, () => settle(SILENCE));
    this.#unanswered.add(cancel);
    this.#socket.emit(name as ClientMessage, message, settle);
  }

  /** Leaves this connection for another one. */
  reconnect(): void {
    if (this.#status.name === 'connected') this.#leave(ELSEWHERE);
  }

  close(): void {
    this.#end({ name: 'closed' });
  }

  #open(): void {
    this.#opening = true;
    // The websocket may open and the gateway still not speak, so Socket.IO's own limit is not enough.
    this.#cancel = this.#clock.after(CONNECT_MS, () => this.#missed(new Error('the gateway does not speak')));
    this.#socket.connect();
  }

  #connected(): void {
    this.#cancel();
    this.#opening = false;
    this.#since = this.#clock.now();
    this.#become({ name: 'connected' });
    for (const hears of [...this.#members.values()]) hears.connected();
  }

  #missed(error: Error): void {
    if (!this.#opening) return;
    this.#opening = false;
    this.#cancel();
    this.#socket.disconnect();
    const fault = faultOf(error);
    if (fault?.retry === 'never') return this.#fail(fault);
    this.#tries += 1;
    const name = this.#status.name === 'connecting' ? 'connecting' : 'reconnecting';
    this.#become({ name, tries: this.#tries, cause: causeOf(error) });
    this.#openAfter(backoff(this.#tries, this.#random));
  }

  #lost(): void {
    if (this.#status.name !== 'connected') return;
    for (const cancel of this.#unanswered) cancel();
    this.#unanswered.clear();
    this.#forgetTries();
    this.#become({ name: 'reconnecting', tries: this.#tries });
    for (const hears of [...this.#members.values()]) hears.lost();
    if (!this.#leaving) this.#openAfter(backoff(this.#tries, this.#random)); // otherwise the time to come back is set
    this.#leaving = false;
    this.#tries += 1;
  }

  /**
   * The gateway will close: come back at a random time within what it says, and read on until then. Even after a `never`,
   * which may be meant for one of many readings: each will be told on its own.
   */
  #leave({ retry, spread }: Closing): void {
    this.#leaving = true;
    this.#forgetTries();
    const penalty = this.#tries > 0 || retry !== 'now' ? backoff(this.#tries, this.#random) : 0;
    this.#cancel();
    this.#openAfter(this.#random() * spread + penalty);
  }

  #openAfter(ms: number): void {
    this.#cancel = this.#clock.after(ms, () => {
      this.#socket.disconnect();
      const { name } = this.#status;
      if (name === 'connecting' || name === 'reconnecting') this.#open();
    });
  }

  /** A connection that lasted was a good one, whatever came before it. */
  #forgetTries(): void {
    if (this.#clock.now() - this.#since >= LASTING_MS) this.#tries = 0;
  }

  #fail(fault: Fault): void {
    this.#end({ name: 'failed', fault });
    for (const hears of [...this.#members.values()]) hears.failed(fault);
  }

  #end(status: LinkStatus): void {
    this.#cancel();
    this.#opening = false;
    for (const cancel of this.#unanswered) cancel();
    this.#unanswered.clear();
    this.#become(status);
    this.#socket.disconnect();
  }

  #become(status: LinkStatus): void {
    this.#status = status;
    this.events.emit('status', status);
  }

  /** What Socket.IO kept back while there was no connection is of an earlier one, and comes too late. */
  #memberOf({ briefing }: { briefing: string }): Hears | undefined {
    return this.#status.name === 'connected' ? this.#members.get(briefing) : undefined;
  }
}

/** The refusal that a gateway puts into a connection that it does not take. */
function faultOf(error: Error): Fault | undefined {
  const data: unknown = 'data' in error ? error.data : undefined;
  return typeof data === 'object' && data !== null && 'code' in data && 'retry' in data ? (data as Fault) : undefined;
}

/** The websocket's own words, which Node gives; browsers keep them from pages. */
function causeOf(error: Error): string {
  const description: unknown = 'description' in error ? error.description : undefined;
  const said = typeof description === 'object' && description !== null && 'message' in description;
  return said && description.message ? String(description.message) : error.message;
}
