import type { Timeline } from '../../index.ts';

/** What a key does to the playhead: to the update before or after, a tenth of the axis, or to an end of it. */
export type Step = 'previous' | 'next' | 'back' | 'on' | 'start' | 'end';

/** So many of the long steps lead from one end to the other. */
const LONG_STEPS = 10;

const STEPS = new Map<string, Step>([
  ['ArrowUp', 'next'],
  ['ArrowDown', 'previous'],
  ['PageUp', 'on'],
  ['PageDown', 'back'],
  ['Home', 'start'],
  ['End', 'end'],
]);
const LONG: Readonly<Partial<Record<Step, Step>>> = { previous: 'back', next: 'on' };

/** What a key means; undefined for all others. Left and right are those of the screen: the axis runs as the language is written. */
export function stepOf(key: string, shift: boolean, dir: 'ltr' | 'rtl'): Step | undefined {
  const onward = dir === 'ltr' ? 'ArrowRight' : 'ArrowLeft';
  const step = /^Arrow(Left|Right)$/.test(key) ? (key === onward ? 'next' : 'previous') : STEPS.get(key);
  return shift && step ? (LONG[step] ?? step) : step;
}

/** The moment to which a step leads from another, ms of the log's time; `live` when there is nothing beyond. */
export function momentOf(step: Step, from: number, timeline: Timeline): number | 'live' {
  const { published, duration } = timeline;
  const start = Date.parse(timeline.momentAt(0));
  const along = (share: number) => Date.parse(timeline.momentAt(timeline.playedAt(from) + duration * share));
  switch (step) {
    case 'previous':
      return published.findLast((at) => at < from) ?? start;
    case 'next':
      return published.find((at) => at > from) ?? 'live';
    case 'back':
      return along(-1 / LONG_STEPS);
    case 'on': {
      const moment = along(1 / LONG_STEPS);
      return timeline.playedAt(moment) >= duration ? 'live' : moment;
    }
    case 'start':
      return start;
    case 'end':
      return 'live';
  }
}
