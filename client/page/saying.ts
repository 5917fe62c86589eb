import type { Briefing } from '../../src/protocol/briefing.ts';
import { attributes, escaped } from '../../src/protocol/html.ts';
import { type Words, wordsFor } from '../widget/languages/words.ts';
import { timesIn } from '../widget/times.ts';

/**
 * How a page says things before a script runs: in the briefing's language, and in UTC, since a server does not know where the
 * reader is. The day is said where it is not the day of the newest change: so a page depends on nothing but its state.
 */
export type Saying = {
  words: Words;
  /** What the newsroom writes in, where an update does not say. */
  language: string | undefined;
  /** A moment as an element: its hour, or its day and hour. */
  time(at: string): string;
  /** The same with its day, year and zone. */
  exactTime(at: string): string;
};

export function sayingOf({ language, updatedAt }: Pick<Briefing, 'language' | 'updatedAt'>): Saying {
  const words = wordsFor(language);
  const times = timesIn(words.language, 'UTC');
  const now = Date.parse(updatedAt);
  const element = (at: string, text: string) =>
    `<time${attributes({ datetime: at, title: times.full(Date.parse(at)) })}>${escaped(text)}</time>`;
  return {
    words,
    language,
    time: (at) => element(at, times.clock(Date.parse(at), now)),
    exactTime: (at) => element(at, times.full(Date.parse(at))),
  };
}
