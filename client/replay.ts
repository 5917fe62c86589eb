import { SPEED_MAX, SPEED_MIN } from '../src/protocol/limits.ts';
import type { Playhead } from '../src/protocol/messages.ts';
import { type Capabilities, Reading, type Rules } from './reading.ts';
import {
  createReplayer,
  type Replayer,
  type ReplayerEvent,
  type ReplayStart,
  replayerStatus,
  type Span,
  stepReplayer,
} from './replayer.ts';

/** A moment of the log's time: ISO 8601, milliseconds since 1970, or a Date. */
export type Moment = string | number | Date;

const RULES: Rules<Replayer, ReplayerEvent> = {
  step: stepReplayer,
  statusOf: replayerStatus,
  playheadOf: ({ playhead }) => playhead,
  heard(sent, answer) {
    const { generation } = sent;
    if (sent.name === 'control') {
      return { type: 'steered', generation, control: sent.message, answer: answer.ok ? { ok: true } : answer };
    }
    if (sent.name !== 'replay' || (answer.ok && !('head' in answer))) return undefined;
    return { type: 'answered', generation, answer };
  },
};

/** A briefing being replayed at the pace of its own clock. Every control may be used at any time, connected or not. */
export class Replay extends Reading<Replayer, ReplayerEvent> {
  constructor(briefing: string, start: ReplayStart, capabilities: Capabilities) {
    super(createReplayer(briefing, start), RULES, capabilities);
  }

  /** Where in the log's time the replay stands, as last known. */
  get playhead(): Playhead | undefined {
    return this.machine.playhead;
  }

  /** From when to when the log goes; undefined before a gateway has answered. */
  get span(): Span | undefined {
    return this.machine.span;
  }

  pause(): void {
    this.take({ type: 'pause' });
  }

  resume(): void {
    this.take({ type: 'resume' });
  }

  /** Goes to a moment, forwards or backwards; a replay that had come to the head plays on from there. */
  seek(at: Moment): void {
    this.take({ type: 'seek', at: momentText(at) });
  }

  /** Times the log's own pace; what is beyond the limits is taken as the limit. */
  setSpeed(speed: number): void {
    this.take({ type: 'speed', speed: allowedSpeed(speed) });
  }

  /** Everything up to the head at once, then live. */
  goLive(): void {
    this.take({ type: 'live' });
  }
}

/** Throws a RangeError for what is no moment. */
export function momentText(at: Moment): string {
  return new Date(at).toISOString();
}

export function allowedSpeed(speed: number): number {
  if (Number.isNaN(speed)) throw new RangeError('A speed is a number');
  return Math.min(SPEED_MAX, Math.max(SPEED_MIN, speed));
}
