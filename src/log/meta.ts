import type { Briefing, Status } from '../protocol/briefing.ts';
import { type EntryId, timeOf } from '../protocol/cursor.ts';
import { descriptionOf } from './line.ts';

/** What a list needs of a log's `:meta`, in this order. */
export const metaFields = ['said', 'status', 'opened', 'started', 'ended', 'last', 'updates'] as const;
export type Meta = (string | null)[];

const iso = (ms: string | number) => new Date(Number(ms)).toISOString();

/** The briefing that a log's `:meta` tells of, as fold tells it; undefined when the log was announced and never opened. */
export function briefingOf(
  id: string,
  [said, status, opened, started, ended, last, updates]: Meta,
): Briefing | undefined {
  if (!said || !opened || !last) return undefined;
  return {
    id,
    ...descriptionOf(said),
    status: status as Status,
    openedAt: iso(opened),
    ...(started && { startedAt: iso(started) }),
    ...(ended && { endedAt: iso(ended) }),
    updatedAt: iso(timeOf(last as EntryId)),
    updates: Number(updates),
  };
}
