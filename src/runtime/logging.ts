import { destination, pino } from 'pino';
import { readableLines } from './readable-lines.ts';

/** What a process says about itself. (A briefing's log is another thing: `src/log`.) */
export interface Journal {
  debug: Say;
  info: Say;
  warn: Say;
  error: Say;
  fatal: Say;
  /** The same journal with these fields on every line. */
  child(fields: Record<string, unknown>): Journal;
}

/** `journal.warn('Redis is slow')` or `journal.warn({ error, briefing }, 'Redis is slow')`. Never a text, a key or a token. */
type Say = {
  (message: string): void;
  (fields: Record<string, unknown>, message: string): void;
};

export const JOURNAL_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type JournalLevel = (typeof JOURNAL_LEVELS)[number];

/** Where the lines go: one call for each. */
export type Lines = { write(line: string): void };

/** JSON lines on stderr (stdout belongs to what a command prints), or short readable ones when a person is watching. */
export function createJournal(level: JournalLevel, stream: Lines = standardError()): Journal {
  return pino(
    {
      level,
      base: { pid: process.pid },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: plainError, err: plainError },
      redact: { paths: PRIVATE.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[private]' },
    },
    stream,
  );
}

/** Fields that carry keys or what someone wrote; a line that was given one by mistake still does not show it. */
const PRIVATE = ['authorization', 'cookie', 'key', 'editorKey', 'password', 'body', 'html', 'text'];

/** An error by its own words alone. The Redis client hangs the whole command on its errors, and with it an update's text. */
function plainError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const code = 'code' in error ? error.code : undefined;
  const cause = error.cause === undefined ? undefined : plainError(error.cause);
  return { type: error.name, message: error.message, code, stack: error.stack, cause };
}

/** Written at once: the last line before a crash is the one that is needed. */
function standardError(): Lines {
  const raw = destination({ fd: 2, sync: true });
  return process.stderr.isTTY ? readableLines(raw) : raw;
}
