import { z } from 'zod';
import { articleStatus, segment } from './article.ts';
import { briefing } from './briefing.ts';
import { content, id } from './update.ts';

const cursor = z.string();

/** A briefing was opened, described, ended or reopened. `cursor` is the place of the entry that says so, as in every answer to a write. */
export const briefingWritten = z.strictObject({ briefing, cursor });
/** An article was taken in; `job` is its name in the queue, `version` counts what was handed in of it. */
export const articleAccepted = z.strictObject({ article: id, job: z.string(), version: z.int().positive() });
/** An article was cancelled, or given another time. */
export const articleChanged = articleStatus.extend({ article: id });
/** What became of an article that its provider took back: how many of its updates were retracted now. */
export const articleTakenBack = z.strictObject({ article: id, retracted: z.int().nonnegative() });
/** An update that waits for its time, which it does as an article of one segment; `update` is the id that it will have. */
export const updatePlanned = articleAccepted.extend({ update: id });
/** What an article would be cut into. */
export const segmentsCut = z.strictObject({ segments: z.array(segment) });

const version = { id, revision: z.int().positive() };
const retracted = z.strictObject({ ...version, retracted: z.literal(true) });
/** An update was published or revised; `retracted` when it is gone by the time that the same request comes again. */
export const updateWritten = z.strictObject({ update: z.union([content.extend(version), retracted]), cursor });
export const updateRetracted = z.strictObject({ update: retracted, cursor });
export const updatePinned = z.strictObject({ update: id, pinned: z.boolean(), cursor });

export type BriefingWritten = z.infer<typeof briefingWritten>;
export type ArticleAccepted = z.infer<typeof articleAccepted>;
export type ArticleChanged = z.infer<typeof articleChanged>;
export type ArticleTakenBack = z.infer<typeof articleTakenBack>;
export type UpdatePlanned = z.infer<typeof updatePlanned>;
export type SegmentsCut = z.infer<typeof segmentsCut>;
export type UpdateWritten = z.infer<typeof updateWritten>;
export type UpdateRetracted = z.infer<typeof updateRetracted>;
export type UpdatePinned = z.infer<typeof updatePinned>;
