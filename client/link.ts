import type { Refused } from '../src/protocol/messages.ts';
import { Emitter } from './emitter.ts';
import { Line, type LineOptions, type LinkStatus } from './line.ts';
import type { Answer, Asking, Message } from './machine.ts';
import type { Hears } from './sources/source.ts';

/** A gateway that has not answered by then is asked again. */
export const ANSWER_MS = 10_000;

const SILENCE: Refused = {
  ok: false,
  error: { code: 'UNAVAILABLE', message: `The gateway has not answered within ${ANSWER_MS} ms`, retry: 'later' },
};

/** One line to whichever gateway answers, shared by all briefings that are read over it. */
export class Link {
  readonly events = new Emitter<{ status: LinkStatus }>();
  readonly #clock: LineOptions['clock'];
  readonly #line: Line;
  readonly #members = new Map<string, Hears>();
  readonly #unanswered = new Set<() => void>();
  #status: LinkStatus = { name: 'connecting', tries: 0 };

  constructor(options: LineOptions) {
    this.#clock = options.clock;
    this.#line = new Line(options, {
      connected: () => this.#each((hears) => hears.connected()),
      lost: () => this.#each((hears) => hears.lost()),
      message: (name, message) => this.#members.get(message.briefing)?.message(name, message),
      turned: (status) => this.#turned(status),
      briefing: () => this.#members.keys().next().value,
    });
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
  send<Name extends Asking>(name: Name, message: Message<Name>, answered: (answer: Answer<Name>) => void): void {
    const { transport } = this.#line;
    if (!transport) return;
    const settle = (answer: Answer<Name>) => {
      if (!this.#unanswered.delete(cancel)) return;
      cancel();
      answered(answer);
    };
    const cancel = this.#clock.after(ANSWER_MS, () => settle(SILENCE));
    this.#unanswered.add(cancel);
    transport.send(name, message, settle);
  }

  /** Leaves this connection for another one. */
  reconnect(): void {
    this.#line.leave({ code: 'CLOSING', retry: 'now', spread: 0 });
  }

  close(): void {
    this.#line.close();
  }

  #turned(status: LinkStatus): void {
    this.#status = status;
    if (status.name !== 'connected') {
      for (const cancel of this.#unanswered) cancel();
      this.#unanswered.clear();
    }
    this.events.emit('status', status);
    if (status.name === 'failed') this.#each((hears) => hears.failed(status.fault));
  }

  #each(tell: (hears: Hears) => void): void {
    for (const hears of [...this.#members.values()]) tell(hears);
  }
}
