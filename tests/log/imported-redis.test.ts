import fc from 'fast-check';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ExportedLog, Log } from '../../src/log/log.ts';
import { createMemoryLog } from '../../src/log/memory-log.ts';
import { Refusal } from '../../src/protocol/codes.ts';
import { entryId, START } from '../../src/protocol/cursor.ts';
import type { Entry } from '../../src/protocol/entries.ts';
import { startRedis, type TestRedis } from '../kit/redis.ts';
import { breakingRedis } from './breaking-redis.ts';
import { changesOf } from './changes.ts';
import { expectSound } from './conformance.ts';
import { connectLog, epochs } from './connecting.ts';
import { entriesOf, paragraph, refused, writerOf } from './writer.ts';

const BOUND_MS = 30_000; // for a machine that is busy with the other tests; each takes a second or two
const EPOCH = 'imported';
const CANARY = 'The minister flew to Elba on the ninth.';

let server: TestRedis;
let operator: Redis;
beforeAll(async () => {
  server = await startRedis({ settings: { rdbcompression: 'no' } }); // or a dump would hide what it holds
  operator = new Redis(server.url);
});
beforeEach(() => server.flush());
afterAll(async () => {
  operator.disconnect();
  await server.stop();
});

const exported = (entries: Iterable<Entry> | AsyncIterable<Entry>, epoch = EPOCH): ExportedLog => ({
  epoch,
  async *entries() {
    yield* entries;
  },
});
const at = '2026-01-31T09:00:00.000Z';
/** An opening and so many updates. */
const long = (count: number): Entry[] => [
  { seq: 1, at, type: 'opened', briefing: { id: 'match', title: 'The match' } },
  ...Array.from(
    { length: count },
    (_, index): Entry => ({
      seq: index + 2,
      at,
      type: 'published',
      update: { id: `u${index}`, revision: 1, ...paragraph(`${index}: ${CANARY}`) },
    }),
  ),
];

/** All that Redis holds of a log, without the operations and article versions that only its writers knew. */
async function rawOf(briefing: string): Promise<object> {
  const key = (name: string) => `dl:{${briefing}}:${name}`;
  const index = Object.entries(await operator.hgetall(key('index')));
  const lines = await operator.xrange(key('log'), '-', '+');
  const score = await operator.zscore('dl:briefings', briefing);
  return {
    score,
    meta: await operator.hgetall(key('meta')),
    bodies: await operator.hgetall(key('bodies')),
    index: Object.fromEntries(index.filter(([name]) => !/^(op|article):/.test(name))),
    lines: lines.map(([id, fields]) => [id, fields.join('\n').replace(/(?<=^type\n[a-z]+)\nop\n[^\n]+/, '')]),
  };
}

async function isNowhere(log: Log): Promise<void> {
  expect(await log.read('match', { after: START, limit: 1 })).toBeUndefined();
  expect((await log.list({ limit: 10 })).briefings).toEqual([]);
}

test(
  'an imported log is in Redis as the log that was exported was',
  async () => {
    const { log, close } = await connectLog(server.url);
    const ids = ['u1', 'u2', 'u3', 'u4', 'u5'];
    const copies = async (changes: readonly Parameters<Log['append']>[2][]) => {
      await operator.flushall();
      await writerOf(log).open();
      for (const [index, change] of changes.entries())
        await log.append('storm', `operation-${index}`, change).catch((error: unknown) => {
          if (!(error instanceof Refusal)) throw error;
        });
      const epoch = (await log.read('storm', { after: START, limit: 0 }))?.epoch ?? '';
      const entries = await entriesOf(log, 'storm');
      await log.import('copy', exported(entries, epoch));
      expect(await rawOf('copy')).toEqual(await rawOf('storm'));
      expect(await operator.ttl('dl:{copy}:log')).toBe(-1);
      await expectSound(log);
    };
    await fc.assert(fc.asyncProperty(fc.array(changesOf(ids), { minLength: 20, maxLength: 50, size: 'max' }), copies), {
      numRuns: 60,
    });
    await close();
  },
  BOUND_MS,
);

test(
  'an imported log goes on as the log in memory says',
  async () => {
    const { log, close } = await connectLog(server.url);
    const ids = ['u1', 'u2', 'u3'];
    const byHand = fc.array(changesOf(ids), { minLength: 15, maxLength: 30, size: 'max' });
    const goesOn = async (before: readonly Parameters<Log['append']>[2][], after: typeof before) => {
      await operator.flushall();
      const model = createMemoryLog({ now: Date.now, time: Date.now, epoch: epochs() });
      await model.append('storm', 'opened', { type: 'opened', briefing: { title: 'The storm' } });
      const write = async (to: Log, operation: string, change: (typeof before)[number]) => {
        const { article: _, ...plain } = 'article' in change ? change : { ...change, article: undefined };
        const { result, revision } = await to
          .append('storm', operation, plain as typeof change)
          .catch((error: unknown) => {
            if (!(error instanceof Refusal)) throw error;
            return { result: error.code, revision: error.extra };
          });
        return { result, revision };
      };
      for (const [index, change] of before.entries()) await write(model, `before-${index}`, change);
      const page = await model.read('storm', { after: START, limit: 0 });
      await log.import('storm', exported(await entriesOf(model, 'storm'), page?.epoch));
      for (const [index, change] of after.entries())
        expect(await write(log, `after-${index}`, change)).toEqual(await write(model, `after-${index}`, change));
      const timeless = (entries: readonly Entry[]) => entries.map(({ at: _, ...entry }) => entry);
      expect(timeless(await entriesOf(log, 'storm'))).toEqual(timeless(await entriesOf(model, 'storm')));
      await expectSound(log);
    };
    await fc.assert(fc.asyncProperty(byHand, byHand, goesOn), { numRuns: 60 });
    await close();
  },
  BOUND_MS,
);

test(
  'a long log that is imported while the connection is killed over and over is there once, whole',
  async () => {
    const { log, close } = await connectLog(server.url);
    const entries = long(4_000);
    async function* killed() {
      for (const entry of entries) {
        if (entry.seq % 500 === 0) void operator.call('CLIENT', 'KILL', 'TYPE', 'NORMAL', 'SKIPME', 'YES');
        yield entry;
      }
    }
    expect(await log.import('match', { epoch: EPOCH, entries: killed })).toMatchObject({
      id: `${Date.parse(at)}-4001`,
    });
    expect(await entriesOf(log, 'match')).toEqual(entries);
    await close();
  },
  BOUND_MS,
);

test('an import whose answer was lost finds itself there', async () => {
  const way = await breakingRedis(server.url);
  const { log, close } = await connectLog(way.path);
  way.loseNextAnswer();
  expect(await log.import('match', exported(long(10)))).toMatchObject({ result: 'again' });
  expect(way.answersToLose()).toBe(0);
  expect(await entriesOf(log, 'match')).toHaveLength(11);
  await close();
  way.shut();
});

test('what a dead importer has left is not to be read, runs out, and does not hinder another', async () => {
  const { log: dying, redis, close: die } = await connectLog(server.url, {}, () => 'deadlog1');
  const { log, close } = await connectLog(server.url);
  let staged = () => {};
  const half = new Promise<void>((resolve) => {
    staged = resolve;
  });
  const importing = dying.import('match', {
    epoch: EPOCH,
    async *entries() {
      yield* long(1_000).slice(0, 900);
      staged();
      await new Promise(() => {}); // its process dies here
    },
  });
  importing.catch(() => {});
  await half;
  await redis.ping();
  await die();
  const keys = await operator.keys('*');
  expect(keys.every((key) => key.startsWith('dl:{match}:import:'))).toBe(true);
  expect(keys).toHaveLength(4);
  for (const key of keys) {
    expect(await operator.pttl(key)).toBeGreaterThan(0);
    expect(await operator.pttl(key)).toBeLessThanOrEqual(60_000);
  }
  await isNowhere(log);
  expect(await log.import('match', exported(long(1_000)))).toMatchObject({ result: 'ok' });
  expect(await entriesOf(log, 'match')).toEqual(long(1_000));
  await close();
});

test('a log of which Redis has lost a part on its way is refused, and not put in place', async () => {
  const { log, close } = await connectLog(server.url);
  for (const lostAt of [500, 1_000]) {
    // At the end, nothing is left to be sent that would notice.
    const losing: ExportedLog = {
      epoch: EPOCH,
      async *entries() {
        for (const entry of long(999)) {
          yield entry;
          if (entry.seq === lostAt) await operator.flushall();
        }
      },
    };
    await refused(log.import('match', losing), 'UNAVAILABLE');
    await isNowhere(log);
  }
  expect(await operator.keys('*import*')).toEqual([]);
  await close();
});

test('a full memory refuses an import, and nothing of it stays; what is there can be seen to be', async () => {
  const { log, close } = await connectLog(server.url);
  await log.import('there', exported(long(3)));
  async function* filling() {
    for (const entry of long(1_000)) {
      if (entry.seq === 600) await operator.config('SET', 'maxmemory', 1);
      yield entry;
    }
  }
  try {
    await refused(log.import('match', { epoch: EPOCH, entries: filling }), 'UNAVAILABLE');
    const there = long(3).map((entry) =>
      entry.seq === 1 ? { ...entry, briefing: { id: 'there', title: 'The match' } } : entry,
    );
    expect(await log.import('there', exported(there as Entry[]))).toMatchObject({ result: 'again' });
  } finally {
    await operator.config('SET', 'maxmemory', 0);
  }
  expect(await log.briefing('match')).toBeUndefined();
  expect(await operator.keys('*import*')).toEqual([]);
  await close();
});

test('no key in Redis holds a word of an imported update that was retracted', async () => {
  const { log, close } = await connectLog(server.url);
  await log.import('match', exported(long(3)));
  await log.import('match', exported(long(3)));
  const writer = writerOf(log, 'match');
  for (const update of ['u0', 'u1', 'u2']) await writer.retract(update);
  await log.import('match', exported(long(3)));
  for (const key of await operator.keys('*'))
    expect((await operator.dumpBuffer(key))?.includes(CANARY), key).toBe(false);
  await close();
});

test('an import is listed by when it was opened, also when an opening that failed was noted', async () => {
  const { log, close } = await connectLog(server.url);
  await operator.zadd('dl:briefings', Date.now() + 1_000, 'match');
  await writerOf(log).open();
  await log.import('match', exported(long(3)));
  expect((await log.list({ limit: 10 })).briefings.map(({ id }) => id)).toEqual(['storm', 'match']);
  await close();
});

test('an import stands where the file ends, and the next entry follows it', async () => {
  const { log, close } = await connectLog(server.url);
  const { id } = await log.import('match', exported(long(3)));
  const last = long(3).at(-1)!; // there are four
  expect(id).toBe(entryId(last));
  await writerOf(log, 'match').publish('u9');
  const page = await log.read('match', { after: id, limit: 10 });
  expect(page).toMatchObject({ epoch: EPOCH, found: true, entries: [{ seq: 5 }] });
  await close();
});
