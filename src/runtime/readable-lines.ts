import { styleText } from 'node:util';
import type { Lines } from './logging.ts';

const COLOUR = { warn: 'yellow', error: 'red', fatal: 'red' } as const;
const FRAME = new Set(['level', 'time', 'pid', 'msg', 'error', 'err']);

/** For a person at a terminal: `09:05:04 warn  message  field=value`, an error's stack below it. */
export function readableLines(out: Lines): Lines {
  return { write: (line) => out.write(`${readable(line)}\n`) };
}

function readable(line: string): string {
  const fields: Record<string, unknown> = JSON.parse(line);
  const level = String(fields.level);
  const error = (fields.error ?? fields.err) as { stack?: string; message?: string } | string | undefined;
  const details = Object.entries(fields)
    .filter(([name]) => !FRAME.has(name))
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const head = [String(fields.time).slice(11, 19), inColour(level), String(fields.msg ?? ''), ...details].join(' ');
  if (error === undefined) return head;
  const words = typeof error === 'string' ? error : (error.stack ?? error.message ?? JSON.stringify(error));
  return `${head}\n${words.replace(/^/gm, '    ')}`;
}

function inColour(level: string): string {
  const padded = level.padEnd(5);
  return level in COLOUR ? styleText(COLOUR[level as keyof typeof COLOUR], padded) : padded;
}
