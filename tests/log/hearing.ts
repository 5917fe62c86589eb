import type { Hint, Log } from '../../src/log/log.ts';

const BOUND_MS = 4_000; // under what a test may take, so that the error says what was heard

/** Somebody who listens to one log: `until` waits for what is to be heard, and says what was when it does not come. */
export async function hearingOf(log: Log, briefing = 'storm') {
  const heard: (Hint | 'gap')[] = [];
  let look = () => {};
  const leave = await log.watch(briefing, (hint) => {
    heard.push(hint);
    look();
  });

  function until(enough: (heard: readonly (Hint | 'gap')[]) => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const bound = setTimeout(() => reject(new Error(`Heard no more than ${JSON.stringify(heard)}`)), BOUND_MS);
      look = () => {
        if (!enough(heard)) return;
        clearTimeout(bound);
        resolve();
      };
      look();
    });
  }

  return {
    heard,
    leave,
    until,
    /** The hints, once there are as many; gaps do not count. */
    async hints(count: number): Promise<readonly Hint[]> {
      const hints = () => heard.filter((hint): hint is Hint => hint !== 'gap');
      await until(() => hints().length >= count);
      return hints();
    },
  };
}
