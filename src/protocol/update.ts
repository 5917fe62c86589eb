import { z } from 'zod';
import {
  ID_CHARACTERS,
  LINE_CHARACTERS,
  MARK_CHARACTERS,
  MEDIA,
  SOURCES,
  TAGS,
  TEXT_CHARACTERS,
  URL_CHARACTERS,
} from './limits.ts';

/** What a piece of an article can be. `paragraph` is what everything is that has no other shape. */
export const kinds = [
  'kicker',
  'headline',
  'paragraph',
  'heading',
  'quote',
  'box',
  'media',
  'list',
  'table',
  'attribution',
] as const;
export const kind = z.enum(kinds);
export type Kind = z.infer<typeof kind>;

/** A slug or a generated id: what can stand in an address, a Redis key and an HTML anchor without being escaped. */
export const id = z
  .string()
  .max(ID_CHARACTERS)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'letters, digits, ".", "_" and "-", beginning with a letter or digit');

export const line = z.string().trim().min(1).max(LINE_CHARACTERS);
/** RFC 3339 with a zone: a moment, never a wall clock. Its year is counted in UTC, as it is kept: what is kept can be read again. */
export const moment = z.iso
  .datetime({ offset: true })
  .refine((text) => /^(19[7-9]|20|21)/.test(inUtc(text)), 'a year from 1970 to 2199')
  .transform(inUtc);
export const language = z.string().regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/, 'a language tag (BCP 47)');
/** Empty for what is no time. */
function inUtc(text: string): string {
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? '' : new Date(ms).toISOString();
}
/** Only what a browser may safely open: `z.url()` alone takes `javascript:`. */
export const webAddress = z.url({ protocol: /^https?$/ }).max(URL_CHARACTERS);

export const medium = z.strictObject({
  type: z.enum(['image', 'video', 'audio']),
  url: webAddress.optional(),
  caption: line.optional(),
  credit: line.optional(),
  alt: line.optional(),
  width: z.int().positive().max(20_000).optional(),
  height: z.int().positive().max(20_000).optional(),
});

/**
 * Where in which article an update comes from; `segment` counts from 0. `mark` is a digest of what the article said there, whatever
 * editors have made of it since: by it the article's next version knows its own.
 */
export const source = z.strictObject({
  article: id,
  segment: z.int().nonnegative(),
  mark: z
    .string()
    .max(MARK_CHARACTERS)
    .regex(/^[\w.-]+$/)
    .optional(),
  url: webAddress.optional(),
  title: line.optional(),
});

/** What an editor or a worker writes: an update without what the log adds to it. */
export const content = z.strictObject({
  kind,
  text: z.string().min(1).max(TEXT_CHARACTERS),
  html: z
    .string()
    .max(2 * TEXT_CHARACTERS)
    .optional(),
  headline: line.optional(),
  key: z.boolean().optional(),
  tags: z.array(line).max(TAGS).optional(),
  byline: line.optional(),
  language: language.optional(),
  direction: z.enum(['ltr', 'rtl']).optional(),
  media: z.array(medium).max(MEDIA).optional(),
  warning: line.optional(),
  sources: z.array(line).max(SOURCES).optional(),
  occurredAt: moment.optional(),
  source: source.optional(),
});
export type Content = z.infer<typeof content>;

/** One revision of an update, as the log tells it. */
export type Update = Content & { id: string; revision: number };

/** What is left of a revision whose update was retracted: its place, never its text. */
export type RetractedRevision = { id: string; revision: number; retracted: true };

/** What became of a text, word by word and in order: kept, taken out, put in. `=` and `+` make the new text, `=` and `-` the old. */
export type WordDiff = readonly (readonly ['=' | '-' | '+', string])[];

/** Why a revision was made, for readers: a typing slip has none. `diff` is missing when the text is as it was, or too much changed. */
export type Correction = { note: string; diff?: WordDiff };
export type DatedCorrection = Correction & { at: string };

/** An update as a reader sees it: its newest revision with what happened to it. */
export type FoldedUpdate = Update & {
  publishedAt: string;
  revisedAt?: string;
  corrections?: readonly DatedCorrection[];
  pinned?: true;
};

/** The trace that a retraction leaves. `retractedAt` is missing in the state at a moment before the retraction. */
export type RetractedUpdate = RetractedRevision & { publishedAt: string; retractedAt?: string; reason?: string };
