import { systemClock } from '../clock.ts';
import { connect, type ReplayOptions } from '../connection.ts';
import type { Io } from './io.ts';
import { readAloud } from './reading-aloud.ts';
import { isTerminal, ReplayLine } from './replay-line.ts';

export type ReplayCommand = {
  server: string;
  from?: ReplayOptions['from'];
  speed: number;
  maxGap?: number;
  json?: boolean;
};

/** The longest silence for somebody who sits and waits, ms; what is piped keeps the log's own pace. */
export const MAX_GAP_MS = 2_000;

/** `dateline replay ID`: prints a briefing at the pace of its own clock; at a terminal with a line to see it by and keys to steer it. */
export function replay(briefing: string, options: ReplayCommand, io: Io): Promise<void> {
  const { server, from, speed, json = false } = options;
  const terminal = !json && isTerminal(io) ? io : undefined;
  const maxGap = options.maxGap ?? (terminal && MAX_GAP_MS);
  const connection = connect(server);
  const place = { ...(from !== undefined && { from }), ...(maxGap !== undefined && { maxGap }) };
  const reading = connection.replay(briefing, { speed, ...place });
  const line = terminal && new ReplayLine(reading, terminal, systemClock);
  return readAloud(reading, { connection, server, json, io, ...(line && { line }) });
}
