import { createHash } from 'node:crypto';
import type { State } from '../../src/protocol/fold.ts';

/** A state in so few letters that a history can hold one for each reader, and still name the update that differs. */
export type StateDigest = { rest: string; updates: Readonly<Record<string, string>> };

export function digestOf({ briefing, pinned, updates }: State): StateDigest {
  const each = [...updates].map(([id, update]) => [id, digest(update)] as const);
  return { rest: digest({ briefing, pinned }), updates: Object.fromEntries(each) };
}

function digest(value: unknown): string {
  return createHash('sha1')
    .update(JSON.stringify(ordered(value)))
    .digest('hex')
    .slice(0, 12);
}

/** The same whatever the order in which an object was made. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  const sorted = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([name, one]) => [name, ordered(one)]));
}
