import { afterAll, beforeAll, expect, test } from 'vitest';
import { entryId, timeOf } from '../../src/protocol/cursor.ts';
import { EMPTY, fold } from '../../src/protocol/fold.ts';
import { REPLAYS } from '../../src/protocol/limits.ts';
import { type GatewaySite, startGatewaySite } from '../kit/gateway-site.ts';

let site: GatewaySite;
beforeAll(async () => {
  site = await startGatewaySite();
});
afterAll(() => site.stop());

/** A briefing with updates some milliseconds apart, as fast as they were written. */
async function opened(briefing: string, updates: number): Promise<number> {
  await site.open(briefing);
  return site.publish(briefing, updates);
}

/** Publishes until the log's time has moved on: entries of one millisecond are one moment. */
async function nextMoment(briefing: string): Promise<void> {
  const opening = await site.log.read(briefing, { after: '0-0', limit: 1 });
  for (;;) {
    await site.publish(briefing, 1);
    const now = await site.log.read(briefing, { after: '0-0', limit: 0 });
    if (now && opening && timeOf(now.head) > timeOf(opening.head)) return;
  }
}

test('a replay gives the same entries and the same state as a follow', async () => {
  const last = await opened('same', 60);
  const follower = site.reader();
  await follower.follow({ briefing: 'same' });
  await follower.reaches(last);
  const replayer = site.reader();
  const answer = await replayer.replay({ briefing: 'same', speed: 1, maxGap: 20 });
  expect(answer.entries).toBe(last);
  expect(answer.startsAt).toBe(follower.entries[0]?.at);
  expect(answer.endsAt).toBe(follower.entries.at(-1)?.at);
  await replayer.reaches(last);
  expect(replayer.entries).toEqual(follower.entries);
  expect(replayer.state).toEqual(follower.state);
  expect(replayer.state).toEqual(fold(EMPTY, follower.entries));
  expect(replayer.holes).toEqual([]);
});

test('a replay passes into live without losing or repeating an update', async () => {
  let last = await opened('seam', 30);
  const readers = Array.from({ length: 5 }, () => site.reader());
  await Promise.all(readers.map((reader) => reader.replay({ briefing: 'seam', speed: 2, maxGap: 2 })));
  last = await site.publish('seam', 200);
  for (const reader of readers) {
    await reader.reaches(last);
    await reader.until(() => reader.playheads.at(-1)?.state === 'live', 'it did not become a follow');
    expect(reader.seqs).toEqual(Array.from({ length: last }, (_, at) => at + 1));
    expect(reader.holes).toEqual([]);
  }
});

test('entries come when they are due and never before', async () => {
  const last = await opened('due', 20);
  const replayer = site.reader();
  const sent = performance.now();
  const { startsAt } = await replayer.replay({ briefing: 'due', speed: 0.25 });
  await replayer.reaches(last);
  for (const [at, batch] of replayer.batches.entries()) {
    const newest = batch.entries.at(-1)!; // a batch has entries
    const due = (timeOf(entryId(newest)) - Date.parse(startsAt)) / 0.25;
    expect(replayer.times[at]! - sent).toBeGreaterThanOrEqual(due - 1); // one time for each batch; a timer rounds to 1 ms
  }
});

test('a replay of an ended briefing finishes', async () => {
  await opened('over', 3);
  const last = await site.append('over', { type: 'ended' });
  const replayer = site.reader();
  await replayer.replay({ briefing: 'over', speed: 1_000 });
  await replayer.reaches(last);
  await replayer.until(() => replayer.playheads.at(-1)?.state === 'finished', 'it did not finish');
});

test('pause, seek, speed and live steer a replay', async () => {
  const last = await opened('steered', 10);
  const replayer = site.reader();
  const { startsAt, endsAt } = await replayer.replay({ briefing: 'steered', speed: 1_000, maxGap: 60_000 });
  await replayer.reaches(last);
  await replayer.control({ briefing: 'steered', action: 'seek', at: startsAt });
  await replayer.control({ briefing: 'steered', action: 'pause' });
  await replayer.until(() => replayer.playheads.at(-1)?.state === 'paused', 'it did not pause');
  expect(replayer.resets.at(-1)?.reason).toBe('seek');
  await replayer.control({ briefing: 'steered', action: 'speed', speed: 7 });
  await replayer.until(() => replayer.playheads.at(-1)?.speed === 7, 'it kept its speed');
  await replayer.control({ briefing: 'steered', action: 'seek', at: endsAt });
  await replayer.reaches(last);
  expect(replayer.playheads.at(-1)?.state).toBe('paused');
  await replayer.control({ briefing: 'steered', action: 'live' });
  const next = await site.publish('steered', 1);
  await replayer.reaches(next);
  expect(replayer.playheads.at(-1)?.state).toBe('live');
  expect(replayer.holes).toEqual([]);
});

test('a replay from a moment begins with the state at that moment', async () => {
  const last = await opened('middle', 10);
  const follower = site.reader();
  await follower.follow({ briefing: 'middle' });
  await follower.reaches(last);
  const at = follower.entries[5]!.at; // eleven entries
  const replayer = site.reader();
  await replayer.replay({ briefing: 'middle', from: { at }, speed: 1_000 });
  await replayer.reaches(last);
  expect(replayer.resets).toHaveLength(1);
  expect(replayer.state).toEqual(follower.state);
  expect(replayer.holes).toEqual([]);
});

test('a replay from a place that is gone starts again from the first entry, with a reset', async () => {
  const last = await opened('lost', 4);
  const replayer = site.reader();
  await replayer.replay({ briefing: 'lost', from: 'zzzzzzzz:1-1', speed: 1_000 });
  await replayer.reaches(last);
  expect(replayer.resets).toMatchObject([{ reason: 'gone', state: { briefing: { id: 'lost' } } }]);
  expect(replayer.seqs).toEqual([2, 3, 4, 5]);
  expect(replayer.holes).toEqual([]);
});

test('going live in an ended briefing finishes the replay', async () => {
  await opened('going', 4);
  const last = await site.append('going', { type: 'ended' });
  const replayer = site.reader();
  await replayer.replay({ briefing: 'going', speed: 0.25, maxGap: 60_000 });
  await replayer.control({ briefing: 'going', action: 'pause' });
  await replayer.control({ briefing: 'going', action: 'live' });
  await replayer.reaches(last);
  await replayer.until(() => replayer.playheads.at(-1)?.state === 'finished', 'it did not finish');
});

test('a text that is retracted while a replay runs is not in what it sends from then on', async () => {
  await site.open('taken');
  await nextMoment('taken');
  const content = { kind: 'paragraph', text: 'canary of a running replay' } as const;
  await site.append('taken', { type: 'published', update: 'canary', content });
  const replayer = site.reader();
  const { startsAt } = await replayer.replay({ briefing: 'taken', speed: 0.25 });
  await replayer.control({ briefing: 'taken', action: 'pause' });
  await replayer.control({ briefing: 'taken', action: 'seek', at: startsAt });
  const sent = replayer.batches.length;
  const witness = site.reader();
  await witness.follow({ briefing: 'taken' });
  const last = await site.append('taken', { type: 'retracted', update: 'canary' });
  await witness.reaches(last);
  await replayer.control({ briefing: 'taken', action: 'live' });
  await replayer.reaches(last);
  expect(JSON.stringify([replayer.batches.slice(sent), replayer.resets])).not.toContain('canary of');
  expect(replayer.state.updates.get('canary')).toMatchObject({ retracted: true });
});

test('more replays than one gateway paces are refused with a reason', async () => {
  await opened('many', 1);
  const readers = Array.from({ length: REPLAYS / 100 + 1 }, () => site.reader());
  const briefings = Array.from({ length: 100 }, (_, at) => `many-${at}`);
  await Promise.all(briefings.map((briefing) => site.open(briefing)));
  let refused = 0;
  for (const reader of readers) {
    const answers = await Promise.all(briefings.map((briefing) => reader.ask('replay', { briefing })));
    for (const answer of answers) {
      if (answer.ok) continue;
      refused += 1;
      expect(answer.error).toMatchObject({ code: 'BUSY', retry: 'later' });
    }
  }
  expect(refused).toBe(100);
  for (const reader of readers) reader.close();
});
