import { readFileSync } from 'node:fs';
import type { Result } from 'ioredis';
import { Refusal } from '../protocol/codes.ts';
import { type EntryId, START, seqOf, timeOf } from '../protocol/cursor.ts';
import type { Connection } from '../runtime/redis.ts';
import { BRIEFINGS, keysOf, stagedKeysOf } from './keys.ts';
import { descriptionOf, type Line, lineOf } from './line.ts';
import type { ExportedLog } from './log.ts';

/** Entries that go to Redis at once, and the bytes after which no more are added: milliseconds in which it serves nobody else. */
const CHUNK_ENTRIES = 200;
const CHUNK_BYTES = 250_000;
/** What an importer that died has left is gone after so long without another chunk, ms. */
const STAGED_MS = 60_000;

declare module 'ioredis' {
  interface RedisCommander<Context> {
    dlImport(...keysAndArguments: (string | number)[]): Result<number, Context>;
    dlPlace(...keysAndArguments: (string | number)[]): Result<'ok' | 'exists' | 'lost', Context>;
  }
}

/**
 * Brings whole logs into Redis: in chunks, under keys that nobody reads, which then take the briefing's place in one step.
 * So a crash at any moment leaves nothing to be read, and what it has left runs out by itself. `token` names one import.
 */
export function createImporter(redis: Connection, { token }: { token: () => string }) {
  const script = (name: string) => `#!lua\n${readFileSync(new URL(name, import.meta.url), 'utf8')}`;
  redis.defineCommand('dlImport', { numberOfKeys: 4, lua: script('import.lua') });
  redis.defineCommand('dlPlace', { numberOfKeys: 8, lua: script('place.lua') });

  /** The last entry's id, or undefined when the briefing has a log, which then stays as it is. */
  return async function place(briefing: string, { epoch, entries }: ExportedLog): Promise<EntryId | undefined> {
    const staged = Object.values(stagedKeysOf(briefing, token()));
    const { log, bodies, meta, index, channel } = keysOf(briefing);
    let first: EntryId = START;
    let last: EntryId = START;
    let chunk: Line[] = [];
    let bytes = 0;

    async function send(): Promise<void> {
      if (chunk.length === 0) return;
      const held = await redis.dlImport(...staged, epoch, STAGED_MS, ...chunk.flatMap(argumentsOf));
      if (held !== seqOf(last)) throw lost();
      [chunk, bytes] = [[], 0];
    }

    try {
      for await (const entry of entries()) {
        const line = lineOf(entry);
        if (first === START) first = line.id;
        last = line.id;
        chunk.push(line);
        bytes += Buffer.byteLength(line.body) + Buffer.byteLength(line.small);
        if (chunk.length >= CHUNK_ENTRIES || bytes >= CHUNK_BYTES) await send();
      }
      await send();
      // Before the log is there, so that no log is missing in the list; and after it, should another opening have been noted.
      await redis.zadd(BRIEFINGS, 'NX', timeOf(first), briefing);
      const placed = await redis.dlPlace(log, bodies, meta, index, ...staged, seqOf(last), channel);
      if (placed === 'lost') throw lost();
      if (placed === 'ok') await redis.zadd(BRIEFINGS, timeOf(first), briefing);
      return placed === 'ok' ? last : undefined;
    } finally {
      await redis.unlink(...staged).catch(() => {}); // they run out by themselves
    }
  };
}

function argumentsOf({ id, type, update, revision, body, small }: Line): (string | number)[] {
  const startsAt = type === 'opened' ? descriptionOf(small).startsAt : undefined;
  return [id, type, update, revision || '', body, small, startsAt === undefined ? '' : Date.parse(startsAt)];
}

function lost(): Refusal {
  return new Refusal('UNAVAILABLE', 'Redis has lost a part of the log before it was whole; import it again');
}
