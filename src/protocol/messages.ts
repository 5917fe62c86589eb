import { z } from 'zod';
import type { Briefing } from './briefing.ts';
import type { Code, Retry } from './codes.ts';
import type { Cursor } from './cursor.ts';
import type { Batch } from './entries.ts';
import { SPEED_MAX, SPEED_MIN, STATE_UPDATES } from './limits.ts';
import type { Snapshot } from './snapshot.ts';
import { id, moment } from './update.ts';

/** Cursors are opaque: their text is looked at by `parseCursor` alone. */
const cursor = z.string().max(100);
const speed = z.number().min(SPEED_MIN).max(SPEED_MAX);
/** Milliseconds of the replay's own time: a silence that would take longer takes this long. */
const maxGap = z.number().min(0).max(86_400_000);

/** Which updates of a briefing. */
export const onlyKey = z.literal('key');

/**
 * Read a briefing from a place on, then live. `last` asks for the state of the newest updates in place of the history, `only`
 * for key updates alone.
 */
export const follow = z.strictObject({
  briefing: id,
  only: onlyKey.optional(),
  from: cursor.optional(),
  last: z.int().min(1).max(STATE_UPDATES).optional(),
});
/** Read a briefing at the pace of its own clock. */
export const replay = z.strictObject({
  briefing: id,
  from: z.union([cursor, z.strictObject({ at: moment })]).optional(),
  speed: speed.optional(),
  maxGap: maxGap.optional(),
});
/** Steer a replay. */
export const control = z.discriminatedUnion('action', [
  z.strictObject({ briefing: id, action: z.enum(['pause', 'resume', 'live']) }),
  z.strictObject({ briefing: id, action: z.literal('seek'), at: moment }),
  z.strictObject({ briefing: id, action: z.literal('speed'), speed }),
]);
/** Stop a follow or a replay. */
export const leave = z.strictObject({ briefing: id });

/** What a client may send, by the name of its event. */
export const clientMessages = { follow, replay, control, leave } as const;
export type ClientMessage = keyof typeof clientMessages;

export type Fault = { code: Code; message: string; retry: Retry };
export type Refused = { ok: false; error: Fault };
/** The answer to `follow`. `cursor` is where the client stands: what comes next begins after it. */
export type Followed = { ok: true; cursor: Cursor; head: Cursor; briefing: Briefing; state?: Snapshot };
/** The answer to `replay`. Times are those of the first and the newest entry; `entries` counts what lies ahead. */
export type Replaying = {
  ok: true;
  cursor: Cursor;
  head: Cursor;
  briefing: Briefing;
  startsAt: string;
  endsAt: string;
  entries: number;
};

export type PlayheadState = 'playing' | 'paused' | 'live' | 'finished';
export type Playhead = { briefing: string; at: string; speed: number; state: PlayheadState };
export type ResetReason = 'epoch' | 'gone' | 'seek';
export type Reset = { briefing: string; reason: ResetReason; cursor: Cursor; state: Snapshot };
/** `spread`: milliseconds over which clients should come back, each at a random time within them. */
export type Closing = { code: Code; retry: Retry; spread: number };

/** What a server sends, by the name of its event. */
export type ServerMessages = {
  batch: Batch;
  reset: Reset;
  playhead: Playhead;
  viewers: { briefing: string; viewers: number };
  /** Since when (ISO 8601) the gateway has not reached the log; null: it does again. */
  stale: { briefing: string; since: string | null };
  /** This reading has ended; the connection and what else it reads go on. */
  failed: Fault & { briefing: string };
  closing: Closing;
};
