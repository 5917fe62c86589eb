import { connect, type ReplayOptions } from '../connection.ts';
import type { Io } from './io.ts';
import { readAloud } from './reading-aloud.ts';

export type ReplayCommand = {
  server: string;
  from?: ReplayOptions['from'];
  speed: number;
  maxGap?: number;
  json?: boolean;
};

/** `dateline replay ID`: prints a briefing at the pace of its own clock. */
export function replay(briefing: string, options: ReplayCommand, io: Io): Promise<void> {
  const { server, from, speed, maxGap, json = false } = options;
  const connection = connect(server);
  const place = { ...(from !== undefined && { from }), ...(maxGap !== undefined && { maxGap }) };
  return readAloud(connection.replay(briefing, { speed, ...place }), { connection, server, json, io });
}
