import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Cursor, parseCursor, seqOf } from '../../src/protocol/cursor.ts';
import { type Entry, isRetracted } from '../../src/protocol/entries.ts';
import type { ExportHeader } from '../../src/protocol/export.ts';
import { createCount } from './count.ts';
import { EXITS, Failure } from './exits.ts';
import type { Io } from './io.ts';
import { openScratch, type Scratch } from './scratch.ts';
import type { Service } from './service.ts';

/** What was read: the log up to `head`, and which updates were retracted up to there. */
type Read = { head: Cursor; retracted: ReadonlySet<string> };

/**
 * `dateline export ID`: prints a briefing's log as a file that can be imported, a header and an entry on each line. Nothing is
 * printed before all of it has been read: what is retracted meanwhile is not in the file, nor is half a log.
 */
export async function exportLog(briefing: string, service: Service, io: Io): Promise<void> {
  const scratch = await openScratch();
  try {
    const read = await readInto(scratch, briefing, service, io);
    await pipeline(Readable.from(fileOf(briefing, read, scratch)), io.stdout, { end: false });
    io.stderr.write(`${seqOf(placeOf(read.head).id)} entries exported\n`);
  } finally {
    await scratch.close();
  }
}

async function readInto(scratch: Scratch, briefing: string, service: Service, io: Io): Promise<Read> {
  const count = createCount(io.stderr, 'Reading', 'entries');
  const retracted = new Set<string>();
  let after: Cursor | undefined;
  try {
    for (;;) {
      const { through, head, entries } = await service.log(briefing, after);
      await scratch.write(entries.map((entry) => JSON.stringify(entry)));
      for (const entry of entries) if (entry.type === 'retracted') retracted.add(entry.id);
      count.reach(seqOf(placeOf(through).id), seqOf(placeOf(head).id));
      if (through === head) return { head, retracted };
      after = through;
    }
  } finally {
    count.end();
  }
}

async function* fileOf(briefing: string, { head, retracted }: Read, scratch: Scratch): AsyncGenerator<string> {
  const { epoch, id } = placeOf(head);
  const header: ExportHeader = { format: 'dateline-log', version: 1, briefing, epoch, entries: seqOf(id) };
  yield `${JSON.stringify(header)}\n`;
  const decoder = new TextDecoder();
  for await (const line of scratch.lines()) {
    const entry = JSON.parse(decoder.decode(line)) as Entry;
    yield `${JSON.stringify(withoutText(entry, retracted))}\n`;
  }
}

/** As the log tells an entry since its update was retracted, which may have been after the entry was read. */
function withoutText(entry: Entry, retracted: ReadonlySet<string>): Entry {
  if (entry.type !== 'published' && entry.type !== 'revised') return entry;
  if (isRetracted(entry.update) || !retracted.has(entry.update.id)) return entry;
  const { seq, at, type, update } = entry;
  return { seq, at, type, update: { id: update.id, revision: update.revision, retracted: true } };
}

function placeOf(cursor: Cursor) {
  const place = parseCursor(cursor);
  if (!place) throw new Failure(EXITS.unreachable, 'The service gives a cursor that is none.');
  return place;
}
