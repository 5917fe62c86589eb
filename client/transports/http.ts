import type { Closing, ServerMessages } from '../../src/protocol/messages.ts';
import type { Answer, Asking, Message } from '../machine.ts';
import { isOfLine, type Refusal, refusalOf } from '../refusal.ts';
import type { BriefingMessage } from '../sources/source.ts';
import { HttpFollow, type HttpOptions } from './http-follow.ts';
import type { Transport, TransportHears } from './transport.ts';

/** Streams that stay open at once: a browser has six connections to a host over HTTP/1.1, and a page needs some. The others are polled. */
export const EVENT_STREAMS = 3;

/** So many streams in a row that break before they begin are one that is kept back: something on the way does not let them through. */
export const EVENT_MISSES = 2;

/** What has been learnt of the way to a service, by all attempts at it: streams of events that came to nothing, in a row. */
export type Learnt = { missed: number };

/** A service without websockets: each briefing by a stream of events or, where these do not come through, by asking again and again. */
export class Http implements Transport {
  readonly way = 'http';
  readonly #options: HttpOptions;
  readonly #learnt: Learnt;
  readonly #follows = new Map<string, AbortController>();
  readonly #ending = new AbortController();
  #hears: TransportHears | undefined;
  #streams = 0;

  constructor(options: HttpOptions, learnt: Learnt) {
    this.#options = options;
    this.#learnt = learnt;
  }

  open(hears: TransportHears, briefing: string | undefined): void {
    this.#hears = hears;
    const { signal } = this.#ending;
    this.#options.pages.reach(briefing, signal).then(
      () => this.#hears?.connected(),
      (error: Refusal) => this.#hears?.missed(error),
    );
  }

  send<Name extends Asking>(name: Name, message: Message<Name>, answered: (answer: Answer<Name>) => void): void {
    this.#follows.get(message.briefing)?.abort();
    this.#follows.delete(message.briefing);
    if (name === 'follow') this.#follow(message, answered as (answer: Answer<'follow'>) => void);
    else answered({ ok: true } as Answer<Name>);
  }

  close(): void {
    this.#hears = undefined;
    this.#ending.abort();
  }

  async #follow(message: Message<'follow'>, answered: (answer: Answer<'follow'>) => void): Promise<void> {
    const own = new AbortController();
    this.#follows.set(message.briefing, own);
    const signal = AbortSignal.any([own.signal, this.#ending.signal]);
    const told = {
      began: answered,
      closing: (said: Closing) => this.#hears?.closing(said),
      message: <Name extends BriefingMessage>(name: Name, said: ServerMessages[Name]) =>
        this.#hears?.message(name, said),
    };
    const follow = new HttpFollow(message, told, this.#options);
    try {
      await follow.begin(signal);
      if (!message.only) await this.#stream(follow, signal); // a stream does not tell what else becomes of the briefing
      await follow.poll(signal);
    } catch (error) {
      if (signal.aborted) return;
      const refusal = refusalOf(error);
      if (follow.began || isOfLine(refusal)) return this.#lose();
      const { code, message: said, retry } = refusal;
      answered({ ok: false, error: { code, message: said, retry } });
    }
  }

  /** Until it turns out that streams do not come through. */
  async #stream(follow: HttpFollow, signal: AbortSignal): Promise<void> {
    if (this.#learnt.missed >= EVENT_MISSES || this.#streams >= EVENT_STREAMS) return;
    this.#streams += 1;
    try {
      if (!(await follow.stream(signal))) this.#learnt.missed = EVENT_MISSES;
    } catch (error) {
      this.#learnt.missed = follow.began ? 0 : this.#learnt.missed + 1;
      throw error;
    } finally {
      this.#streams -= 1;
    }
  }

  #lose(): void {
    const hears = this.#hears;
    this.close();
    hears?.lost();
  }
}
