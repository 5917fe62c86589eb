import { z } from 'zod';
import { PACE_MS, SOURCE_EVERY_LEAST_MS, SOURCE_EVERY_MOST_MS, SOURCE_EVERY_MS } from './limits.ts';
import { id, moment, webAddress } from './update.ts';

/** Who knows a name and password has no need to tell them to everybody who may list the sources. */
const feedAddress = webAddress.refine(
  (url) => !/^[^/]*\/\/[^/?#]*@/.test(url),
  'an address without a name and password',
);

/** `PUT /v1/briefings/:id/sources/:source`. `every`: ms from one look to the next; `pace`: as for an article. */
export const sourceSettings = z.strictObject({
  url: feedAddress,
  every: z.int().min(SOURCE_EVERY_LEAST_MS).max(SOURCE_EVERY_MOST_MS).default(SOURCE_EVERY_MS),
  pace: z.int().min(0).max(PACE_MS).default(0),
});
export type SourceSettings = z.infer<typeof sourceSettings>;

/** `gone`: its server said that it will not come back; it is not looked at until it is put again. */
export const sourceStates = ['watching', 'gone'] as const;
export type SourceState = (typeof sourceStates)[number];

/** What went wrong at the last look. */
export const sourceError = z.strictObject({ code: z.string(), message: z.string(), at: moment });
export type SourceError = z.infer<typeof sourceError>;

/**
 * A source as its newsroom sees it. `failures`: looks that failed since the last good one; `taken`: items that became
 * articles, each version counted; `skipped`: items that could not, for want of words or because they are too complex.
 */
export const sourceStatus = z.strictObject({
  source: id,
  url: z.string(),
  every: z.int().positive(),
  pace: z.int().nonnegative(),
  state: z.enum(sourceStates),
  lookedAt: moment.optional(),
  nextAt: moment.optional(),
  failures: z.int().nonnegative(),
  error: sourceError.optional(),
  taken: z.int().nonnegative(),
  skipped: z.int().nonnegative(),
});
export type SourceStatus = z.infer<typeof sourceStatus>;

/** `GET /v1/briefings/:id/sources`. */
export const sourceList = z.strictObject({ sources: z.array(sourceStatus) });
export type SourceList = z.infer<typeof sourceList>;
/** `DELETE /v1/briefings/:id/sources/:source`. */
export const sourceRemoved = z.strictObject({ source: id, watched: z.literal(false) });
export type SourceRemoved = z.infer<typeof sourceRemoved>;
