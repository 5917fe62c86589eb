import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Change, Log } from '../../src/log/log.ts';
import { createMemoryLog } from '../../src/log/memory-log.ts';
import type { Briefing } from '../../src/protocol/briefing.ts';
import { Refusal } from '../../src/protocol/codes.ts';
import { type EntryId, entryId, START, seqOf } from '../../src/protocol/cursor.ts';
import { startRedis, type TestRedis } from '../kit/redis.ts';
import { changesOf } from './changes.ts';
import { expectSound } from './conformance.ts';
import { connectLog, epochs } from './connecting.ts';
import { entriesOf, tick } from './writer.ts';

const BOUND_MS = 60_000; // for a machine that is busy with the other tests; it takes four seconds
const limits = { entries: 12, pins: 1 };
/** Few, so that changes meet: most things that go wrong take two. */
const updateIds = ['u1', 'u2', 'u3', 'u4', 'u5'];
const briefings = ['storm', 'match'] as const;
const changes = changesOf(updateIds);

/** `repeat`: what was sent before, so many steps ago, is sent once more. `after`: the number of an entry, there or not. */
type Step =
  | { do: 'append'; briefing: string; change: Change }
  | { do: 'repeat'; ago: number; change: Change | undefined }
  | { do: 'read'; briefing: string; after: number; limit: number; bytes: number }
  | { do: 'list'; limit: number };

const briefing = fc.constantFrom(...briefings, 'storm', 'storm', 'storm');
const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ do: fc.constant('append' as const), briefing, change: changes }) },
  {
    weight: 4,
    // Mostly the same again; once in a while the same operation id with something else, which must not get in either.
    arbitrary: fc.record({
      do: fc.constant('repeat' as const),
      ago: fc.nat({ max: 12 }),
      change: fc.option(changes, { nil: undefined, freq: 4 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('read' as const),
      briefing,
      after: fc.nat({ max: 16 }),
      limit: fc.nat({ max: 6 }),
      bytes: fc.constantFrom(1, 150, 64_000),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('list' as const), limit: fc.integer({ min: 1, max: 3 }) }) },
);
const opening: Step = { do: 'append', briefing: 'storm', change: { type: 'opened', briefing: { title: 'The storm' } } };

let server: TestRedis;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());

test(
  'the log in Redis and the log in memory tell the same of any run of writes, repeats and reads',
  async () => {
    const { log, redis, close } = await connectLog(server.url, { limits });
    const tells = async (run: readonly Step[]) => {
      await redis.flushall();
      const clocks = { now: Date.now, time: Date.now, epoch: epochs(), limits };
      const [real, model] = [playerOf(log), playerOf(createMemoryLog(clocks))];
      for (const step of [opening, ...run]) expect(await real.play(step)).toEqual(await model.play(step));
      expect(await real.everything()).toEqual(await model.everything());
      await expectSound(log);
    };
    try {
      await fc.assert(fc.asyncProperty(fc.array(steps, { minLength: 30, maxLength: 80, size: 'max' }), tells), {
        numRuns: 200,
        interruptAfterTimeLimit: BOUND_MS / 2,
        markInterruptAsFailure: true,
      });
    } finally {
      await close();
    }
  },
  BOUND_MS,
);

/** Plays steps on one log, and tells what came of them without what two logs need not have in common: times and epochs. */
function playerOf(log: Log) {
  const sent: { briefing: string; operation: string; change: Change }[] = [];

  async function append(call: { briefing: string; operation: string; change: Change }) {
    sent.push(call);
    if (call.change.type === 'opened') tick();
    try {
      const { result, id, revision } = await log.append(call.briefing, call.operation, call.change);
      return { result, seq: seqOf(id), revision };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { code: error.code, message: error.message, extra: error.extra };
    }
  }

  async function placeOf(briefing: string, seq: number): Promise<EntryId> {
    if (seq === 0 || !(await log.read(briefing, { after: START, limit: 0 }))) return START;
    const entry = (await entriesOf(log, briefing))[seq - 1];
    return entry ? entryId(entry) : `1-${seq}`;
  }

  async function read(step: Step & { do: 'read' }) {
    const after = await placeOf(step.briefing, step.after);
    const page = await log.read(step.briefing, { after, limit: step.limit, bytes: step.bytes });
    return page && { head: seqOf(page.head), found: page.found, entries: page.entries.map(timeless) };
  }

  async function play(step: Step): Promise<unknown> {
    switch (step.do) {
      case 'append':
        return append({ ...step, operation: `operation-${sent.length}` });
      case 'repeat': {
        const before = sent.at(-1 - (step.ago % sent.length))!; // the opening at least was sent
        return append({ ...before, change: step.change ?? before.change });
      }
      case 'read':
        return read(step);
      case 'list': {
        const { briefings, next } = await log.list({ limit: step.limit });
        return { briefings: briefings.map(dateless), next };
      }
    }
  }

  async function everything() {
    const told = [];
    for (const briefing of briefings) {
      const page = await log.read(briefing, { after: START, limit: 100 });
      const current = await Promise.all(updateIds.map((update) => log.current(briefing, update)));
      told.push({ entries: page?.entries.map(timeless), current });
    }
    return { told, listed: (await log.list({ limit: 10 })).briefings.map(dateless) };
  }

  return { play, everything };
}

function timeless({ at: _, ...entry }: { at: string }): object {
  return entry;
}

/** A briefing with the fact that it has a time in place of the time. */
function dateless({ openedAt: _, updatedAt: __, startedAt, endedAt, ...rest }: Briefing): object {
  return { ...rest, started: startedAt !== undefined, ended: endedAt !== undefined };
}
