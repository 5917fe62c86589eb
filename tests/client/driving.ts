import type { Follower } from '../../client/follower.ts';
import { stepFollower } from '../../client/follower.ts';
import type { Answer, Effect, ReadingEvent } from '../../client/machine.ts';
import { batch, refused, reset } from './samples.ts';

/** Stands for the generation that the machine has when the event comes: an answer in time, not a late one. */
export const IN_TIME = 0;

/** What a follower is, and last wanted done, after events. */
export function drive(start: Follower, events: readonly ReadingEvent[]): { now: Follower; effects: readonly Effect[] } {
  let now = start;
  let effects: readonly Effect[] = [];
  for (const event of events) {
    const inTime = 'generation' in event && event.generation === IN_TIME;
    ({ next: now, effects } = stepFollower(now, inTime ? { ...event, generation: now.generation } : event));
  }
  return { now, effects };
}

export const connected: ReadingEvent = { type: 'connected' };
export const lost: ReadingEvent = { type: 'lost' };
export const close: ReadingEvent = { type: 'close' };
export const due: ReadingEvent = { type: 'due', generation: IN_TIME };
export const failed: ReadingEvent = { type: 'failed', fault: refused('never').error };

export function answered(answer: Answer<'follow'>): ReadingEvent {
  return { type: 'answered', generation: IN_TIME, answer };
}

export function batched(after: number, through: number): ReadingEvent {
  return { type: 'batch', batch: batch(after, through) };
}

export function resetTo(seq: number, reason: 'gone' | 'seek' = 'gone'): ReadingEvent {
  return { type: 'reset', reset: reset(seq, reason) };
}
