import { z } from 'zod';
import { description } from './briefing.ts';
import { content, kind, line, moment } from './update.ts';

/** `PATCH /v1/briefings/:id`: what is not said stays as it is, `null` takes it away (RFC 7396). */
export const redescription = z
  .strictObject({
    title: description.shape.title.optional(),
    language: description.shape.language.nullable(),
    summary: description.shape.summary.nullable(),
    startsAt: description.shape.startsAt.nullable(),
  })
  .refine((said) => Object.keys(said).length > 0, 'at least one of title, language, summary, startsAt');
export type Redescription = z.infer<typeof redescription>;

/** What an editor may say of an update beside its text. */
const { headline, key, tags, byline, language, direction, media, warning, sources, occurredAt } = content.shape;
const { text, html } = content.shape;

const oneBody = (said: { text?: unknown; html?: unknown }) => (said.text === undefined) !== (said.html === undefined);

/** `POST …/updates`: one update by hand, in plain text or in HTML; with `publishAt`, not readable before. */
export const newUpdate = z
  .strictObject({
    text: text.optional(),
    html,
    kind: kind.optional(),
    headline,
    key,
    tags,
    byline,
    language,
    direction,
    media,
    warning,
    sources,
    occurredAt,
    publishAt: moment.optional(),
  })
  .refine(oneBody, 'either text or html');
export type NewUpdate = z.infer<typeof newUpdate>;

/**
 * `PATCH …/updates/:update`: `revision` is the one that the editor has seen, `correction` a note for readers; what is not
 * said stays as it is, `null` takes it away.
 */
export const newRevision = z
  .strictObject({
    revision: z.int().positive(),
    correction: line.optional(),
    text: text.optional(),
    html,
    kind: kind.optional(),
    headline: headline.nullable(),
    key,
    tags: tags.nullable(),
    byline: byline.nullable(),
    language: language.nullable(),
    direction: direction.nullable(),
    media: media.nullable(),
    warning: warning.nullable(),
    sources: sources.nullable(),
    occurredAt: occurredAt.nullable(),
  })
  .refine((said) => said.text === undefined || said.html === undefined, 'either text or html, not both')
  .refine(({ revision: _, correction: __, ...said }) => Object.keys(said).length > 0, 'something to change');
export type NewRevision = z.infer<typeof newRevision>;

/** `DELETE …/updates/:update?reason=`: the reason is for readers. */
export const retraction = z.strictObject({ reason: line.optional() });
