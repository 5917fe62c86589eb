import type { Answer, Effect, Held, ReadingEvent, Step } from '../../client/machine.ts';
import { batch, refused, reset, STORM } from './samples.ts';

/** Stands for the generation that the machine has when the event comes: an answer in time, not a late one. */
export const IN_TIME = 0;

/** What a machine is, and last wanted done, after events. */
export function drive<Machine extends Held, Event extends { type: string }>(
  start: Machine,
  step: (machine: Machine, event: Event) => Step<Machine>,
  events: readonly Event[],
): { now: Machine; effects: readonly Effect[] } {
  let now = start;
  let effects: readonly Effect[] = [];
  for (const event of events) {
    const inTime = 'generation' in event && event.generation === IN_TIME;
    ({ next: now, effects } = step(now, inTime ? { ...event, generation: now.generation } : event));
  }
  return { now, effects };
}

export const connected: ReadingEvent = { type: 'connected' };
export const lost: ReadingEvent = { type: 'lost' };
export const close: ReadingEvent = { type: 'close' };
export const due: ReadingEvent = { type: 'due', generation: IN_TIME };
export const failed: ReadingEvent = { type: 'failed', fault: refused('never').error };

export function answered(answer: Answer<'follow' | 'replay'>): ReadingEvent {
  return { type: 'answered', generation: IN_TIME, answer };
}

export function batched(after: number, through: number): ReadingEvent {
  return { type: 'batch', batch: batch(after, through) };
}

export function resetTo(seq: number, reason: 'gone' | 'seek' = 'gone'): ReadingEvent {
  return { type: 'reset', reset: reset(seq, reason) };
}

export function playheadAt(at: string, state: 'playing' | 'paused' | 'live' | 'finished'): ReadingEvent {
  return { type: 'playhead', playhead: { briefing: STORM, at, speed: 1, state } };
}
