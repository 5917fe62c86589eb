export const pause = (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms));

const LOOK_MS = 10;

/** Looks again and again, for at most so long, ms; gives whether it came to hold. */
export async function comes(holds: () => boolean | Promise<boolean>, ms: number): Promise<boolean> {
  const until = performance.now() + ms;
  while (!(await holds())) {
    if (performance.now() > until) return false;
    await pause(LOOK_MS);
  }
  return true;
}
