import type { Briefing } from '../../src/protocol/briefing.ts';
import type { Status } from '../status.ts';
import type { Timing } from './update.ts';

/** What is said of a reading beside its status: the briefing's own status, and when it last heard something. */
export type Known = { briefing: Briefing['status'] | undefined; updatedAt: string | undefined };

/** The briefing's own status. */
export const STATUS = { scheduled: 'Not begun yet', live: 'Live', ended: 'Ended' } as const satisfies Record<
  Briefing['status'],
  string
>;

/** The state of the connection in words: each state says what it is, and what the reader can count on. */
export function stateInWords(status: Status, { briefing = 'live', updatedAt }: Known, timing: Timing): string {
  switch (status.name) {
    case 'connecting':
      return 'Connecting…';
    case 'catchingUp':
      return 'Catching up…';
    case 'live':
      return STATUS[briefing];
    case 'reconnecting':
      return `Connection lost, trying again${updatedAt === undefined ? '' : `. What you see is from ${timing(updatedAt)}`}`;
    case 'loading':
      return 'Loading…';
    case 'replaying':
      return 'Replaying';
    case 'paused':
      return 'Paused';
    case 'finished':
      return 'Replayed to the end';
    case 'closed':
      return 'Not following';
    case 'failed':
      return `Cannot go on: ${status.fault.message}`;
  }
}
