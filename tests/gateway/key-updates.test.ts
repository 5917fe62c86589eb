import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseCursor, START, seqOf } from '../../src/protocol/cursor.ts';
import { EMPTY, type State } from '../../src/protocol/fold.ts';
import { stateOf } from '../../src/protocol/snapshot.ts';
import { foldSummary } from '../../src/protocol/summary.ts';
import type { Content } from '../../src/protocol/update.ts';
import { type GatewaySite, startGatewaySite } from '../kit/gateway-site.ts';
import type { TestReader } from '../kit/reader.ts';
import { plain } from '../protocol/histories.ts';

let site: GatewaySite;
beforeAll(async () => {
  site = await startGatewaySite();
});
afterAll(() => site.stop());

const said = (text: string, more: Partial<Content> = {}): Content => ({ kind: 'paragraph', text, ...more });
const publish = (briefing: string, update: string, more?: Partial<Content>) =>
  site.append(briefing, { type: 'published', update, content: said(update, more) });
const revise = (briefing: string, update: string, expected: number, more?: Partial<Content>) =>
  site.append(briefing, { type: 'revised', update, expected, content: said(`${update} ${expected + 1}`, more) });

const placeOf = (reader: TestReader) => seqOf(parseCursor(reader.cursor ?? '')?.id ?? START);
const stands = (reader: TestReader, seq: number) =>
  reader.until(() => placeOf(reader) >= seq, `the reader does not stand at ${seq}`);
const foldedFrom = (state: State, reader: TestReader) => plain(reader.batches.reduce(foldSummary, state));
const get = async (path: string) => (await fetch(`${site.url}/v1/briefings/${path}`)).json();
const summaryOf = async (briefing: string) => plain(stateOf(await get(`${briefing}?key=true&limit=500`)));
/** Batches that did not begin where the one before had ended; a batch of key updates may go on beyond its last entry. */
const gaps = (reader: TestReader) => reader.holes.filter((hole) => hole.startsWith('a batch after'));

test('a follower of key updates gets them alone, and its position moves with the log', async () => {
  await site.open('live');
  const [key, all] = [site.reader(), site.reader()];
  await key.follow({ briefing: 'live', only: 'key' });
  await all.follow({ briefing: 'live' });
  for (let n = 1; n <= 30; n += 1) await publish('live', `u${n}`, n % 10 === 0 ? { key: true } : {});
  await stands(key, 31);
  await revise('live', 'u3', 1, { key: true });
  await revise('live', 'u10', 1);
  await stands(key, await site.append('live', { type: 'retracted', update: 'u20' }));
  await publish('live', 'u31');
  const head = await publish('live', 'u32');
  await all.reaches(head);
  await stands(key, head); // what is not for it comes as an empty batch, within a look or two
  expect(gaps(key)).toEqual([]);
  expect(all.holes).toEqual([]);
  expect(all.seqs).toEqual(Array.from({ length: head }, (_, at) => at + 1));
  expect(key.seqs).toEqual([1, 11, 21, 31, 32, 33, 34]);
  expect(key.batches.filter(({ entries }) => entries.length === 0).length).toBeLessThanOrEqual(4);
  expect(foldedFrom(EMPTY, key)).toEqual(await summaryOf('live'));
  const { updates } = await get('live?key=true');
  expect(updates.map(({ id }: { id: string }) => id)).toEqual(['u30', 'u3']);
});

test('key updates go out at once, although others wait', async () => {
  await site.open('quick');
  const key = site.reader();
  await key.follow({ briefing: 'quick', only: 'key', from: 'live' });
  const began = performance.now();
  for (let n = 1; n <= 5; n += 1) {
    await publish('quick', `u${n}`);
    const seq = await publish('quick', `k${n}`, { key: true });
    await stands(key, seq);
  }
  expect(performance.now() - began).toBeLessThan(900);
});

test('a follower of key updates goes on from its place, also when nothing of it was for him', async () => {
  await site.open('tunnel');
  await publish('tunnel', 'u1', { key: true });
  const first = site.reader();
  const { state } = await first.follow({ briefing: 'tunnel', only: 'key', last: 10 });
  const head = await publish('tunnel', 'u2');
  await stands(first, head);
  first.close();
  await revise('tunnel', 'u1', 1);
  await revise('tunnel', 'u2', 1, { key: true });
  const last = await publish('tunnel', 'u3');
  const second = site.reader();
  await second.follow({ briefing: 'tunnel', only: 'key', from: first.cursor });
  await stands(second, last);
  expect(second.seqs).toEqual([4, 5]);
  const before = first.batches.reduce(foldSummary, stateOf(state!)); // `last` was asked for
  expect(foldedFrom(before, second)).toEqual(await summaryOf('tunnel'));
});

test('a long history of key updates comes in pages and hands over to live', async () => {
  await site.open('long');
  for (let n = 1; n <= 1_200; n += 1) await publish('long', `u${n}`, n % 3 === 0 ? { key: true } : {});
  const key = site.reader();
  await key.follow({ briefing: 'long', only: 'key' });
  const head = await publish('long', 'last', { key: true });
  await stands(key, head);
  expect(gaps(key)).toEqual([]);
  expect(key.entries).toHaveLength(402);
  expect(foldedFrom(EMPTY, key)).toEqual(await summaryOf('long'));
});

test('who asks for a place that is gone starts again from the summary', async () => {
  await site.open('reset');
  await publish('reset', 'u1', { key: true });
  await publish('reset', 'u2');
  const key = site.reader();
  await key.follow({ briefing: 'reset', only: 'key', from: 'zzzzzzzz:1-1' });
  await key.until(() => key.resets.length === 1, 'there was no reset');
  expect(key.resets[0]?.state.updates.map(({ id }) => id)).toEqual(['u1']);
  const head = await publish('reset', 'u3', { key: true });
  await stands(key, head);
  expect(key.entries.map(({ seq }) => seq)).toEqual([head]);
});

test('the log of key updates comes in pages too', async () => {
  const entries: { seq: number }[] = [];
  let [after, pages] = ['', 0];
  for (;;) {
    const batch = await get(`long/log?only=key&limit=100${after && `&after=${after}`}`);
    entries.push(...batch.entries);
    after = batch.through;
    pages += 1;
    if (batch.through === batch.head) break;
  }
  expect(entries).toHaveLength(402);
  expect(pages).toBeLessThanOrEqual(6);
});

test('an event stream of key updates says where it stands', async () => {
  const response = await fetch(`${site.url}/v1/briefings/tunnel/events?only=key`, {
    signal: AbortSignal.timeout(10_000),
  });
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk).toString();
    if (/id: \w+:\d+-6\n\n/.test(text)) break;
  }
  const seqs = [...text.matchAll(/^data: \{"seq":(\d+)/gm)].map(([, seq]) => Number(seq));
  expect(seqs).toEqual([1, 2, 4, 5]);
});

test('a state can be asked for by tag, page by page', async () => {
  await site.open('tags');
  for (let n = 1; n <= 12; n += 1)
    await publish('tags', `u${n}`, {
      tags: n % 2 === 0 ? ['even', 'all'] : ['all'],
      ...(n % 4 === 0 && { key: true }),
    });
  const ids = ({ updates }: { updates: { id: string }[] }) => updates.map(({ id }) => id);
  expect(ids(await get('tags?tag=even'))).toEqual(['u12', 'u10', 'u8', 'u6', 'u4', 'u2']);
  expect(ids(await get('tags?tag=even&key=true'))).toEqual(['u12', 'u8', 'u4']);
  expect(ids(await get('tags?tag=none'))).toEqual([]);
  const first = await get('tags?tag=even&limit=2');
  expect(first).toMatchObject({ older: 4, next: 'u10', briefing: { updates: 12 } });
  await revise('tags', 'u10', 1); // it loses its tags while somebody turns pages
  expect(ids(await get(`tags?tag=even&limit=2&before=${first.next}`))).toEqual(['u8', 'u6']);
});

test.for([
  ['tags?key=false', 'BAD_REQUEST'],
  ['tags?tag=', 'BAD_REQUEST'],
  ['tags/log?only=pinned', 'BAD_REQUEST'],
  ['tags/events?only=', 'BAD_REQUEST'],
] as const)('GET %s is refused with %s', async ([path, code]) => {
  expect(await get(path)).toMatchObject({ status: 400, code });
});

test('a follow that asks for anything but key updates is refused', async () => {
  const answer = await site.reader().ask('follow', { briefing: 'tags', only: 'pinned' });
  expect(answer).toMatchObject({ ok: false, error: { code: 'BAD_REQUEST' } });
});
