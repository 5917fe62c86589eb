import { createFollower, type Follower, type FollowStart, followerStatus, stepFollower } from './follower.ts';
import type { ReadingEvent } from './machine.ts';
import { type Capabilities, Reading, type Rules } from './reading.ts';

const RULES: Rules<Follower, ReadingEvent> = {
  step: stepFollower,
  statusOf: followerStatus,
  playheadOf: () => undefined,
  heard: ({ name, generation }, answer) =>
    name === 'follow' && !(answer.ok && !('head' in answer)) ? { type: 'answered', generation, answer } : undefined,
};

/** A briefing being followed: from a place of its log up to the head, then live. */
export class Following extends Reading<Follower, ReadingEvent> {
  constructor(briefing: string, start: FollowStart, capabilities: Capabilities) {
    super(createFollower(briefing, start), RULES, capabilities);
  }
}
