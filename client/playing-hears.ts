import type { Entry } from '../src/protocol/entries.ts';
import type { Restart } from './machine.ts';

/**
 * What is told, when it is so. `leapt`: the state was set as a whole; `retracted`: these updates have no text any more, and
 * some were `shown`; `turned`: a step is over, in which anything may have changed.
 */
export type PlayingHears = {
  passed(entries: readonly Entry[]): void;
  leapt(reason: Restart): void;
  retracted(updates: ReadonlySet<string>, shown: boolean): void;
  playhead(): void;
  viewers(viewers: number): void;
  stale(since: string | null): void;
  turned(): void;
};
