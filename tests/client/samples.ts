import { type Cursor, cursorAt, type EntryId, entryId, START } from '../../src/protocol/cursor.ts';
import type { Batch, Entry } from '../../src/protocol/entries.ts';
import { EMPTY, fold } from '../../src/protocol/fold.ts';
import type { Fault, Followed, Refused, Replaying, Reset } from '../../src/protocol/messages.ts';
import { type Snapshot, snapshotOf } from '../../src/protocol/snapshot.ts';

export const EPOCH = 'abcd1234';
export const STORM = 'storm';

/** A log of one opening and as many updates, a minute apart. */
export function storm(updates: number): readonly Entry[] {
  const opened: Entry = { seq: 1, at: minute(0), type: 'opened', briefing: { id: STORM, title: 'Storm' } };
  const published = Array.from({ length: updates }, (_, index): Entry => {
    const update = { id: `u${index + 1}`, revision: 1, kind: 'paragraph', text: `Gust ${index + 1}` } as const;
    return { seq: index + 2, at: minute(index + 1), type: 'published', update };
  });
  return [opened, ...published];
}

export function minute(count: number): string {
  return new Date(Date.UTC(2024, 0, 1, 6, count)).toISOString();
}

export const LOG = storm(5);

/** The cursor after entry `seq` of the log; 0 is its start. */
export function cursor(seq: number, epoch = EPOCH): Cursor {
  return cursorAt(epoch, placeOf(seq));
}

function placeOf(seq: number): EntryId {
  const entry = LOG[seq - 1];
  return entry ? entryId(entry) : START;
}

export function batch(after: number, through: number): Batch {
  return { briefing: STORM, after: cursor(after), through: cursor(through), entries: LOG.slice(after, through) };
}

export function snapshot(seq: number, epoch = EPOCH): Snapshot {
  const state = snapshotOf(fold(EMPTY, LOG.slice(0, seq)), epoch);
  if (!state) throw new Error('There is no state at the start');
  return state;
}

export function reset(seq: number, reason: Reset['reason'] = 'gone', epoch = 'zzzz9999'): Reset {
  return { briefing: STORM, reason, cursor: cursor(seq, epoch), state: snapshot(seq, epoch) };
}

export function followed(at: number, head: number): Followed {
  return { ok: true, cursor: cursor(at), head: cursor(head), briefing: snapshot(head).briefing };
}

export function replaying(at: number, head: number): Replaying {
  return { ...followed(at, head), startsAt: minute(0), endsAt: minute(head - 1), entries: head - at };
}

export function refused(retry: Fault['retry'], code: Fault['code'] = 'BUSY'): Refused {
  return { ok: false, error: { code, message: 'No', retry } };
}
