import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { NextFunction, Request, Response, Router } from 'express';
import type { ExportedLog, Log } from '../log/log.ts';
import { safeHtml } from '../log/safe-html.ts';
import type { BriefingWritten } from '../protocol/answers.ts';
import { Refusal } from '../protocol/codes.ts';
import { cursorAt } from '../protocol/cursor.ts';
import { type Entry, isRetracted } from '../protocol/entries.ts';
import type { ExportHeader } from '../protocol/export.ts';
import { ExportReader } from '../protocol/export-reader.ts';
import { IMPORT_BYTES, IMPORTS } from '../protocol/limits.ts';
import { id } from '../protocol/update.ts';
import type { Journal } from '../runtime/logging.ts';
import { createAuthorise } from './authorise.ts';
import { jsonOf } from './body.ts';
import { checked } from './checked.ts';
import { type Spool, spool } from './spool.ts';

export type ImportParts = {
  log: Log;
  key: string;
  journal: Journal;
  now: () => number;
  /** Bytes of a file, packed and unpacked; see `IMPORT_BYTES`. */
  bytes?: number;
};

const PATH = '/v1/briefings/:briefing/log';
const TYPE = 'application/x-ndjson';

/**
 * `PUT …/log`: an exported log comes in whole. It is received first, then looked at to its last line, and only then written:
 * a bad line is known before Redis has seen any, and nobody's slow line keeps half a log anywhere. It takes no
 * idempotency key: sent again, it finds itself there.
 */
export function mountImports(router: Router, parts: ImportParts): Router {
  const authorise = createAuthorise(parts.key);
  let running = 0;

  /** What can be seen before the body. */
  function admit({ headers, params }: Request<{ briefing: string }>): { briefing: string; gzip: boolean } {
    authorise(headers.authorization);
    const briefing = checked(id, params.briefing);
    if (headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() !== TYPE)
      throw new Refusal('BAD_TYPE', `Send the body as ${TYPE}`);
    const encoding = headers['content-encoding']?.toLowerCase() ?? 'identity';
    if (encoding !== 'gzip' && encoding !== 'identity')
      throw new Refusal('BAD_TYPE', 'Send the body plain, or as gzip');
    if (running >= IMPORTS)
      throw new Refusal('BUSY', `${IMPORTS} logs are being imported, as many as may be at once; try again soon`);
    running += 1;
    return { briefing, gzip: encoding === 'gzip' };
  }

  router.put(PATH, async (request: Request<{ briefing: string }>, response: Response) => {
    const admitted = admit(request);
    try {
      const { status, json } = await importFrom(request, admitted, parts);
      response.status(status).set('Cache-Control', 'no-store').json(json);
    } finally {
      running -= 1;
    }
  });
  return router.all(PATH, otherMethods);
}

async function importFrom(
  request: Request<{ briefing: string }>,
  { briefing, gzip }: { briefing: string; gzip: boolean },
  { log, journal, now, bytes = IMPORT_BYTES }: ImportParts,
) {
  const file = await spool(received(request), bytes);
  try {
    const chunks = gzip ? () => unpacked(file, bytes) : file.chunks;
    const exported = await lookedThrough(chunks, briefing, now);
    const { result, epoch, id: last } = await log.import(briefing, exported);
    const folded = await log.briefing(briefing);
    if (!folded) throw new Refusal('BRIEFING_UNKNOWN'); // its log was lost this very moment
    const json: BriefingWritten = { briefing: folded, cursor: cursorAt(epoch, last) };
    const status = result === 'ok' ? 201 : 200;
    journal.info({ call: `PUT ${PATH}`, briefing, status }, 'written');
    return { status, json };
  } finally {
    await file.close();
  }
}

async function* received(request: Request<{ briefing: string }>): AsyncGenerator<Uint8Array> {
  try {
    yield* request.iterator({ destroyOnReturn: false }); // or a body over the limit would take the answer with it
  } catch (error) {
    throw new Refusal('BAD_REQUEST', 'The body broke off', {}, { cause: error });
  }
}

/** The log that a file tells of, once every line of it has been looked at. */
async function lookedThrough(
  chunks: () => AsyncIterable<Uint8Array>,
  briefing: string,
  now: () => number,
): Promise<ExportedLog> {
  const reader = () => new ExportReader({ parse: (text) => jsonOf({ text }), kept, now });
  const first = reader();
  for await (const _ of first.entries(chunks())) mustBeOf(briefing, first.header);
  return { epoch: first.header?.epoch ?? '', entries: () => reader().entries(chunks()) };
}

function mustBeOf(briefing: string, header: ExportHeader | undefined): void {
  if (header?.briefing === briefing) return;
  const message = `line 1: the file is of briefing ${header?.briefing}, and this is the address of ${briefing}`;
  throw new Refusal('BAD_REQUEST', message, { line: 1 });
}

async function* unpacked(file: Spool, most: number): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  try {
    // Ends both when either fails or is left: the file cannot be closed while something reads it.
    for await (const chunk of pipeline(file.chunks(), createGunzip(), () => {})) {
      bytes += chunk.length;
      if (bytes > most) throw new Refusal('TOO_LARGE', `the file is over ${most} bytes unpacked`);
      yield chunk;
    }
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal('BAD_REQUEST', 'the body is not whole as gzip', {}, { cause: error });
  }
}

/**
 * An entry as every other write would keep it; what was kept so before stays as it is. A word diff that does not make the
 * text is none.
 */
function kept(entry: Entry): Entry {
  if (entry.type !== 'published' && entry.type !== 'revised') return entry;
  if (isRetracted(entry.update)) return entry;
  const { html, text } = entry.update;
  const update = html === undefined ? entry.update : { ...entry.update, html: safeHtml(html) };
  if (entry.type !== 'revised' || !entry.correction?.diff) return { ...entry, update };
  const { diff, note } = entry.correction;
  const after = diff.filter(([sign]) => sign !== '-').map(([, words]) => words);
  return { ...entry, update, correction: after.join('') === text ? entry.correction : { note } };
}

/** Reading the log is the gateway's. */
function otherMethods(request: Request, response: Response, next: NextFunction): void {
  if (['GET', 'HEAD', 'OPTIONS'].includes(request.method)) return next();
  response.set('Allow', 'GET, HEAD, PUT');
  throw new Refusal('METHOD_UNKNOWN', 'This address takes GET, HEAD, PUT');
}
