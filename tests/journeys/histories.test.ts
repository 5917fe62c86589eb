import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { views } from '../../client/page/index.ts';
import { createGateway } from '../../src/gateway/gateway.ts';
import type { Change, Log } from '../../src/log/log.ts';
import { createMemoryLog } from '../../src/log/memory-log.ts';
import { Refusal } from '../../src/protocol/codes.ts';
import { parseCursor, START, seqOf } from '../../src/protocol/cursor.ts';
import { EMPTY, fold } from '../../src/protocol/fold.ts';
import { stateOf } from '../../src/protocol/snapshot.ts';
import { foldSummary, summaryOf } from '../../src/protocol/summary.ts';
import { createJournal } from '../../src/runtime/logging.ts';
import { planOf } from '../../workers/planning.ts';
import { add, retract, revise } from '../../workers/turns.ts';
import { TestReader } from '../kit/reader.ts';
import { startRedis } from '../kit/redis.ts';
import { changesOf } from '../log/changes.ts';
import { connectLog } from '../log/connecting.ts';
import { entriesOf } from '../log/writer.ts';
import { plain } from '../protocol/histories.ts';

/** A version of an article, in paragraphs of which others have some too. */
type Version = { name: string; paragraphs: readonly string[] };
type Step = Change | Version;

const PARAGRAPHS = ['harbour', 'ferry', 'school', 'tree', 'road'].flatMap((word) => [
  `The ${word} is closed until noon, says the ${word} office.`,
  `The ${word} is closed until nine, says the ${word} office.`,
]);
const versions: fc.Arbitrary<Version> = fc.record({
  name: fc.constantFrom('a1', 'a2'),
  paragraphs: fc.uniqueArray(fc.constantFrom(...PARAGRAPHS), { minLength: 1, maxLength: 5 }),
});
const updateIds = ['u1', 'u2', 'u3', ...[0, 1, 2, 3].flatMap((at) => [`a1.${at}`, `a2.${at}`])];
const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: changesOf(updateIds) },
  { weight: 1, arbitrary: versions },
);

function unlessRefused(error: unknown): void {
  if (!(error instanceof Refusal)) throw error;
}

const RUNS = 25;
const seed = Date.now() % 2 ** 31;
console.info(`editorial histories: seed ${seed}`);

/** A gateway with real sockets over a log. */
async function serve(log: Log) {
  const http = createServer(express());
  const lines: string[] = [];
  const gateway = createGateway({
    log,
    http,
    journal: createJournal('warn', { write: (line) => void lines.push(line) }),
    now: Date.now,
    clock: () => performance.now(),
    publicUrl: () => 'https://live.example',
    origins: '*',
    views,
    assets: import.meta.dirname,
  });
  http.removeAllListeners('request').on('request', express().use(gateway.router));
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    lines,
    async close() {
      await gateway.close(0);
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

const logs = {
  'the log in memory': async () => {
    const log = createMemoryLog({ now: Date.now, time: Date.now, epoch: () => 'memorys1' });
    return { log, close: async () => {} };
  },
  'the log in Redis': async () => {
    const redis = await startRedis();
    const { log, close } = await connectLog(redis.url);
    return {
      log,
      async close() {
        await close();
        await redis.stop();
      },
    };
  },
};

describe.each(Object.entries(logs))('%s', (_, create) => {
  let log: Log;
  let site: Awaited<ReturnType<typeof serve>>;
  let close: () => Promise<void>;
  let histories = 0;
  beforeAll(async () => {
    ({ log, close } = await create());
    site = await serve(log);
  });
  afterAll(async () => {
    await site.close();
    await close();
  });

  test('whatever a newsroom does, all who read of it end with the same state', async () => {
    await fc.assert(fc.asyncProperty(fc.array(steps, { minLength: 40, maxLength: 80, size: 'max' }), holds), {
      numRuns: RUNS,
      seed,
      endOnFailure: true,
    });
    expect(site.lines).toEqual([]);
  });

  async function holds(run: readonly Step[]): Promise<void> {
    histories += 1;
    const briefing = `history-${histories}`;
    await log.append(briefing, 'open', { type: 'opened', briefing: { title: briefing } });
    const [live, key] = [new TestReader(site.url), new TestReader(site.url)];
    const readers = [live, key];
    try {
      await live.follow({ briefing });
      await key.follow({ briefing, only: 'key' });
      for (const [at, step] of run.entries()) {
        if (!('paragraphs' in step)) await write(briefing, `operation-${at}`, step);
        else await publishVersion(briefing, step, at + 1);
      }

      const entries = await entriesOf(log, briefing);
      const expected = plain(fold(EMPTY, entries));
      const [late, replay, newest] = [new TestReader(site.url), new TestReader(site.url), new TestReader(site.url)];
      readers.push(late, replay, newest);
      await late.follow({ briefing });
      await replay.replay({ briefing, speed: 1_000, maxGap: 1 });
      await newest.follow({ briefing, last: 500 });
      for (const reader of [live, late, replay, newest]) {
        await reader.reaches(entries.length);
        expect(plain(reader.state)).toEqual(expected);
        expect(reader.holes).toEqual([]);
      }
      const snapshot = await (await fetch(`${site.url}/v1/briefings/${briefing}?limit=500`)).json();
      expect(plain(stateOf(snapshot))).toEqual(expected);

      const place = () => seqOf(parseCursor(key.cursor ?? '')?.id ?? START);
      await key.until(() => place() === entries.length, `it stands at ${place()}, not at ${entries.length}`);
      const summary = plain(key.batches.reduce(foldSummary, EMPTY));
      expect(summary).toEqual(plain(summaryOf(fold(EMPTY, entries))));
      const asked = await (await fetch(`${site.url}/v1/briefings/${briefing}?key=true&limit=500`)).json();
      expect(plain(stateOf(asked))).toEqual(summary);
    } finally {
      for (const reader of readers) reader.close();
    }
  }

  /** As editors who look before they write; what is refused is not part of the history. */
  async function write(briefing: string, operation: string, change: Change): Promise<void> {
    const { article: _, ...byHand } = { article: undefined, ...change };
    const current = 'update' in change ? await log.current(briefing, change.update) : undefined;
    const said = 'expected' in byHand ? { ...byHand, expected: current?.revision ?? 1 } : byHand;
    if (change.type === 'published' && !change.update.startsWith('u')) return; // these come with their articles
    const kept = change.type === 'revised' ? { content: { ...current?.content, ...change.content } } : {};
    const { article, mark } = current?.content?.source ?? {};
    const barred = change.type === 'retracted' && article && mark ? { barred: { article, mark } } : {};
    await log.append(briefing, operation, { ...said, ...kept, ...barred } as Change).catch(unlessRefused);
  }

  /** As a worker brings a version in. Afterwards readers have what it says, but for what editors have made of it by hand. */
  async function publishVersion(briefing: string, { name, paragraphs }: Version, version: number) {
    const job = { briefing, article: name, version };
    const segments = paragraphs.map((text) => ({ kind: 'paragraph', text }) as const);
    await log.supersede(briefing, { id: name, version });
    const { retracted, turns } = await planOf(job, segments, log);
    const facts = {
      state: 'publishing',
      edition: version,
      segments: segments.length,
      published: 0,
      stalls: 0,
    } as const;
    const article = { ...facts, pace: 0, base: 0, retracted };
    await retract(article, job, log).catch(unlessRefused);
    for (const [at, turn] of turns.entries())
      if (turn?.type === 'published')
        await add(turn, at, { article, job, log, follows: undefined }).catch(unlessRefused);
      else if (turn) await revise(turn, at, article, job, log).catch(unlessRefused);
    if ((await log.briefing(briefing))?.status === 'ended') return;
    const again = await planOf(job, segments, log);
    expect([again.retracted, again.turns.filter((turn) => turn !== undefined)], 'nothing is left to be done').toEqual([
      [],
      [],
    ]);
  }
});
