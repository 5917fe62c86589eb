import type { Words } from './languages/words.ts';
import type { Times } from './times.ts';

/** How things are said to this reader just now: `now` is the reader's clock, ms. */
export type Saying = {
  readonly words: Words;
  readonly times: Times;
  readonly now: number;
  /** A moment, ISO 8601, by its clock. */
  at(moment: string): string;
};

export function sayingIn(words: Words, times: Times, now: number): Saying {
  return { words, times, now, at: (moment) => times.clock(Date.parse(moment), now) };
}
