import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { ArticleStatus } from '../../src/protocol/article.ts';
import { ARTICLE_BYTES, LINE_CHARACTERS } from '../../src/protocol/limits.ts';
import { EXITS, Failure } from './exits.ts';
import { type Io, onInterruption } from './io.ts';
import { createProgress } from './progress.ts';
import type { Draft, Service } from './service.ts';

export type PublishCommand = { briefing?: string; title?: string; pace?: number; url?: string };

/** Between two looks at how far the article is, ms. */
const LOOK_MS = 250;
const FORMATS: Readonly<Record<string, Draft['format']>> = { '.txt': 'text', '.html': 'html', '.htm': 'html' };

/** `dateline publish FILE`: hands an article in and waits until it is published. Prints the briefing's address. */
export async function publish(file: string, options: PublishCommand, service: Service, io: Io): Promise<void> {
  const { title, pace, url } = options;
  const { body, format } = await read(file);
  const briefing = options.briefing ?? (await service.open({ title: title ?? titleOf(file) })).briefing.id;
  const draft = { body, format, ...(title && { title }), ...(url && { url }), ...(pace !== undefined && { pace }) };
  const { article } = await service.publish(briefing, draft);
  io.stdout.write(`${service.pageOf(briefing)}\n`);
  const status = await watched(() => service.article(briefing, article), io);
  if (status?.state === 'cancelled')
    throw new Failure(EXITS.refused, `The article was cancelled when ${status.published} of it were out.`);
  if (status?.state !== 'failed') return;
  const { code, message } = status.error ?? { code: 'INTERNAL', message: 'no reason was given' };
  throw new Failure(
    EXITS.refused,
    `The article was not published whole: ${code}: ${message}. Publish the file again to go on.`,
  );
}

async function read(file: string): Promise<Pick<Draft, 'body' | 'format'>> {
  const format = FORMATS[extname(file).toLowerCase()];
  if (!format) throw new Failure(EXITS.usage, `${file} is neither plain text (.txt) nor HTML (.html).`);
  const bytes = await readFile(file).catch((error: Error) => {
    throw new Failure(EXITS.usage, `${file} cannot be read: ${error.message}.`);
  });
  if (bytes.length > ARTICLE_BYTES) {
    throw new Failure(EXITS.usage, `${file} has ${bytes.length} bytes, an article at most ${ARTICLE_BYTES}. Split it.`);
  }
  try {
    return { body: new TextDecoder('utf-8', { fatal: true }).decode(bytes), format };
  } catch {
    throw new Failure(EXITS.usage, `${file} is not in UTF-8. Convert it first.`);
  }
}

/** What a file is called, in words: `humanitarian-corridors.txt` is "Humanitarian corridors". */
function titleOf(file: string): string {
  const words = basename(file, extname(file))
    .replace(/[-_.\s]+/g, ' ')
    .trim();
  return (words.charAt(0).toUpperCase() + words.slice(1)).slice(0, LINE_CHARACTERS) || 'Briefing';
}

/** After these nothing more comes of an article. */
const ENDS: ReadonlySet<ArticleStatus['state']> = new Set(['done', 'failed', 'cancelled']);

/** Looks until the article has ended, well or not; undefined when the person at the terminal has seen enough. */
async function watched(look: () => Promise<ArticleStatus>, io: Io): Promise<ArticleStatus | undefined> {
  const progress = createProgress(io.stderr);
  const enough = new AbortController();
  const stop = onInterruption(io, () => enough.abort());
  try {
    for (;;) {
      const status = await look();
      progress.show(status);
      if (ENDS.has(status.state)) return status;
      await pause(LOOK_MS, undefined, { signal: enough.signal });
    }
  } catch (error) {
    if (!enough.signal.aborted) throw error;
    return undefined;
  } finally {
    progress.end();
    stop();
    if (enough.signal.aborted) io.stderr.write('The service goes on publishing.\n');
  }
}
