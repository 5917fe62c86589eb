import { createReadStream } from 'node:fs';
import { Refusal } from '../../src/protocol/codes.ts';
import type { ExportHeader } from '../../src/protocol/export.ts';
import { ExportReader } from '../../src/protocol/export-reader.ts';
import { createCount } from './count.ts';
import { EXITS, Failure } from './exits.ts';
import type { Io } from './io.ts';
import type { Service } from './service.ts';

const LINE_FEED = 10;

/**
 * `dateline import FILE`: hands an exported log in as it is, once every line of it has been looked at here; the service
 * takes all of it or nothing. Prints the briefing's address.
 */
export async function importLog(file: string, service: Service, io: Io, now: () => number): Promise<void> {
  const { briefing, entries } = await lookedThrough(file, io, now);
  const count = createCount(io.stderr, 'Sending', 'entries');
  let answer: 'imported' | 'there already';
  try {
    answer = await service.import(
      briefing,
      counted(file, (done) => count.reach(Math.min(done, entries), entries)),
    );
  } finally {
    count.end();
  }
  const unchanged = answer === 'imported' ? '' : '; nothing has changed';
  io.stderr.write(`${entries} entries ${answer === 'imported' ? 'imported' : 'were there already'}${unchanged}\n`);
  io.stdout.write(`${service.pageOf(briefing)}\n`);
}

async function lookedThrough(file: string, io: Io, now: () => number): Promise<ExportHeader> {
  const reader = new ExportReader({ parse: JSON.parse, now });
  const count = createCount(io.stderr, 'Checking', 'entries');
  try {
    for await (const { seq } of reader.entries(createReadStream(file))) count.reach(seq, reader.header?.entries ?? seq);
  } catch (error) {
    const why = error instanceof Refusal ? `, ${error.message}` : ` cannot be read: ${(error as Error).message}`;
    throw new Failure(EXITS.usage, `${file}${why}. Nothing was imported.`);
  } finally {
    count.end();
  }
  return reader.header!; // it has been read to its end, so there is one
}

/** The bytes of a file; `reached` hears how many of its entries they hold so far. */
async function* counted(file: string, reached: (entries: number) => void): AsyncGenerator<Uint8Array> {
  let lines = 0;
  for await (const chunk of createReadStream(file) as AsyncIterable<Uint8Array>) {
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, end + 1)) lines += 1;
    yield chunk;
    reached(Math.max(0, lines - 1)); // the header is none
  }
}
