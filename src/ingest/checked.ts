import type { z } from 'zod';
import { Refusal } from '../protocol/codes.ts';
import { FAULTS } from '../protocol/limits.ts';

/** What a schema makes of a value, or a refusal that lists the faults: where and what, never the value. */
export function checked<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const { issues } = result.error;
  const faults = issues.slice(0, FAULTS).map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`);
  const more = issues.length > FAULTS ? ` and ${issues.length - FAULTS} more` : '';
  throw new Refusal('BAD_REQUEST', `${faults[0]}${more}`, { faults });
}
