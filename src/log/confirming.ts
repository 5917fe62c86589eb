import { isDeepStrictEqual } from 'node:util';
import { Refusal } from '../protocol/codes.ts';
import { type EntryId, entryId, START } from '../protocol/cursor.ts';
import { type Entry, isRetracted } from '../protocol/entries.ts';
import { PAGE_ENTRIES } from '../protocol/limits.ts';
import type { ExportedLog, Imported, Log } from './log.ts';

type Readable = Pick<Log, 'read'>;

/**
 * An import of a log that is there already: refuses unless each exported entry stands in it. It may have gone on since; a
 * text that has been retracted since is what the log says of it, and does not come back.
 */
export async function confirmThere(log: Readable, briefing: string, exported: ExportedLog): Promise<Imported> {
  const there = entriesOf(log, briefing, exported.epoch);
  let id: EntryId = START;
  for await (const entry of exported.entries()) {
    const { value } = await there.next();
    if (!value || !tellsTheSame(value, entry)) throw another(entry.seq);
    id = entryId(entry);
  }
  return { result: 'again', epoch: exported.epoch, id };
}

async function* entriesOf(log: Readable, briefing: string, epoch: string): AsyncGenerator<Entry, undefined> {
  let after: EntryId = START;
  for (;;) {
    const page = await log.read(briefing, { after, limit: PAGE_ENTRIES });
    const last = page?.entries.at(-1);
    if (page?.epoch !== epoch || !last) return;
    yield* page.entries;
    after = entryId(last);
  }
}

function tellsTheSame(there: Entry, exported: Entry): boolean {
  if (!('update' in there) || !('update' in exported) || !isRetracted(there.update))
    return isDeepStrictEqual(there, exported);
  const { id, revision } = exported.update;
  const { seq, at, type } = exported;
  return isDeepStrictEqual(there, { seq, at, type, update: { id, revision, retracted: true } });
}

function another(seq: number): Refusal {
  const message = `There is another log of this briefing here, which tells something else from entry ${seq} on`;
  return new Refusal('BRIEFING_EXISTS', message, { seq });
}
