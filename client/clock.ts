/** Time as the SDK knows it: it comes in from outside, so that a test decides when it passes. */
export type Clock = {
  /** Milliseconds of a clock that never steps. */
  now(): number;
  /** Calls back once, after so many milliseconds; the result takes that back. */
  after(ms: number, call: () => void): () => void;
};

export const systemClock: Clock = {
  now: () => performance.now(),
  after(ms, call) {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
};
