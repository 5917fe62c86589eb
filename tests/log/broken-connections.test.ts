import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Change } from '../../src/log/log.ts';
import { createRedisLog } from '../../src/log/redis-log.ts';
import { START } from '../../src/protocol/cursor.ts';
import { startRedis, type TestRedis } from '../kit/redis.ts';
import { breakingRedis } from './breaking-redis.ts';
import { story } from './checks/appending.ts';
import { expectSound } from './conformance.ts';
import { connectLog, epochs } from './connecting.ts';
import { hearingOf } from './hearing.ts';
import { entriesOf, refused, writerOf } from './writer.ts';

const BOUND_MS = 20_000; // each break costs a tenth of a second, more on a busy machine

let server: TestRedis;
let operator: Redis;
beforeAll(async () => {
  server = await startRedis();
  operator = new Redis(server.url).on('error', () => {}); // the server is killed in one of these tests
});
beforeEach(() => server.flush());
afterAll(async () => {
  operator.disconnect();
  await server.stop();
});

test(
  'a change of any type whose answer was lost is in the log once, and its writer learns where',
  async () => {
    const way = await breakingRedis(server.url);
    const { log, close } = await connectLog(way.path);
    const writer = writerOf(log);
    for (const [at, change] of story.entries()) {
      way.loseNextAnswer();
      const answer = await writer.write(change);
      expect(answer, change.type).toMatchObject({ result: 'again', id: expect.stringMatching(`-${at + 1}$`) });
      expect(way.answersToLose()).toBe(0);
    }
    expect((await writer.entries()).map(({ type }) => type)).toEqual(story.map(({ type }) => type));
    await expectSound(log);
    await close();
    way.shut();
  },
  BOUND_MS,
);

test(
  'what is written while the connection is killed over and over is in the log once each',
  async () => {
    const { log, close } = await connectLog(server.url);
    await writerOf(log).open();
    const rounds = 8;
    let killed = 0;
    for (let round = 0; round < rounds; round++) {
      const calls = wave(round).map((change, at) => log.append('storm', `${round}-${at}`, change));
      const kill = operator.call('CLIENT', 'KILL', 'TYPE', 'NORMAL', 'SKIPME', 'YES');
      const [answers, kills] = await Promise.all([Promise.all(calls), kill]);
      killed += Number(kills);
      expect(new Set(answers.map(({ id }) => id)).size).toBe(calls.length);
    }
    expect(killed).toBeGreaterThanOrEqual(rounds);

    const [, ...written] = await entriesOf(log, 'storm');
    const told = written.map((entry) => (entry.type === 'described' ? entry.briefing.title : entry.type));
    expect(told.toSorted()).toEqual(
      Array.from({ length: rounds }, (_, round) => titles(round))
        .flat()
        .toSorted(),
    );
    await expectSound(log);
    await close();
  },
  BOUND_MS,
);

test('writers and readers do not notice that Redis has forgotten the scripts', async () => {
  const { log, close } = await connectLog(server.url);
  await writerOf(log).open();
  for (let round = 0; round < 5; round++) {
    const calls = wave(round).map((change, at) => log.append('storm', `${round}-${at}`, change));
    const [answers] = await Promise.all([Promise.all(calls), operator.script('FLUSH', 'SYNC')]);
    expect(answers.every(({ result }) => result === 'ok')).toBe(true);
    await operator.script('FLUSH', 'SYNC');
    expect((await log.list({ limit: 1 })).briefings).toHaveLength(1);
    expect(await log.append('storm', `${round}`, { type: 'described', briefing: { title: 'Alone' } })).toBeDefined();
  }
  await expectSound(log);
  await close();
});

test('those who watch are told of the gap after their link was broken, and hear on', async () => {
  const { log, close } = await connectLog(server.url);
  const writer = writerOf(log);
  await writer.open();
  const hearings = [await hearingOf(log), await hearingOf(log), await hearingOf(log, 'other')];
  expect(await operator.call('CLIENT', 'KILL', 'TYPE', 'PUBSUB')).toBe(1);
  await writer.publish('u1'); // nobody hears this one
  for (const { heard, until } of hearings) await until(() => heard.includes('gap'));

  const page = await log.read('storm', { after: START, limit: 10 });
  expect(page?.entries).toHaveLength(2);
  await writer.publish('u2');
  for (const hearing of hearings.slice(0, 2)) {
    expect((await hearing.hints(1)).at(-1)).toMatchObject({ previous: page?.head, entry: { seq: 3 } });
  }
  await close();
});

test('those who left before the link broke are told nothing after it', async () => {
  const { log, close } = await connectLog(server.url);
  const writer = writerOf(log);
  await writer.open();
  const [gone, here] = [await hearingOf(log, 'other'), await hearingOf(log)];
  await gone.leave();
  await operator.call('CLIENT', 'KILL', 'TYPE', 'PUBSUB');
  await here.until((heard) => heard.includes('gap'));
  expect(await operator.pubsub('SHARDCHANNELS')).toEqual(['dl:{storm}:live']);
  expect(gone.heard).toEqual([]);
  await close();
});

test('every call is refused as UNAVAILABLE, to be tried again, while Redis is away', async () => {
  const { log, writer, connections } = await impatient(server.url);
  await writer.open();
  const { leave } = await hearingOf(log);
  await server.kill();
  const calls = [
    () => writer.publish('u1'),
    () => log.read('storm', { after: START, limit: 1 }),
    () => log.current('storm', 'u1'),
    () => log.briefing('storm'),
    () => log.list({ limit: 1 }),
    () => log.watch('other', () => {}),
  ];
  for (const call of calls) await refused(call(), 'UNAVAILABLE');
  await leave(); // who leaves has nothing to try again
  await server.restart();
  for (const connection of connections) connection.disconnect();
});

test('nothing is thrown at the process when the link breaks again while those who watch are to hear on', async () => {
  const thrown: unknown[] = [];
  const note = (error: unknown) => thrown.push(error);
  process.on('unhandledRejection', note);
  const way = await breakingRedis(server.url);
  const { log, connections } = await impatient(way.path);
  const hearing = await hearingOf(log);
  way.endAt('ssubscribe');
  await hearing.until((heard) => heard.includes('gap'));
  await new Promise(setImmediate); // a rejection counts as unhandled when the microtasks are done
  process.off('unhandledRejection', note);
  expect(thrown).toEqual([]);
  for (const connection of connections) connection.disconnect();
});

/** A log over connections that give a command up with the first break. */
async function impatient(path: string) {
  const connect = () => new Redis(path, { maxRetriesPerRequest: 0, retryStrategy: () => 20 }).on('error', () => {});
  const [redis, subscriber] = [connect(), connect()];
  await Promise.all([redis.ping(), subscriber.ping()]);
  const log = createRedisLog({ redis, subscriber }, { now: Date.now, epoch: epochs() });
  return { log, writer: writerOf(log), connections: [redis, subscriber] };
}

const titles = (round: number) => Array.from({ length: 100 }, (_, at) => `Round ${round}, change ${at}`);
/** Changes that nothing but their operation ids would keep from being there twice. */
const wave = (round: number) => titles(round).map((title): Change => ({ type: 'described', briefing: { title } }));
