import { io, type Socket } from 'socket.io-client';
import { entryId, parseCursor, seqOf } from '../../src/protocol/cursor.ts';
import type { Batch, Entry } from '../../src/protocol/entries.ts';
import { EMPTY, fold, type State } from '../../src/protocol/fold.ts';
import type { Fault, Followed, Playhead, Replaying, Reset, ServerMessages } from '../../src/protocol/messages.ts';
import { stateOf } from '../../src/protocol/snapshot.ts';
import { PATIENCE_MS, Waiting } from './waiting.ts';

type Ok = Record<string, unknown> & { ok: true };
export type Answered = Ok | { ok: false; error: Fault };

/**
 * A reader with nothing but a stock Socket.IO client: it keeps what it was sent, folds it, and notes every batch that did
 * not begin where the one before had ended.
 */
export class TestReader {
  readonly socket: Socket;
  readonly waiting = new Waiting();
  readonly batches: Batch[] = [];
  readonly resets: Reset[] = [];
  readonly playheads: Playhead[] = [];
  readonly closings: unknown[] = [];
  readonly failures: unknown[] = [];
  /** What it was told of the gateway's freshness, and of how many read. */
  readonly stales: ServerMessages['stale'][] = [];
  readonly viewers: number[] = [];
  readonly holes: string[] = [];
  entries: Entry[] = [];
  state: State = EMPTY;
  cursor: string | undefined;
  /** When each batch came, ms of a clock that never steps. */
  readonly times: number[] = [];

  constructor(url: string, options: { reconnection?: boolean } = {}) {
    this.socket = io(url, { transports: ['websocket'], forceNew: true, reconnection: false, ...options });
    this.socket.on('batch', (batch: Batch) => this.#took(batch));
    this.socket.on('reset', (reset: Reset) => this.#reset(reset));
    this.socket.on('playhead', (playhead: Playhead) => this.#note(this.playheads, playhead));
    this.socket.on('closing', (closing: unknown) => this.#note(this.closings, closing));
    this.socket.on('failed', (failure: unknown) => this.#note(this.failures, failure));
    this.socket.on('stale', (stale: ServerMessages['stale']) => this.#note(this.stales, stale));
    this.socket.on('viewers', ({ viewers }: ServerMessages['viewers']) => this.#note(this.viewers, viewers));
    this.socket.on('disconnect', () => this.waiting.changed());
    this.socket.on('connect', () => this.waiting.changed());
  }

  get seqs(): number[] {
    return this.entries.map(({ seq }) => seq);
  }

  /** Sends a message and gives its answer, whatever it is. */
  ask(name: string, message: unknown): Promise<Answered> {
    return this.socket.timeout(PATIENCE_MS).emitWithAck(name, message);
  }

  /** Follows; the answer's place is taken before any batch is looked at. */
  follow(message: Record<string, unknown>): Promise<Followed> {
    return this.#begin('follow', message);
  }

  replay(message: Record<string, unknown>): Promise<Replaying> {
    return this.#begin('replay', message);
  }

  async control(message: Record<string, unknown>): Promise<void> {
    const answer = await this.ask('control', message);
    if (!answer.ok) throw new Error(`control was refused: ${answer.error.code}`);
  }

  /** Waits until the entry with this seq is there. */
  reaches(seq: number, patience?: number): Promise<void> {
    const position = () => seqOf(this.state.through);
    return this.waiting.until(
      () => position() >= seq,
      () => `the reader stands at ${position()}, not at ${seq}`,
      patience,
    );
  }

  until(holds: () => boolean, what: string, patience?: number): Promise<void> {
    return this.waiting.until(holds, () => what, patience);
  }

  /** Waits until the connection is there. */
  connected(): Promise<void> {
    return this.until(() => this.socket.connected, 'the socket is not connected');
  }

  /** Cuts the connection as a tunnel would: without a word. */
  cut(): void {
    this.socket.io.engine.close();
  }

  close(): void {
    this.socket.close();
  }

  #begin<T extends Followed | Replaying>(name: string, message: Record<string, unknown>): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${name} was not answered`)), PATIENCE_MS);
      this.socket.emit(name, message, (answer: T | { ok: false; error: Fault }) => {
        clearTimeout(timer);
        if (!answer.ok) return reject(new Error(`${name} was refused: ${answer.error.code}`));
        this.cursor = answer.cursor;
        if ('state' in answer && answer.state) this.state = stateOf(answer.state);
        resolve(answer);
      });
    });
  }

  #took(batch: Batch): void {
    this.times.push(performance.now());
    if (batch.after !== this.cursor) this.holes.push(`a batch after ${batch.after} came to ${this.cursor}`);
    this.cursor = batch.through;
    this.batches.push(batch);
    this.entries.push(...batch.entries);
    this.state = fold(this.state, batch.entries);
    const last = batch.entries.at(-1);
    if (last && parseCursor(batch.through)?.id !== entryId(last))
      this.holes.push(`${batch.through} is not the last entry`);
    this.waiting.changed();
  }

  #reset(reset: Reset): void {
    this.cursor = reset.cursor;
    this.entries = [];
    this.state = stateOf(reset.state);
    this.#note(this.resets, reset);
  }

  #note<T>(list: T[], item: T): void {
    list.push(item);
    this.waiting.changed();
  }
}
