import { z } from 'zod';
import { description } from './briefing.ts';
import type { EntryType } from './entries.ts';
import { faultsOf } from './faults.ts';
import { DIFF_CHARACTERS } from './limits.ts';
import { content, id, line, moment } from './update.ts';

/** The first line of an exported log. `entries` is the number of lines after it: a file that was cut off shows. */
export const exportHeader = z.strictObject({
  format: z.literal('dateline-log'),
  version: z.literal(1),
  briefing: id,
  epoch: z.string().regex(/^[0-9a-z]{8}$/, 'eight of 0-9 and a-z'),
  entries: z.int().positive(),
});
export type ExportHeader = z.infer<typeof exportHeader>;

/** A moment as logs write it. Another spelling of the same one would be another text, and compare wrongly. */
const written = z
  .string()
  .refine(
    (text) => moment.safeParse(text).data === text,
    'a time in UTC with milliseconds, such as 2030-01-31T09:00:00.000Z',
  );
const described = description.extend({ id, startsAt: written.optional() });
const version = { id, revision: z.int().positive() };
const told = content.extend({ ...version, occurredAt: written.optional() });
const gone = z.strictObject({ ...version, retracted: z.literal(true) });
const correction = z.strictObject({
  note: line,
  diff: z
    .array(z.tuple([z.enum(['=', '-', '+']), z.string()]))
    .refine((diff) => JSON.stringify(diff).length <= DIFF_CHARACTERS, `more than ${DIFF_CHARACTERS} characters`)
    .optional(),
});

const entry = <Type extends EntryType, Fields extends z.ZodRawShape>(type: Type, fields: Fields) =>
  z.strictObject({ seq: z.int().positive(), at: written, type: z.literal(type), ...fields });

const schemas: Readonly<Record<EntryType, z.ZodType>> = {
  opened: entry('opened', { briefing: described }),
  described: entry('described', { briefing: described }),
  published: entry('published', { update: told }),
  revised: entry('revised', { update: told, correction: correction.optional() }),
  retracted: entry('retracted', { id, reason: line.optional() }),
  pinned: entry('pinned', { id }),
  unpinned: entry('unpinned', { id }),
  ended: entry('ended', {}),
  reopened: entry('reopened', {}),
};
/** What is left of these when their update was retracted: of the texts that they had, nothing. */
const traces: Partial<typeof schemas> = {
  published: entry('published', { update: gone }),
  revised: entry('revised', { update: gone }),
};

/**
 * What is wrong with a value as a line of an exported log: where and what, never the value. None: it is an `Entry`. Strict, as
 * all that is written: what this version does not know could not be checked, nor found again by a retraction.
 */
export function faultsOfEntry(value: unknown): readonly string[] {
  if (!isObject(value)) return ['an entry is an object'];
  const type = String(value.type) as EntryType;
  if (!Object.hasOwn(schemas, type)) return ['its type is none that this version knows; import it with a newer one'];
  const trace = isObject(value.update) && 'retracted' in value.update ? traces[type] : undefined;
  return faultsOf(trace ?? schemas[type], value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
