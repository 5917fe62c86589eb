/** Waits until a time, ms, or until the signal. Timers fire early now and then, and a clock may be set: so it looks again. */
export async function waitUntil(time: number, now: () => number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const left = time - now();
    if (left <= 0) return;
    await pause(Math.min(left, LOOK_AGAIN_MS), signal);
  }
}

const LOOK_AGAIN_MS = 1_000;

function pause(ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const end = () => {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
    resolve();
  };
  const timer = setTimeout(end, ms);
  signal.addEventListener('abort', end);
  return promise;
}
