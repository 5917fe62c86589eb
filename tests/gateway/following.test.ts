import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { entryId, seqOf } from '../../src/protocol/cursor.ts';
import { EMPTY, fold } from '../../src/protocol/fold.ts';
import { type GatewaySite, startGatewaySite } from '../kit/gateway-site.ts';

let site: GatewaySite;
let names = 0;

/** A briefing of the test's own. */
async function opened(): Promise<string> {
  names += 1;
  const briefing = `follow-${names}`;
  await site.open(briefing);
  return briefing;
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at);

/** The whole log as Redis has it, page by page. */
async function wholeLog(briefing: string) {
  const entries = [];
  for (;;) {
    const last = entries.at(-1);
    const page = await site.log.read(briefing, { after: last ? entryId(last) : '0-0', limit: 500 });
    if (!page || page.entries.length === 0) return entries;
    entries.push(...page.entries);
  }
}

beforeAll(async () => {
  site = await startGatewaySite();
});
afterAll(() => site.stop());

test('a reader from the start gets the whole log and then what comes', async () => {
  const briefing = await opened();
  await site.publish(briefing, 3);
  const reader = site.reader();
  const answer = await reader.follow({ briefing, from: 'start' });
  expect(answer.briefing).toMatchObject({ id: briefing, status: 'live', updates: 3 });
  await reader.reaches(4);
  await site.publish(briefing, 2);
  await reader.reaches(6);
  expect(reader.seqs).toEqual(range(1, 6));
  expect(reader.entries).toEqual(await wholeLog(briefing));
  expect(reader.holes).toEqual([]);
});

test('a reader who joins while updates pour in gets each of them once, in order', async () => {
  const briefing = await opened();
  const updates = 400;
  const pouring = site.publish(briefing, updates);
  const readers = [];
  for (let at = 0; at < 20; at += 1) {
    const reader = site.reader();
    await reader.follow({ briefing, from: at % 2 === 0 ? 'start' : 'live' });
    readers.push(reader);
  }
  const last = await pouring;
  expect(last).toBe(updates + 1);
  const log = await wholeLog(briefing);
  for (const [at, reader] of readers.entries()) {
    await reader.reaches(last);
    expect(reader.holes).toEqual([]);
    const first = at % 2 === 0 ? 1 : (reader.seqs[0] ?? last + 1);
    expect(reader.entries).toEqual(log.slice(first - 1));
  }
});

test('a long history comes in pages of bounded size', async () => {
  const briefing = await opened();
  const text = 'long '.repeat(1_000);
  for (let at = 0; at < 60; at += 1)
    await site.append(briefing, { type: 'published', update: `long${at}`, content: { kind: 'paragraph', text } });
  const reader = site.reader();
  await reader.follow({ briefing });
  await reader.reaches(61);
  expect(reader.seqs).toEqual(range(1, 61));
  expect(reader.batches.length).toBeGreaterThan(4);
  const sizes = reader.batches.map((batch) => JSON.stringify(batch).length);
  expect(Math.max(...sizes)).toBeLessThan(64_000 + 2 * text.length);
});

test('a reader resumes from its cursor after its connection was cut', async () => {
  const briefing = await opened();
  await site.publish(briefing, 5);
  const reader = site.reader({ reconnection: true });
  await reader.follow({ briefing });
  await reader.reaches(6);
  reader.cut();
  await reader.until(() => !reader.socket.connected, 'the cut was not noticed');
  await site.publish(briefing, 5);
  await reader.connected();
  await reader.follow({ briefing, from: reader.cursor });
  await reader.reaches(11);
  expect(reader.seqs).toEqual(range(1, 11));
  expect(reader.holes).toEqual([]);
});

test('readers go on where they were when the gateway is started again', async () => {
  const briefing = await opened();
  await site.publish(briefing, 3);
  const readers = range(1, 5).map(() => site.reader({ reconnection: true }));
  await Promise.all(readers.map((reader) => reader.follow({ briefing })));
  await Promise.all(readers.map((reader) => reader.reaches(4)));
  await site.restart();
  await site.publish(briefing, 3);
  for (const reader of readers) {
    await reader.connected();
    await reader.follow({ briefing, from: reader.cursor });
    await reader.reaches(7);
    expect(reader.seqs).toEqual(range(1, 7));
    expect(reader.holes).toEqual([]);
    expect(reader.closings[0]).toMatchObject({ code: 'CLOSING', retry: 'now' });
  }
});

test('a reader from live gets nothing of what was before', async () => {
  const briefing = await opened();
  await site.publish(briefing, 3);
  const reader = site.reader();
  const answer = await reader.follow({ briefing, from: 'live' });
  expect(answer.cursor).toBe(answer.head);
  await site.publish(briefing, 1);
  await reader.until(() => reader.entries.length > 0, 'no entry came');
  expect(reader.seqs).toEqual([5]);
});

test('a reader of the newest updates gets their state, and its fold goes on from there', async () => {
  const briefing = await opened();
  await site.publish(briefing, 10);
  const reader = site.reader();
  const answer = await reader.follow({ briefing, last: 3 });
  expect(answer.state?.updates).toHaveLength(3);
  expect(answer.state?.older).toBe(7);
  expect(reader.seqs).toEqual([]);
  await site.append(briefing, { type: 'ended' });
  const last = await site.append(briefing, { type: 'reopened' });
  await reader.reaches(last);
  const whole = fold(EMPTY, await wholeLog(briefing));
  expect(reader.state.briefing).toEqual(whole.briefing);
  for (const [id, update] of reader.state.updates) expect(update).toEqual(whole.updates.get(id));
});

test('a cursor of another log is answered with a reset to the state of this one', async () => {
  const briefing = await opened();
  await site.publish(briefing, 4);
  const reader = site.reader();
  await reader.follow({ briefing, from: 'zzzzzzzz:1-1' });
  await reader.until(() => reader.resets.length > 0, 'no reset came');
  expect(reader.resets[0]).toMatchObject({ briefing, reason: 'gone' });
  await site.publish(briefing, 1);
  await reader.reaches(6);
  expect(reader.holes).toEqual([]);
  expect(reader.state).toEqual(fold(EMPTY, await wholeLog(briefing)));
});

test.for([
  ['ahead of the head', (cursor: string) => `${cursor}9`],
  ['of an entry with another time', (cursor: string) => cursor.replace(/:\d/, ':9')],
] as const)('a cursor %s is answered with a reset', async ([, spoil]) => {
  const briefing = await opened();
  await site.publish(briefing, 2);
  const reader = site.reader();
  const { head } = await reader.follow({ briefing, from: 'live' });
  await reader.follow({ briefing, from: spoil(head) });
  await reader.until(() => reader.resets.length > 0, 'no reset came');
  expect(reader.cursor).toBe(head);
});

test('the last update before a silence arrives although the hint was lost', async () => {
  const briefing = await opened();
  const reader = site.reader();
  await reader.follow({ briefing });
  await reader.reaches(1);
  const admin = new Redis(site.redis.url);
  try {
    // Both in one step of Redis: no subscriber is there to hear of the update.
    const answers = await admin
      .multi()
      .call('CLIENT', 'KILL', 'TYPE', 'PUBSUB')
      .call('CLIENT', 'NO-EVICT', 'off')
      .exec();
    expect(answers?.[0]?.[1]).toBeGreaterThan(0);
    const seq = await site.publish(briefing, 1);
    await reader.reaches(seq);
  } finally {
    admin.disconnect();
  }
  expect(reader.seqs).toEqual([1, 2]);
});

/** Writes the second entry of a log by hand, so that no hint goes out. */
async function endUnheard(briefing: string): Promise<void> {
  const admin = new Redis(site.redis.url);
  const last = (await admin.hget(`dl:{${briefing}}:meta`, 'last')) ?? '';
  const id = `${last.split('-')[0]}-2`;
  await admin.xadd(`dl:{${briefing}}:log`, id, 'type', 'ended', 'op', 'by-hand');
  await admin.hset(`dl:{${briefing}}:meta`, { last: id, seq: 2, status: 'ended' });
  admin.disconnect();
}

test('an update of which no hint came at all is found by the look each second', async () => {
  const briefing = await opened();
  const reader = site.reader();
  await reader.follow({ briefing });
  await reader.reaches(1);
  await endUnheard(briefing);
  await reader.reaches(2);
  expect(reader.state.briefing?.status).toBe('ended');
});

test('a reader who is ahead of a gateway, from having read at another, is not told that its place is gone', async () => {
  const briefing = await opened();
  const reader = site.reader();
  const { cursor } = await reader.follow({ briefing, from: 'live' });
  await endUnheard(briefing);
  const ahead = site.reader();
  await ahead.follow({ briefing, from: cursor.replace(/1$/, '2') });
  await site.append(briefing, { type: 'reopened' });
  await ahead.reaches(3);
  expect(ahead.resets).toEqual([]);
  expect(ahead.seqs).toEqual([3]);
});

test('a log that somebody has cut is refused, not served with a hole, and not asked for without end', async () => {
  const briefing = await opened();
  await site.publish(briefing, 3);
  const admin = new Redis(site.redis.url);
  await admin.xtrim(`dl:{${briefing}}:log`, 'MAXLEN', 2);
  admin.disconnect();
  const reader = site.reader();
  const refused = { ok: false, error: { code: 'UNAVAILABLE', retry: 'later' } };
  expect(await reader.ask('follow', { briefing })).toMatchObject(refused);
  expect((await fetch(`${site.url}/v1/briefings/${briefing}/log`)).status).toBe(503);
});

test('a hint that does not fit on the head is not taken: what lies between is read first', async () => {
  const briefing = await opened();
  const reader = site.reader();
  await reader.follow({ briefing });
  await reader.reaches(1);
  await endUnheard(briefing);
  await site.append(briefing, { type: 'reopened' });
  await reader.reaches(3);
  expect(reader.seqs).toEqual([1, 2, 3]);
  expect(reader.holes).toEqual([]);
});

test('a log that was replaced by another resets its readers', async () => {
  const briefing = await opened();
  await site.publish(briefing, 5);
  const reader = site.reader();
  await reader.follow({ briefing });
  await reader.reaches(6);
  const admin = new Redis(site.redis.url);
  await admin.del(...['log', 'bodies', 'meta', 'index'].map((key) => `dl:{${briefing}}:${key}`));
  admin.disconnect();
  await site.open(briefing);
  await reader.until(() => reader.resets.length > 0, 'no reset came');
  await site.publish(briefing, 2);
  await reader.until(() => seqOf(reader.state.through) === 3, 'the new log did not come');
  expect(reader.state).toEqual(fold(EMPTY, await wholeLog(briefing)));
});

test('readers of a log that is gone are told so, and go on with what else they read', async () => {
  const [briefing, other] = [await opened(), await opened()];
  const reader = site.reader();
  await reader.follow({ briefing });
  await reader.reaches(1);
  const admin = new Redis(site.redis.url);
  await admin.del(...['log', 'bodies', 'meta', 'index'].map((key) => `dl:{${briefing}}:${key}`));
  admin.disconnect();
  await reader.until(() => reader.failures.length > 0, 'nothing was said');
  expect(reader.failures).toMatchObject([{ briefing, code: 'BRIEFING_UNKNOWN', retry: 'never' }]);
  expect(await reader.ask('leave', { briefing })).toMatchObject({ error: { code: 'NOT_READING' } });
  await reader.follow({ briefing: other });
  await reader.reaches(await site.publish(other, 1));
  expect(reader.closings).toEqual([]);
});

test('a reader who has left gets nothing more', async () => {
  const briefing = await opened();
  const other = await opened();
  const reader = site.reader();
  await reader.follow({ briefing });
  await reader.reaches(1);
  expect(await reader.ask('leave', { briefing })).toEqual({ ok: true });
  await site.publish(briefing, 2);
  const witness = site.reader();
  await witness.follow({ briefing });
  await witness.reaches(3);
  // What the gateway sends to one socket keeps its order: had the updates been sent, they would come before this answer.
  expect(await reader.ask('leave', { briefing: other })).toMatchObject({ ok: false, error: { code: 'NOT_READING' } });
  expect(reader.seqs).toEqual([1]);
});

test('leaving before a follow is answered ends it', async () => {
  const briefing = await opened();
  const reader = site.reader();
  await reader.connected();
  const [followed, left] = await Promise.all([reader.ask('follow', { briefing }), reader.ask('leave', { briefing })]);
  expect(left).toEqual({ ok: true });
  expect(followed).toMatchObject({ ok: false, error: { code: 'NOT_READING' } });
  await reader.follow({ briefing });
  await reader.reaches(1);
});

test('a second follow of the same briefing takes the place of the first', async () => {
  const briefing = await opened();
  await site.publish(briefing, 2);
  const reader = site.reader();
  await reader.follow({ briefing, from: 'live' });
  await reader.follow({ briefing, from: 'start' });
  await reader.reaches(3);
  await site.publish(briefing, 1);
  await reader.reaches(4);
  expect(reader.seqs).toEqual([1, 2, 3, 4]);
  expect(reader.holes).toEqual([]);
});

test('a retracted text is not in the history that a later reader gets', async () => {
  const briefing = await opened();
  const content = { kind: 'paragraph', text: 'canary-of-the-retraction' } as const;
  await site.append(briefing, { type: 'published', update: 'gone', content });
  const early = site.reader();
  await early.follow({ briefing });
  await early.reaches(2);
  const seq = await site.append(briefing, { type: 'retracted', update: 'gone', reason: 'It was wrong' });
  await early.reaches(seq);
  const late = site.reader();
  await late.follow({ briefing });
  await late.reaches(seq);
  expect(JSON.stringify(late.entries)).not.toContain('canary');
  expect(late.state).toEqual(early.state);
  expect(late.state.updates.get('gone')).toMatchObject({ retracted: true, reason: 'It was wrong' });
});
