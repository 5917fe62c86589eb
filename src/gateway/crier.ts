import { READER_BYTES } from '../protocol/limits.ts';
import type { ServerMessages } from '../protocol/messages.ts';
import type { Notice } from './notice.ts';
import type { Reader } from './reader.ts';
import type { Job, Turns } from './turns.ts';

/** Readers told between two looks at the clock. */
const STRIDE = 32;

/** Tells all readers of a briefing how something stands, in slices. Who has not been told when it changes again is told that alone. */
export class Crier<Name extends keyof ServerMessages> implements Job {
  readonly #turns: Turns;
  readonly #readers: ReadonlySet<Reader>;
  #notice: Notice<Name> | undefined;
  #round: Iterator<Reader> | undefined;

  constructor(turns: Turns, readers: ReadonlySet<Reader>) {
    this.#turns = turns;
    this.#readers = readers;
  }

  /** What has been told last, or is being told. */
  get message(): ServerMessages[Name] | undefined {
    return this.#notice?.message;
  }

  cry(notice: Notice<Name>): void {
    const resting = this.#round === undefined;
    this.#notice = notice;
    this.#round = this.#readers.values();
    if (resting) this.#turns.add(this);
  }

  /** For a reader who came after it was told. */
  repeat({ outlet }: Reader): void {
    if (this.#notice && outlet.notice(this.#notice) > READER_BYTES) outlet.cut('SLOW_READER');
  }

  work(expired: () => boolean): boolean {
    for (let told = 1; this.#round; told += 1) {
      const { done, value } = this.#round.next();
      if (done) this.#round = undefined;
      else this.repeat(value);
      if (told % STRIDE === 0 && expired()) return this.#round === undefined;
    }
    return true;
  }
}
