/** The keys of one briefing's log: one hash tag, so that a script may touch them all in a cluster. */
export function keysOf(briefing: string) {
  const tag = `dl:{${briefing}}`;
  return {
    log: `${tag}:log`,
    bodies: `${tag}:bodies`,
    meta: `${tag}:meta`,
    index: `${tag}:index`,
    channel: `${tag}:live`,
    viewers: `${tag}:viewers`,
    mark: `${tag}:mark`,
  };
}

/** A log on its way in, beside its briefing's own and in its slot: nobody reads it before it takes that place. */
export function stagedKeysOf(briefing: string, token: string) {
  const tag = `dl:{${briefing}}:import:${token}`;
  return { log: `${tag}:log`, bodies: `${tag}:bodies`, meta: `${tag}:meta`, index: `${tag}:index` };
}

/** There while a rewrite of the append-only file is wanted; and for a while after one was begun, whoever began it. */
export const REWRITE_WANTED = 'dl:rewrite:wanted';
export const REWRITTEN = 'dl:rewrite:begun';
/** There when the file has been written anew since that run of a Redis began. */
export const runKey = (run: string) => `dl:rewrite:run:${run}`;

/** All briefings by the time they were opened. Written before the log is, so that no log is missing here. */
export const BRIEFINGS = 'dl:briefings';
