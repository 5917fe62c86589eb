import { z } from 'zod';
import { SUMMARY_CHARACTERS } from './limits.ts';
import { id, language, line, moment } from './update.ts';

/** What an editor says of a briefing; the rest of it follows from its log. */
export const description = z.strictObject({
  title: line,
  language: language.optional(),
  summary: z.string().trim().min(1).max(SUMMARY_CHARACTERS).optional(),
  startsAt: moment.optional(),
});
export type Description = z.infer<typeof description>;

/** `POST /v1/briefings`: without an id, one is made from the title. */
export const opening = description.extend({ id: id.optional() });

export const statuses = ['scheduled', 'live', 'ended'] as const;
export type Status = (typeof statuses)[number];

/**
 * A briefing as readers see it. `startedAt` is the first update's time, `endedAt` there only while it has ended,
 * `updatedAt` the newest entry's time; all ISO 8601 UTC. `updates` counts what was published, what was retracted
 * since included: it left a trace, and so the count is the same whatever part of the log a reader holds.
 */
export const briefing = description.extend({
  id,
  status: z.enum(statuses),
  openedAt: moment,
  startedAt: moment.optional(),
  endedAt: moment.optional(),
  updatedAt: moment,
  updates: z.int().nonnegative(),
});
export type Briefing = z.infer<typeof briefing>;
