import type { z } from 'zod';

/** What a schema has against a value: where and what, never the value. None: it passes. */
export function faultsOf(schema: z.ZodType, value: unknown): readonly string[] {
  const issues = schema.safeParse(value).error?.issues ?? [];
  return issues.map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`));
}
