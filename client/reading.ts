import { Refusal } from '../src/protocol/codes.ts';
import type { Cursor } from '../src/protocol/cursor.ts';
import type { Entry } from '../src/protocol/entries.ts';
import { EMPTY, type State } from '../src/protocol/fold.ts';
import type { ClientMessage, Playhead, ServerMessages } from '../src/protocol/messages.ts';
import { backoff } from './backoff.ts';
import type { Clock } from './clock.ts';
import { Emitter } from './emitter.ts';
import { EntryStream } from './entry-stream.ts';
import type { Answer, Effect, Held, ReadingEvent, Restart, Send, Step } from './machine.ts';
import type { BriefingMessage, Source } from './sources/source.ts';
import type { Status } from './status.ts';

/** What a reading tells. `reset`: the state was set as a whole, not by entries; `viewers`: how many read the briefing now. */
export type ReadingEvents = {
  entries: readonly Entry[];
  reset: { reason: Restart; state: State };
  status: Status;
  playhead: Playhead;
  viewers: number;
};

/** A loop over entries cannot go on: the place at which it stood is in the log no more. Take the reading's `state`, then begin another. */
export class ResetError extends Error {
  readonly reason: Restart;

  constructor(reason: Restart) {
    super(`The reader's place is no longer in this log (${reason}); take the reading's state and begin another loop`);
    this.name = 'ResetError';
    this.reason = reason;
  }
}

export type Capabilities = { source: Source; clock: Clock; random: () => number; save: (cursor: Cursor) => void };

/** How a kind of reading goes on, and what it shows. */
export type Rules<Machine, Event> = {
  step: (machine: Machine, event: Event | ReadingEvent) => Step<Machine>;
  statusOf: (machine: Machine) => Status;
  playheadOf: (machine: Machine) => Playhead | undefined;
  /** The answer to what was sent, as an event; undefined when nobody cares. */
  heard: (sent: Send[ClientMessage], answer: Answer) => Event | ReadingEvent | undefined;
};

/** One briefing being read: carries out what its machine says, and tells those who listen what has changed. */
export abstract class Reading<Machine extends Held, Event> implements AsyncIterable<Entry> {
  readonly briefing: string;
  readonly #rules: Rules<Machine, Event>;
  readonly #capabilities: Capabilities;
  readonly #events = new Emitter<ReadingEvents & { change: undefined }>();
  readonly #streams = new Set<EntryStream>();
  readonly #inbox: (Event | ReadingEvent)[] = [];
  #machine: Machine;
  #status: Status;
  #viewers: number | undefined;
  #busy = false;
  #wakeLess = () => {};

  constructor(machine: Machine, rules: Rules<Machine, Event>, capabilities: Capabilities) {
    this.briefing = machine.briefing;
    this.#machine = machine;
    this.#rules = rules;
    this.#capabilities = capabilities;
    this.#status = rules.statusOf(machine);
    capabilities.source.open({
      connected: () => this.take({ type: 'connected' }),
      lost: () => this.take({ type: 'lost' }),
      failed: (fault) => this.take({ type: 'failed', fault }),
      message: (name, message) => this.#hear(name, message),
    });
  }

  /** What the log says up to where the reader stands. Another object whenever, and only when, something has changed. */
  get state(): State {
    return this.#machine.position?.state ?? EMPTY;
  }

  /** Where the reader stands: the place to resume from. Undefined before a gateway has answered. */
  get cursor(): Cursor | undefined {
    return this.#machine.position?.cursor;
  }

  get status(): Status {
    return this.#status;
  }

  /** Readers of this briefing, as the gateway last said. */
  get viewers(): number | undefined {
    return this.#viewers;
  }

  /** Calls back after every change of anything that can be read here; the result stops that. Needs no `this`. */
  readonly subscribe = (changed: () => void): (() => void) => this.#events.on('change', () => changed());

  /** Listens to one kind of event; the result stops that. */
  on<Name extends keyof ReadingEvents>(name: Name, listener: (value: ReadingEvents[Name]) => void): () => void {
    return this.#events.on(name as keyof ReadingEvents, listener as (value: unknown) => void);
  }

  /**
   * The entries from now on, each once, in order. The loop ends when the reading is closed or has finished, and throws a
   * `Refusal` when it has failed, a `ResetError` when entries would be missing between two turns of it.
   */
  [Symbol.asyncIterator](): EntryStream {
    const stream = new EntryStream((stopped) => this.#streams.delete(stopped));
    this.#streams.add(stream);
    this.#endStreams();
    return stream;
  }

  /** Stops reading. The state stays as it is. */
  close(): void {
    this.take({ type: 'close' });
    this.#wakeLess();
    this.#capabilities.source.close();
  }

  protected get machine(): Machine {
    return this.#machine;
  }

  /** What listeners do in answer to an event comes after it, never in the middle. */
  protected take(event: Event | ReadingEvent): void {
    this.#inbox.push(event);
    if (this.#busy) return;
    this.#busy = true;
    for (let next = this.#inbox.shift(); next; next = this.#inbox.shift()) this.#turn(next);
    this.#busy = false;
  }

  #turn(event: Event | ReadingEvent): void {
    const before = this.#machine;
    const { next, effects } = this.#rules.step(before, event);
    this.#machine = next;
    for (const effect of effects) this.#carryOut(effect);
    const cursor = next.position?.cursor;
    if (cursor && cursor !== before.position?.cursor) this.#capabilities.save(cursor);
    this.#tell(before);
  }

  #carryOut(effect: Effect): void {
    switch (effect.type) {
      case 'send':
        return this.#send(effect);
      case 'rest':
        return this.#rest(effect);
      case 'reconnect':
        return this.#capabilities.source.reconnect();
      case 'entries':
        for (const stream of this.#streams) stream.push(effect.entries);
        return this.#events.emit('entries', effect.entries);
      case 'restart':
        this.#interrupt(effect.reason);
        return this.#events.emit('reset', { reason: effect.reason, state: this.state });
    }
  }

  #send<Name extends ClientMessage>(sent: Send[Name]): void {
    this.#capabilities.source.send(sent.name, sent.message, (answer) => {
      const event = this.#rules.heard(sent, answer);
      if (event) this.take(event);
    });
  }

  #rest({ generation, tries }: Effect & { type: 'rest' }): void {
    const { clock, random } = this.#capabilities;
    this.#wakeLess();
    this.#wakeLess = clock.after(backoff(tries, random), () => this.take({ type: 'due', generation }));
  }

  #hear<Name extends BriefingMessage>(name: Name, message: ServerMessages[Name]): void {
    const said = { name, message } as Said;
    switch (said.name) {
      case 'batch':
        return this.take({ type: 'batch', batch: said.message });
      case 'reset':
        return this.take({ type: 'reset', reset: said.message });
      case 'playhead':
        return this.take({ type: 'playhead', playhead: said.message });
      case 'viewers':
        this.#viewers = said.message.readers;
        this.#events.emit('viewers', said.message.readers);
        return this.#events.emit('change', undefined);
    }
  }

  #tell(before: Machine): void {
    const machine = this.#machine;
    const { statusOf, playheadOf } = this.#rules;
    const status = statusOf(machine);
    const turned = status.name !== this.#status.name;
    if (turned) this.#status = status;
    const playhead = playheadOf(machine);
    const moved = playhead !== playheadOf(before);
    if (turned) this.#events.emit('status', status);
    if (moved && playhead) this.#events.emit('playhead', playhead);
    if (turned || moved || machine.position !== before.position) this.#events.emit('change', undefined);
    this.#endStreams();
  }

  /** What waits from before a leap of one's own is dropped; any other leap must not go unnoticed. */
  #interrupt(reason: Restart): void {
    if (reason === 'last') return;
    for (const stream of this.#streams) {
      if (reason === 'seek') stream.clear();
      else stream.end(new ResetError(reason));
    }
  }

  #endStreams(): void {
    const status = this.#status;
    if (status.name === 'failed') {
      const refusal = new Refusal(status.fault.code, status.fault.message);
      for (const stream of this.#streams) stream.end(refusal);
    }
    if (status.name === 'closed' || status.name === 'finished') for (const stream of this.#streams) stream.end();
  }
}

type Said = { [Name in BriefingMessage]: { name: Name; message: ServerMessages[Name] } }[BriefingMessage];
