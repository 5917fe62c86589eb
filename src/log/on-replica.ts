import type { EntryId } from '../protocol/cursor.ts';
import { reaching } from '../protocol/reaching.ts';
import type { OnReplica } from '../runtime/replicas.ts';
import { keysOf } from './keys.ts';
import type { Log } from './log.ts';

/**
 * The log, such that what is acknowledged is on a replica too. A write that no replica has is refused although it may be in the log:
 * sent again with the same operation, it comes to the same entry.
 */
export function onReplica(log: Log, wait: OnReplica): Log {
  async function held<Written extends { id: EntryId }>(briefing: string, written: Written): Promise<Written> {
    const { log: key, mark } = keysOf(briefing);
    const { id } = written;
    const there = (found: unknown) => Array.isArray(found) && found.length > 0;
    await reaching(wait({ mark, ask: (pipeline) => pipeline.xrange(key, id, id), holds: there }));
    return written;
  }
  return {
    ...log,
    append: async (briefing, ...change) => held(briefing, await log.append(briefing, ...change)),
    import: async (briefing, exported) => held(briefing, await log.import(briefing, exported)),
  };
}
