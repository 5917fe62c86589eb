/** The keys of one briefing's log: one hash tag, so that a script may touch them all in a cluster. */
export function keysOf(briefing: string) {
  const tag = `dl:{${briefing}}`;
  return {
    log: `${tag}:log`,
    bodies: `${tag}:bodies`,
    meta: `${tag}:meta`,
    index: `${tag}:index`,
    channel: `${tag}:live`,
  };
}

/** All briefings by the time they were opened. Written before the log is, so that no log is missing here. */
export const BRIEFINGS = 'dl:briefings';
