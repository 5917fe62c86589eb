import type { Briefing } from '../../src/protocol/briefing.ts';
import type { Status, StatusName } from '../index.ts';
import type { Saying } from './saying.ts';

/** What a reader is told of the reading: what it does, or, where it simply has everything, what the briefing itself is. */
export type Condition = StatusName | 'offline' | 'scheduled' | 'ended';

/** What is known of a reading. `online`: the machine has a network. */
export type Known = { status: Status; briefing: Briefing | undefined; online: boolean };

export function conditionOf({ status, briefing, online }: Known): Condition {
  switch (status.name) {
    case 'connecting':
    case 'reconnecting':
      return online ? status.name : 'offline';
    case 'live':
      return briefing?.status ?? 'live';
    case 'finished':
      return 'ended';
    default:
      return status.name;
  }
}

/** A shape for each, so that none is told by its colour alone. */
export const SIGNS: Record<Condition, string> = {
  connecting: '◌',
  catchingUp: '◌',
  loading: '◌',
  reconnecting: '◌',
  live: '●',
  scheduled: '○',
  replaying: '▶',
  paused: '❚❚',
  ended: '■',
  finished: '■',
  closed: '■',
  offline: '▲',
  stale: '▲',
  failed: '▲',
};

/** In words; with when, for a beginning or an end. */
export function conditionInWords(condition: Condition, { status, briefing }: Known, { words, at }: Saying): string {
  if (condition === 'failed' && status.name === 'failed')
    return status.fault.code === 'BRIEFING_UNKNOWN'
      ? words.say('unknown')
      : words.say('failed', { why: status.fault.message });
  if (condition === 'ended' && briefing?.endedAt) return words.say('endedAt', { when: at(briefing.endedAt) });
  if (condition === 'scheduled' && briefing?.startsAt) return words.say('begins', { when: at(briefing.startsAt) });
  return words.say(condition as Exclude<Condition, 'failed'>); // a failed one has a reason, and has been told of
}

/** What the reader sees may be old: it is said from when it is. */
const OUT_OF_DATE: readonly Condition[] = ['offline', 'reconnecting', 'stale'];

export function knownFrom(condition: Condition, { briefing }: Known, { words, at }: Saying): string | undefined {
  if (!briefing || !OUT_OF_DATE.includes(condition)) return undefined;
  return words.say('knownFrom', { when: at(briefing.updatedAt) });
}
