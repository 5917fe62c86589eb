import type { Cursor } from '../../src/protocol/cursor.ts';
import { connect } from '../connection.ts';
import type { Io } from './io.ts';
import { readAloud } from './reading-aloud.ts';

export type FollowCommand = { server: string; from?: string; last?: number; json?: boolean };

/** `dateline follow ID`: prints a briefing as it comes. */
export function follow(briefing: string, { server, from, last, json = false }: FollowCommand, io: Io): Promise<void> {
  const connection = connect(server);
  const place = from === undefined ? {} : { from: from as Cursor | 'start' | 'live' };
  const reading = connection.follow(briefing, { ...place, ...(last !== undefined && { last }) });
  return readAloud(reading, { connection, server, json, io });
}
