const TICK_MS = 10;

/**
 * How late this machine is just now: the longest that a timer of ours came after its time since the watch began, ms. What is
 * promised to the millisecond is promised of a machine that has time for it.
 */
export function watchLag(): () => number {
  let longest = 0;
  let due = performance.now() + TICK_MS;
  const timer = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - due);
    due = now + TICK_MS;
  }, TICK_MS);
  timer.unref();
  return () => Math.max(longest, performance.now() - due);
}
