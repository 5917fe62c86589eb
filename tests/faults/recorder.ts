import type { Line } from './history.ts';

/** Keeps a history as it is made. */
export type Recorder = {
  readonly lines: readonly Line[];
  /** ms since 1970, by a clock that never steps. */
  now(): number;
  write(line: Line): void;
};

export function createRecorder(): Recorder {
  const lines: Line[] = [];
  return {
    lines,
    now: () => performance.timeOrigin + performance.now(),
    write: (line) => void lines.push(line),
  };
}

/** A small random source that gives the same from the same seed: mulberry32. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
