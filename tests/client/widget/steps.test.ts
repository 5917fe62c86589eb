import { describe, expect, test } from 'vitest';
import { timelineOf } from '../../../client/timeline.ts';
import { densityPath, keyPlaces } from '../../../client/widget/player/density.ts';
import { momentOf, type Step, stepOf } from '../../../client/widget/player/steps.ts';
import { entryId } from '../../../src/protocol/cursor.ts';
import type { Entry } from '../../../src/protocol/entries.ts';
import type { Pace } from '../../../src/protocol/pace.ts';

const MIDNIGHT = Date.parse('2026-03-02T00:00:00.000Z');
const moment = (seconds: number) => MIDNIGHT + seconds * 1_000;

/** Updates at these seconds, of a log that goes from 0 to 100. */
const played = (seconds: readonly number[], pace: Pace, parts: number) => {
  const held = seconds.map((second, index) => {
    const update = {
      id: `u${index}`,
      revision: 1,
      kind: 'paragraph',
      text: 'Text',
      ...(index === 0 && { key: true }),
    } as const;
    const entry: Entry = { seq: index + 2, at: new Date(moment(second)).toISOString(), type: 'published', update };
    return { id: entryId(entry), at: moment(second), entry };
  });
  return timelineOf({ held, from: moment(0), to: moment(100), whole: true }, pace, moment(0), parts);
};
const timeline = (...seconds: number[]) => played(seconds, { speed: 1 }, 10);

test.each<[string, boolean, 'ltr' | 'rtl', Step | undefined]>([
  ['ArrowRight', false, 'ltr', 'next'],
  ['ArrowLeft', false, 'ltr', 'previous'],
  ['ArrowRight', false, 'rtl', 'previous'],
  ['ArrowLeft', false, 'rtl', 'next'],
  ['ArrowRight', true, 'ltr', 'on'],
  ['ArrowRight', true, 'rtl', 'back'],
  ['ArrowUp', false, 'rtl', 'next'],
  ['ArrowDown', true, 'ltr', 'back'],
  ['PageUp', false, 'rtl', 'on'],
  ['PageDown', true, 'ltr', 'back'],
  ['Home', true, 'ltr', 'start'],
  ['End', false, 'rtl', 'end'],
  ['a', false, 'ltr', undefined],
  ['constructor', false, 'ltr', undefined],
])('%s, with shift: %s, in %s, is %s', (key, shift, dir, step) => {
  expect(stepOf(key, shift, dir)).toBe(step);
});

describe('in a log of 100 s with updates at 10, 50 and 95', () => {
  test.each<[Step, number, number | 'live']>([
    ['next', 0, 10],
    ['next', 10, 50],
    ['next', 95, 'live'],
    ['previous', 100, 95],
    ['previous', 50, 10],
    ['previous', 10, 0],
    ['previous', 0, 0],
    ['on', 20, 30],
    ['on', 89, 99],
    ['on', 90, 'live'],
    ['back', 30, 20],
    ['back', 5, 0],
    ['start', 60, 0],
    ['end', 60, 'live'],
  ])('%s from %i is %s', (step, from, to) => {
    expect(momentOf(step, moment(from), timeline(10, 50, 95))).toBe(to === 'live' ? to : moment(to));
  });
});

test('the drawing has a bar for each part with updates, the highest where they were densest, and marks where the key ones are', () => {
  const dense = timeline(5, 31, 32, 33, 34, 99);
  expect(densityPath(dense)).toBe('M0 100v-25h.75V100zM3 100v-100h.75V100zM9 100v-25h.75V100z');
  expect(keyPlaces(dense.buckets)).toEqual([0.05]);
  expect(densityPath(timeline(5, 15))).toBe('M0 100v-100h.75V100zM1 100v-100h.75V100z');
  expect(densityPath(timeline())).toBe('');
});

test('the drawing shows how dense the updates were in the time of the log, however long each silence takes to play', () => {
  const heights = [...densityPath(played([1, 2, 3, 60, 99], { speed: 1, maxGap: 1_000 }, 6)).matchAll(/v-(\d+)/g)];
  expect(heights.map(([, height]) => Number(height))).toEqual([100, 100, 25, 32, 100]);
});
