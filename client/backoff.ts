/** The longest wait before the first further try: most breaks are a gateway that has been replaced. */
export const FIRST_MS = 500;
/** The longest wait of all: a reader in a tunnel is back soon after the tunnel's end. */
export const LONGEST_MS = 15_000;
/** A connection that lasted so long was a good one; one that breaks sooner counts as one more failed try. */
export const LASTING_MS = 10_000;

/** Milliseconds until the next try, with full jitter: any time from none to the longest, so that a crowd does not come back at once. */
export function backoff(tries: number, random: () => number): number {
  return random() * Math.min(LONGEST_MS, FIRST_MS * 2 ** tries);
}
