import { afterAll, beforeAll, expect, test } from 'vitest';
import { EMPTY, fold } from '../../src/protocol/fold.ts';
import { stateOf } from '../../src/protocol/snapshot.ts';
import { type GatewaySite, startGatewaySite } from '../kit/gateway-site.ts';

let site: GatewaySite;
beforeAll(async () => {
  site = await startGatewaySite();
  await site.open('read');
  await site.publish('read', 12);
});
afterAll(() => site.stop());

async function get(path: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${site.url}${path}`, { headers });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: text ? JSON.parse(text) : undefined };
}

test('a state is there as soon as the write was acknowledged', async () => {
  await site.open('fresh');
  for (let count = 1; count <= 20; count += 1) {
    await site.publish('fresh', 1);
    expect((await get('/v1/briefings/fresh')).json.briefing.updates).toBe(count);
  }
});

test('a state comes in pages, newest first, each update once, a pinned one on the first page too', async () => {
  const { json: state } = await get('/v1/briefings/read?limit=500');
  const ids: string[] = state.updates.map(({ id }: { id: string }) => id);
  await site.append('read', { type: 'pinned', update: ids.at(-3)! }); // there are twelve
  const first = await get('/v1/briefings/read?limit=4');
  expect(first.json.updates.map(({ id }: { id: string }) => id)).toEqual([...ids.slice(0, 4), ids.at(-3)]);
  const seen: string[] = ids.slice(0, 4);
  for (let next = first.json.next; next; ) {
    const { json } = await get(`/v1/briefings/read?limit=5&before=${next}`);
    seen.push(...json.updates.map(({ id }: { id: string }) => id));
    next = json.next;
  }
  expect(seen).toEqual(ids);
});

test('the log comes in pages that end at the head and fold to the state', async () => {
  const entries = [];
  let after = '';
  for (;;) {
    const { json } = await get(`/v1/briefings/read/log?limit=4${after && `&after=${after}`}`);
    entries.push(...json.entries);
    after = json.through;
    if (json.through === json.head) break;
  }
  expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, at) => at + 1));
  const { json } = await get('/v1/briefings/read?limit=500');
  expect(stateOf(json)).toEqual(fold(EMPTY, entries));
});

test('an unchanged state is not sent again', async () => {
  const first = await get('/v1/briefings/read');
  const etag = first.headers.get('etag') ?? '';
  expect((await get('/v1/briefings/read', { 'If-None-Match': etag })).status).toBe(304);
  await site.publish('read', 1);
  expect((await get('/v1/briefings/read', { 'If-None-Match': etag })).status).toBe(200);
});

test('a state at a past moment is what was read then, without what was retracted since', async () => {
  await site.open('past');
  const text = 'canary of the past';
  await site.append('past', { type: 'published', update: 'kept', content: { kind: 'paragraph', text: 'kept' } });
  await site.append('past', { type: 'published', update: 'gone', content: { kind: 'paragraph', text } });
  const { json: before } = await get('/v1/briefings/past/log');
  const at = before.entries.at(-1).at;
  await site.append('past', { type: 'retracted', update: 'gone' });
  const { json } = await get(`/v1/briefings/past?at=${at}`);
  expect(JSON.stringify(json)).not.toContain('canary');
  expect((await get('/v1/briefings/past?at=2020-01-01T00:00:00Z')).json.code).toBe('BRIEFING_UNKNOWN');
});

test('briefings are listed, the last opened first, in pages', async () => {
  const ids: string[] = [];
  let after = '';
  for (;;) {
    const { json } = await get(`/v1/briefings?limit=2${after && `&after=${after}`}`);
    ids.push(...json.briefings.map(({ id }: { id: string }) => id));
    if (!json.next) break;
    after = json.next;
  }
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toContain('read');
  const { json } = await get('/v1/briefings');
  const listed = json.briefings.find(({ id }: { id: string }) => id === 'read');
  expect(listed).toEqual((await get('/v1/briefings/read')).json.briefing);
});

test('events come one for each entry, with a cursor to resume from', async () => {
  await site.open('events');
  await site.publish('events', 3);
  const first = await readEvents('/v1/briefings/events/events', {}, 4);
  expect(first.map(({ data }) => data.seq)).toEqual([1, 2, 3, 4]);
  const rest = await readEvents('/v1/briefings/events/events', { 'Last-Event-ID': first[1]?.id ?? '' }, 2);
  expect(rest.map(({ data }) => data.seq)).toEqual([3, 4]);
  const after = await readEvents(`/v1/briefings/events/events?after=${first[2]?.id}`, {}, 1);
  expect(after.map(({ data }) => data.seq)).toEqual([4]);
});

test('an event stream goes on live', async () => {
  await site.open('events-live');
  const reading = readEvents('/v1/briefings/events-live/events', {}, 3);
  await site.publish('events-live', 2);
  expect((await reading).map(({ data }) => data.seq)).toEqual([1, 2, 3]);
});

test('an event stream from a place that is gone begins with a reset', async () => {
  const [event] = await readEvents('/v1/briefings/read/events?after=zzzzzzzz:1-1', {}, 1);
  expect(event?.name).toBe('reset');
  expect(event?.data.state.briefing.id).toBe('read');
});

const refused: [path: string, status: number, code: string][] = [
  ['/v1/briefings/nobody', 404, 'BRIEFING_UNKNOWN'],
  ['/v1/briefings/nobody/log', 404, 'BRIEFING_UNKNOWN'],
  ['/v1/briefings/nobody/events', 404, 'BRIEFING_UNKNOWN'],
  ['/v1/briefings/__proto__', 404, 'BRIEFING_UNKNOWN'],
  ['/v1/briefings/%00', 404, 'BRIEFING_UNKNOWN'],
  ['/v1/briefings/%E0%A4%A', 400, 'BAD_REQUEST'],
  ['/v1/briefings/read?limit=0', 400, 'BAD_REQUEST'],
  ['/v1/briefings/read?limit=-1', 400, 'BAD_REQUEST'],
  ['/v1/briefings/read?limit=1e3', 400, 'BAD_REQUEST'],
  ['/v1/briefings/read?limit=1000000000', 400, 'BAD_REQUEST'],
  ['/v1/briefings/read?limit=1&limit=2', 400, 'BAD_REQUEST'],
  ['/v1/briefings/read?at=yesterday', 400, 'BAD_REQUEST'],
  ['/v1/briefings/read?at=9999-01-01T00:00:00Z', 400, 'BAD_REQUEST'],
  ['/v1/briefings/read/log?after=garbage', 400, 'BAD_CURSOR'],
  ['/v1/briefings/read/log?after=zzzzzzzz:1-1', 410, 'CURSOR_GONE'],
  ['/v1/briefings/read/events?after=garbage', 400, 'BAD_CURSOR'],
  ['/v1/briefings?limit=x', 400, 'BAD_REQUEST'],
];

test.for(refused)('GET %s is refused with %i %s', async ([path, status, code]) => {
  const answer = await get(path);
  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  expect(answer.json).toMatchObject({ status, code });
  expect(answer.json.detail).toMatch(/^[^\n✖]+$/);
  expect(answer.text.length).toBeLessThan(2_000);
});

type Event = { id: string; name: string; data: ReturnType<typeof JSON.parse> };

/** Reads so many events of a stream and closes it. */
async function readEvents(path: string, headers: Record<string, string>, count: number): Promise<Event[]> {
  const abort = AbortSignal.timeout(10_000);
  const response = await fetch(`${site.url}${path}`, { headers, signal: abort });
  const events: Event[] = [];
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk).toString();
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const field = (name: string) =>
        block
          .split('\n')
          .find((line) => line.startsWith(`${name}: `))
          ?.slice(name.length + 2);
      const data = field('data');
      if (data) events.push({ id: field('id') ?? '', name: field('event') ?? 'message', data: JSON.parse(data) });
    }
    if (events.length >= count) break;
  }
  return events.slice(0, count);
}
