import type { Description } from '../protocol/briefing.ts';
import { type EntryId, entryId, seqOf, timeOf } from '../protocol/cursor.ts';
import { type Entry, isRetracted } from '../protocol/entries.ts';
import type { Content, Correction, RetractedRevision, Update } from '../protocol/update.ts';
import type { Change } from './log.ts';

/** What the log stores of an entry. `body` can be taken out again by a retraction, everything else stays for ever. */
export type Line = { id: EntryId; type: string; update: string; revision: number; small: string; body: string };

type Body = { content: Content; correction?: Correction };
type Small = { briefing?: Description; reason?: string };

export function bodyOf(change: Change): string {
  if (change.type === 'published') return JSON.stringify({ content: change.content } satisfies Body);
  if (change.type !== 'revised') return '';
  const { content, correction } = change;
  return JSON.stringify((correction ? { content, correction } : { content }) satisfies Body);
}

export function smallOf(change: Change): string {
  if (change.type === 'opened' || change.type === 'described') return JSON.stringify({ briefing: change.briefing });
  if (change.type === 'retracted' && change.reason !== undefined) return JSON.stringify({ reason: change.reason });
  return '';
}

export function contentOf(body: string): Content {
  return (JSON.parse(body) as Body).content;
}

export function descriptionOf(small: string): Description {
  return (JSON.parse(small) as Small).briefing ?? { title: '' };
}

/** The line of an entry that was written elsewhere: `entryOf` gives the same entry again, under whatever briefing. */
export function lineOf(entry: Entry): Line {
  const line = { id: entryId(entry), type: entry.type, update: '', revision: 0, small: '', body: '' };
  switch (entry.type) {
    case 'opened':
    case 'described': {
      const { id: _, ...description } = entry.briefing;
      return { ...line, small: JSON.stringify({ briefing: description } satisfies Small) };
    }
    case 'published':
    case 'revised': {
      const { id, revision, ...content } = entry.update;
      const beside = 'correction' in entry && entry.correction ? { correction: entry.correction } : {};
      const body = isRetracted(entry.update)
        ? ''
        : JSON.stringify({ content: content as Content, ...beside } satisfies Body);
      return { ...line, update: id, revision, body };
    }
    case 'retracted': {
      const { id, reason } = entry;
      return { ...line, update: id, small: reason === undefined ? '' : JSON.stringify({ reason } satisfies Small) };
    }
    case 'pinned':
    case 'unpinned':
      return { ...line, update: entry.id };
    default:
      return line;
  }
}

/** The entry that a line tells of. A type that this version does not know passes through as it is: readers skip it. */
export function entryOf(briefing: string, line: Line): Entry {
  const place = { seq: seqOf(line.id), at: new Date(timeOf(line.id)).toISOString() };
  switch (line.type) {
    case 'opened':
    case 'described':
      return { ...place, type: line.type, briefing: { id: briefing, ...descriptionOf(line.small) } };
    case 'published':
      return { ...place, type: 'published', update: updateOf(line) };
    case 'revised': {
      const correction = line.body === '' ? undefined : (JSON.parse(line.body) as Body).correction;
      return { ...place, type: 'revised', update: updateOf(line), ...(correction && { correction }) };
    }
    case 'retracted': {
      const { reason } = line.small === '' ? ({} as Small) : (JSON.parse(line.small) as Small);
      return { ...place, type: 'retracted', id: line.update, ...(reason !== undefined && { reason }) };
    }
    case 'pinned':
    case 'unpinned':
      return { ...place, type: line.type, id: line.update };
    default:
      return { ...place, type: line.type as 'ended' | 'reopened' };
  }
}

function updateOf({ update: id, revision, body }: Line): Update | RetractedRevision {
  return body === '' ? { id, revision, retracted: true } : { id, revision, ...contentOf(body) };
}
