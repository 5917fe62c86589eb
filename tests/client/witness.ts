import { expect } from 'vitest';
import type { Entry, Following, Player, Status, StatusName } from '../../client/index.ts';
import { EMPTY, fold } from '../../src/protocol/fold.ts';
import { Waiting } from '../kit/waiting.ts';

/** Somebody who looks on at a reading, and waits for what should happen. */
export class Witness<Kind extends Following | Player = Following | Player> {
  readonly reading: Kind;
  readonly statuses: Status[] = [];
  readonly resets: string[] = [];
  entries: Entry[] = [];
  /** What has come since the state was last set as a whole. */
  run: Entry[] = [];
  readonly #waiting = new Waiting();

  constructor(reading: Kind) {
    this.reading = reading;
    reading.on('entries', (entries) => {
      this.entries.push(...entries);
      this.run.push(...entries);
    });
    reading.on('status', (status) => this.statuses.push(status));
    reading.on('reset', ({ reason }) => {
      this.resets.push(reason);
      this.run = [];
    });
    reading.subscribe(() => this.#waiting.changed());
  }

  get seqs(): number[] {
    return this.entries.map(({ seq }) => seq);
  }

  get seq(): number {
    return Number(this.reading.state.through.split('-')[1]);
  }

  until(holds: () => boolean, what: string): Promise<void> {
    return this.#waiting.until(holds, () => `${what}; it is ${this.reading.status.name} at ${this.seq}`);
  }

  reaches(seq: number): Promise<void> {
    return this.until(() => this.seq >= seq, `the reader does not reach ${seq}`);
  }

  becomes(name: StatusName): Promise<void> {
    return this.until(() => this.reading.status.name === name, `the reader does not become ${name}`);
  }

  /** Waits until a status has been seen so often: it may be over by then. */
  saw(name: StatusName, times: number): Promise<void> {
    const seen = () => this.statuses.filter((status) => status.name === name).length;
    return this.until(() => seen() >= times, `the reader was ${name} ${seen()} times, not ${times}`);
  }

  /** Everything up to `last` came once, in order, and the state is what it says. */
  hasAll(last: number): void {
    expect(this.seqs).toEqual(Array.from({ length: last }, (_, at) => at + 1));
    expect(this.reading.state).toEqual(fold(EMPTY, this.entries));
  }
}

/** What a loop over the entries gives until it ends. */
export async function all(reading: AsyncIterable<Entry>): Promise<Entry[]> {
  const entries: Entry[] = [];
  for await (const entry of reading) entries.push(entry);
  return entries;
}
