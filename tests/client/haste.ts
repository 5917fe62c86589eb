import type { Clock } from '../../client/index.ts';

/** Time that passes so many times as fast for a reader as for its gateway, so that no test waits for a limit. */
export function hasty(times: number): Clock {
  return {
    now: () => performance.now() * times,
    after(ms, call) {
      const timer = setTimeout(call, ms / times);
      return () => clearTimeout(timer);
    },
  };
}
