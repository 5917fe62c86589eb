import fc from 'fast-check';
import type { Change, Log } from '../../src/log/log.ts';
import { createMemoryLog } from '../../src/log/memory-log.ts';
import { Refusal } from '../../src/protocol/codes.ts';
import { entryId, START } from '../../src/protocol/cursor.ts';
import type { Entry } from '../../src/protocol/entries.ts';
import type { State } from '../../src/protocol/fold.ts';
import { changesOf } from '../log/changes.ts';

const BRIEFING = 'storm';
export const EPOCH = 'history1';

/**
 * What newsrooms do to a briefing, as three readers get it: `live` each entry when it is written, with its text; `read`
 * all of them at the end, when the retracted texts are gone; `visiting` whatever is new whenever it looks in.
 */
export type History = { live: readonly Entry[]; read: readonly Entry[]; visiting: readonly Entry[] };

type Moment = { change: Change; passes: number; looks: boolean };

const ids = Array.from({ length: 8 }, (_, number) => `u${number + 1}`);
const moments: fc.Arbitrary<Moment> = fc.record({
  change: changesOf(ids),
  passes: fc.constantFrom(0, 1, 60_000, 3_600_000),
  looks: fc.nat({ max: 7 }).map((number) => number === 0),
});
const opening: Moment = { change: { type: 'opened', briefing: { title: 'The storm' } }, passes: 0, looks: false };

/** Whatever newsrooms do: the property holds for each such history, or its failure prints the seed. */
export async function forEachHistory(holds: (history: History) => void, runs = 100): Promise<void> {
  const histories = fc.array(moments, { minLength: 25, maxLength: 60, size: 'max' });
  const property = fc.asyncProperty(histories, async (moments) => holds(await historyOf(moments)));
  await fc.assert(property, { numRuns: runs });
}

/** All ways to cut a list in two. */
export function cutsOf<Item>(items: readonly Item[]): [readonly Item[], readonly Item[]][] {
  return Array.from({ length: items.length + 1 }, (_, at) => [items.slice(0, at), items.slice(at)]);
}

/** A state with the order of its updates, which an equal map need not have. */
export function plain(state: State): object {
  return { ...state, updates: [...state.updates] };
}

async function historyOf(moments: readonly Moment[]): Promise<History> {
  let time = Date.parse('2026-01-01T00:00:00.000Z');
  const log = createMemoryLog({ now: () => time, time: () => time, epoch: () => EPOCH });
  const live: Entry[] = [];
  const visiting: Entry[] = [];
  await log.watch(BRIEFING, (hint) => hint !== 'gap' && live.push(hint.entry));
  for (const [at, { change, passes, looks }] of [opening, ...moments].entries()) {
    time += passes;
    await write(log, `operation-${at}`, await upToDate(log, change));
    if (looks) visiting.push(...(await after(log, visiting)));
  }
  visiting.push(...(await after(log, visiting)));
  return { live, read: await after(log, []), visiting };
}

/** As editors who look before they write do it, by hand: most of what is asked for then happens. */
async function upToDate(log: Log, change: Change): Promise<Change> {
  switch (change.type) {
    case 'published': {
      const { article: _, ...byHand } = change;
      return byHand;
    }
    case 'retracted': {
      const { article: _, expected: __, ...byHand } = change;
      return byHand;
    }
    case 'revised': {
      const { article: _, ...byHand } = change;
      return { ...byHand, expected: (await log.current(BRIEFING, change.update))?.revision ?? 1 };
    }
    default:
      return change;
  }
}

/** What the log refuses is not part of the history. */
async function write(log: Log, operation: string, change: Change): Promise<void> {
  try {
    await log.append(BRIEFING, operation, change);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
}

async function after(log: Log, seen: readonly Entry[]): Promise<readonly Entry[]> {
  const last = seen.at(-1);
  const page = await log.read(BRIEFING, { after: last ? entryId(last) : START, limit: 1_000, bytes: 1_000_000 });
  return page?.entries ?? [];
}
