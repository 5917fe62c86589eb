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
import { TestReader } from '../kit/reader.ts';
import { startRedis } from '../kit/redis.ts';
import { changesOf } from '../log/changes.ts';
import { connectLog } from '../log/connecting.ts';
import { entriesOf } from '../log/writer.ts';
import { plain } from '../protocol/histories.ts';

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
    const changes = fc.array(changesOf(['u1', 'u2', 'u3', 'u4', 'u5']), { minLength: 40, maxLength: 80, size: 'max' });
    await fc.assert(fc.asyncProperty(changes, holds), { numRuns: RUNS, seed, endOnFailure: true });
    expect(site.lines).toEqual([]);
  });

  async function holds(changes: readonly Change[]): Promise<void> {
    histories += 1;
    const briefing = `history-${histories}`;
    await log.append(briefing, 'open', { type: 'opened', briefing: { title: briefing } });
    const [live, key] = [new TestReader(site.url), new TestReader(site.url)];
    const readers = [live, key];
    try {
      await live.follow({ briefing });
      await key.follow({ briefing, only: 'key' });
      for (const [at, change] of changes.entries()) await write(briefing, `operation-${at}`, change);

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
    await log.append(briefing, operation, said as Change).catch((error: unknown) => {
      if (!(error instanceof Refusal)) throw error;
    });
  }
});
