import { fileOf } from '../../protocol/exports.ts';

const MINUTE = 60_000;
export const STORY_BEGINS = Date.parse('2026-03-02T06:00:00.000Z');
/** Each pair is how many updates came, and the minutes from each to the next. */
const COURSE: readonly (readonly [updates: number, minutes: number])[] = [
  [6, 4],
  [1, 90],
  [20, 1],
  [3, 45],
  [30, 2],
  [1, 120],
  [9, 12],
];

/** When each update of the story was published, ms. */
export const STORY: readonly number[] = COURSE.flatMap(([updates, minutes]) =>
  Array<number>(updates).fill(minutes * MINUTE),
).map((_, index, steps) => STORY_BEGINS + steps.slice(0, index + 1).reduce((sum, step) => sum + step, 0));

/** A day with bursts, silences, and a key update now and then, as a log to be imported. */
export function storyFile(briefing: string, more: readonly object[] = []): string {
  const opened = { type: 'opened', briefing: { id: briefing, title: 'Storm on the coast' } };
  const updates = STORY.map((at, index) => ({
    at,
    type: 'published',
    update: {
      id: `u${index + 1}`,
      revision: 1,
      kind: 'paragraph',
      headline: `Headline ${index + 1} of the storm, which reached the coast overnight`,
      text: `Text ${index + 1}`,
      ...(index % 12 === 5 && { key: true }),
    },
  }));
  const entries = [
    { at: STORY_BEGINS, ...opened },
    ...updates,
    ...more.map((entry) => ({ at: STORY.at(-1)!, ...entry })),
  ];
  return fileOf(
    entries.map((entry, index) => ({ seq: index + 1, ...entry, at: new Date(entry.at).toISOString() })),
    { briefing },
  );
}
