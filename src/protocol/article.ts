import { z } from 'zod';
import { ARTICLE_BYTES, ID_CHARACTERS, PACE_MS } from './limits.ts';
import { content, id, language, line, moment, webAddress } from './update.ts';

/** How an article's body is written. */
export const formats = ['text', 'html'] as const;
export type Format = (typeof formats)[number];

/** An article's id with room for what it takes to make the ids of its updates. */
export const articleId = id.max(ID_CHARACTERS - 10);

/** `POST /v1/briefings/:id/articles` as JSON. `article`: which one this is the next version of; else its `url` tells. `pace`: ms from one segment to the next; `publishAt`: not readable before. */
export const article = z.strictObject({
  article: articleId.optional(),
  title: line.optional(),
  body: z.string().max(ARTICLE_BYTES),
  format: z.enum(formats).optional(),
  url: webAddress.optional(),
  byline: line.optional(),
  language: language.optional(),
  publishAt: moment.optional(),
  pace: z.int().min(0).max(PACE_MS).optional(),
});
export type Article = z.infer<typeof article>;

/** `POST /v1/segments` as JSON: what the cutting looks at. */
export const draft = article.pick({ title: true, body: true, format: true, url: true, language: true });
export type Draft = z.infer<typeof draft>;

/** `PATCH /v1/briefings/:id/articles/:article`: another time for what is not out. */
export const rescheduling = article.pick({ publishAt: true }).required();

/** One piece of an article: what a text says of itself, and nothing that only a newsroom can know. */
export const segment = content.pick({
  kind: true,
  text: true,
  html: true,
  headline: true,
  warning: true,
  media: true,
  sources: true,
  direction: true,
  language: true,
});
export type Segment = z.infer<typeof segment>;

/**
 * Where an article stands: `waiting` for a worker, `scheduled` (cut, but not to be read before its time), `publishing`,
 * `done`; `failed`: it stopped where `published` says, and goes on from there when it is handed in again; or `cancelled`.
 */
export const articleStates = ['waiting', 'scheduled', 'publishing', 'done', 'failed', 'cancelled'] as const;
export type ArticleState = (typeof articleStates)[number];

/**
 * `GET /v1/briefings/:id/articles/:article`. `version` counts what was handed in; `segments` is their number, 0 until the article has been cut; `publishAt` is there
 * until its first segment is due.
 */
export const articleStatus = z.strictObject({
  version: z.int().positive(),
  state: z.enum(articleStates),
  segments: z.int().nonnegative(),
  published: z.int().nonnegative(),
  publishAt: moment.optional(),
  error: z.strictObject({ code: z.string(), message: z.string() }).optional(),
});
export type ArticleStatus = z.infer<typeof articleStatus>;
