import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import {
  type Clock,
  type Connection,
  type ConnectOptions,
  type Cursor,
  connect,
  type Entry,
  memoryStore,
  type OpenOptions,
  type Player,
  type Snapshot,
} from '../../client/index.ts';
import { cursorAt, entryId, START } from '../../src/protocol/cursor.ts';
import { EMPTY, fold } from '../../src/protocol/fold.ts';
import { type GatewaySite, startGatewaySite } from '../kit/gateway-site.ts';
import { entriesOf, tick } from '../log/writer.ts';
import { Surroundings } from './surroundings.ts';
import { startTunnel, type Tunnel } from './tunnel.ts';
import { Witness } from './witness.ts';

let site: GatewaySite;
let tunnel: Tunnel;
const connections: Connection[] = [];
/** The paths of what has been asked for over HTTP. */
let asked: string[] = [];

beforeAll(async () => {
  site = await startGatewaySite();
  tunnel = await startTunnel(site.port);
});
afterEach(() => {
  for (const connection of connections.splice(0)) connection.close();
  tunnel.open();
  asked = [];
});
afterAll(async () => {
  await tunnel.stop();
  await site.stop();
});

/** A player of a log in pages of so many entries. */
function opened(briefing: string, options: OpenOptions = {}, page = 500, more: ConnectOptions = {}): Witness<Player> {
  const inPages: typeof fetch = (input, init) => {
    const url = new URL(String(input));
    asked.push(url.pathname + url.search);
    if (url.pathname.endsWith('/log')) url.searchParams.set('limit', String(page));
    return fetch(url, init);
  };
  const connection = connect(tunnel.url, { random: () => 0, fetch: inPages, ...more });
  connections.push(connection);
  return new Witness(connection.open(briefing, { edge: 0, ...options }));
}

/** A briefing with so many updates, each a moment of its own. */
async function written(briefing: string, updates: number): Promise<Entry[]> {
  await site.open(briefing);
  for (let at = 0; at < updates; at += 1) {
    tick();
    await site.publish(briefing, 1);
  }
  return entriesOf(site.log, briefing);
}

async function stands(witness: Witness<Player>, seq: number): Promise<void> {
  await witness.until(() => witness.seq === seq, `it does not come to ${seq}`);
}

test('a player begins live, with the newest updates', async () => {
  const entries = await written('live', 20);
  const witness = opened('live', { last: 5 });
  await witness.becomes('live');
  expect(witness.resets).toEqual(['last']);
  expect([...witness.reading.state.updates.values()]).toEqual([...fold(EMPTY, entries).updates.values()].slice(-5));
  expect(witness.reading.behind()).toEqual({ entries: 0, ms: 0 });
  const last = await site.publish('live', 1);
  await witness.reaches(last);
  expect(witness.seqs).toEqual([last]);
  expect(asked).toEqual([]);
});

test('a player whose page brought a state along shows it before there is a connection, and goes on from it', async () => {
  const entries = await written('brought', 20);
  const snapshot: Snapshot = await (await fetch(`${site.url}/v1/briefings/brought?limit=5`)).json();
  const last = await site.publish('brought', 3);
  tunnel.shut();
  const witness = opened('brought', { snapshot });
  await witness.until(() => witness.seq === entries.length, 'it shows nothing');
  expect([witness.reading.status.name, witness.reading.state.updates.size]).toEqual(['connecting', 5]);
  tunnel.open();
  await witness.becomes('live');
  expect([witness.resets, witness.seqs]).toEqual([['last'], [last - 2, last - 1, last]]);
  expect([witness.reading.state.updates.size, witness.reading.unread?.updates, asked]).toEqual([8, 0, []]);
  witness.reading.pause();
  witness.reading.seek(entries[3]!.at); // there are 21
  await witness.until(() => witness.seq === 4, 'it does not go back');
  expect(witness.reading.state).toEqual(fold(EMPTY, entries.slice(0, 4)));
});

test('a state that was brought along from another log is replaced before the player is live', async () => {
  await written('other', 3);
  const snapshot: Snapshot = await (await fetch(`${site.url}/v1/briefings/other`)).json();
  await site.publish('other', 2);
  const gone = snapshot.cursor.replace(/^\w+/, 'zzzz9999') as Cursor;
  const witness = opened('other', { snapshot: { ...snapshot, cursor: gone } });
  await witness.becomes('live');
  expect([witness.resets, witness.reading.state.updates.size]).toEqual([['last', 'gone'], 5]);
});

test('a text that was brought along and has been retracted since is gone with the first that comes', async () => {
  await site.open('withdrawn');
  await site.append('withdrawn', { type: 'published', update: 'a', content: { kind: 'paragraph', text: 'a text' } });
  const snapshot: Snapshot = await (await fetch(`${site.url}/v1/briefings/withdrawn`)).json();
  await site.append('withdrawn', { type: 'retracted', update: 'a' });
  const witness = opened('withdrawn', { snapshot, from: 'start' });
  await witness.becomes('live');
  expect(JSON.stringify(witness.entries)).not.toContain('a text');
  expect(witness.reading.state.updates.get('a')).toMatchObject({ retracted: true });
});

test('a service that says how long it is busy is not asked for pages before', async () => {
  await written('busy', 5);
  let refused = 0;
  const waits: number[] = [];
  const busy: typeof fetch = async (input, init) => {
    if (refused > 0) return fetch(input, init);
    refused += 1;
    return Response.json({ code: 'BUSY' }, { status: 503, headers: { 'Retry-After': '2' } });
  };
  const clock: Clock = {
    now: () => performance.now(),
    after(ms, call) {
      waits.push(ms);
      const timer = setTimeout(call, ms === 2_000 ? 0 : ms);
      return () => clearTimeout(timer);
    },
  };
  const witness = opened('busy', { from: 'start', speed: 1_000 }, 500, { fetch: busy, clock });
  await witness.becomes('live');
  expect(waits).toContain(2_000); // with no jitter
  witness.hasAll(6);
});

test('a briefing in which nothing has been published is live at once, too', async () => {
  await site.open('empty');
  const witness = opened('empty');
  await witness.becomes('live');
  const last = await site.publish('empty', 1);
  await witness.reaches(last);
  expect([witness.seqs, asked]).toEqual([[last], []]);
});

test('who is live hears of a retraction by its entry, and by nothing else', async () => {
  await site.open('plain');
  const content = { kind: 'paragraph', text: 'a text' } as const;
  await site.append('plain', { type: 'published', update: 'a', content });
  const witness = opened('plain');
  await witness.becomes('live');
  const retracted: string[] = [];
  witness.reading.on('retracted', ({ id }) => retracted.push(id));
  await witness.reaches(await site.append('plain', { type: 'retracted', update: 'a' }));
  expect([retracted, witness.entries.map(({ type }) => type)]).toEqual([[], ['retracted']]);
  expect(witness.reading.state.updates.get('a')).toMatchObject({ retracted: true });
});

test('a state of which a part was there first is taken whole once it can be, where it is', async () => {
  const entries = await written('part', 20);
  const witness = opened('part', { last: 2 }, 3);
  await witness.becomes('live');
  witness.reading.pause();
  witness.reading.seek(entries[20]!.at); // there are 21
  expect([witness.seq, witness.reading.state.updates.size]).toEqual([21, 2]);
  await witness.until(() => witness.reading.state.updates.size === 20, 'it does not become whole');
  expect([witness.reading.state, witness.resets]).toEqual([fold(EMPTY, entries), ['last']]);
});

test('from live it is turned back, shows each moment as it was, and comes to live again', async () => {
  const entries = await written('back', 20);
  const witness = opened('back', { last: 2, maxGap: 5 }, 3);
  await witness.becomes('live');
  witness.reading.pause();
  for (const seq of [12, 4, 17]) {
    witness.reading.seek(entries[seq - 1]!.at); // there are 21
    await stands(witness, seq);
    expect(witness.reading.state).toEqual(fold(EMPTY, entries.slice(0, seq)));
    expect(witness.reading.behind()).toEqual({
      entries: 21 - seq,
      ms: Date.parse(entries[20]!.at) - Date.parse(entries[seq - 1]!.at),
    });
  }
  witness.reading.resume();
  await witness.becomes('live');
  expect(witness.reading.state).toEqual(fold(EMPTY, entries));
});

test('what is loaded is moved through without a request, and without a connection', async () => {
  const entries = await written('scrub', 30);
  const witness = opened('scrub', { from: 'start', maxGap: 0 });
  await witness.becomes('live');
  tunnel.shut();
  const before = asked.length;
  witness.reading.pause();
  for (const seq of [20, 3, 11, 30, 2]) {
    witness.reading.seek(entries[seq - 1]!.at); // there are 31
    expect(witness.seq).toBe(seq);
    expect(witness.reading.state).toEqual(fold(EMPTY, entries.slice(0, seq)));
  }
  witness.reading.setSpeed(7);
  expect(witness.reading.playhead).toMatchObject({ at: entries[1]?.at, speed: 7, state: 'paused' });
  expect(asked.slice(before).filter((path) => path.includes('/scrub'))).toEqual([]);
});

test('a place far away is loaded from there, not from the start', async () => {
  const entries = await written('far', 40);
  const witness = opened('far', { from: { at: entries[30]!.at }, maxGap: 0 }, 1); // there are 41
  witness.reading.pause();
  await stands(witness, 31);
  expect(witness.reading.state).toEqual(fold(EMPTY, entries.slice(0, 31)));
  expect(asked.length).toBeLessThan(10);
});

test('a log is loaded whole for who replays it, and what is loaded ahead is not asked for again', async () => {
  const entries = await written('ahead', 30);
  const witness = opened('ahead', { from: 'start' }, 4);
  witness.reading.pause();
  await witness.until(() => witness.reading.timeline(1)?.whole === true, 'it is not loaded');
  expect(witness.seq).toBeLessThan(entries.length);
  const pages = asked.filter((path) => path.includes('/log'));
  expect(new Set(pages).size).toBe(pages.length);
  witness.reading.goLive();
  await witness.becomes('live');
  witness.hasAll(entries.length);
});

test('a request that fails is made again', async () => {
  const entries = await written('failing', 10);
  let failures = 3;
  const failing: typeof fetch = (input, init) => {
    failures -= 1;
    if (failures >= 0) return failures % 2 === 0 ? Promise.reject(new TypeError('fetch failed')) : broken();
    return fetch(input, init);
  };
  const broken = () => Promise.resolve(new Response('<h1>Bad gateway</h1>', { status: 502 }));
  const witness = opened('failing', { from: 'start', maxGap: 0 }, 500, { fetch: failing });
  await witness.becomes('live');
  witness.hasAll(entries.length);
});

test('a page from a gateway that knows less than the reader could bring back a text, and is not taken', async () => {
  await site.open('old');
  const content = { kind: 'paragraph', text: 'canary of a cache' } as const;
  await site.append('old', { type: 'published', update: 'canary', content });
  const old = await (await fetch(`${site.url}/v1/briefings/old/log`)).text();
  const last = await site.append('old', { type: 'retracted', update: 'canary' });
  let times = 2;
  const cached: typeof fetch = (input, init) => {
    times -= 1;
    const headers = { 'Content-Type': 'application/json' };
    return times >= 0 ? Promise.resolve(new Response(old, { headers })) : fetch(input, init);
  };
  const witness = opened('old', { from: 'start', maxGap: 0 }, 500, { fetch: cached });
  await witness.becomes('live');
  expect(times).toBeLessThan(0);
  witness.hasAll(last);
  expect(JSON.stringify(witness.entries)).not.toContain('canary of');
});

test('a text that is retracted while an earlier moment is shown is gone at once, from there and from everywhere', async () => {
  await site.open('taken');
  tick();
  const content = { kind: 'paragraph', text: 'canary of a replay' } as const;
  await site.append('taken', { type: 'published', update: 'canary', content });
  for (let at = 0; at < 10; at += 1) {
    tick();
    await site.publish('taken', 1);
  }
  const entries = await entriesOf(site.log, 'taken');
  const witness = opened('taken', { from: 'start', maxGap: 0 });
  await witness.becomes('live');
  witness.reading.pause();
  witness.reading.seek(entries[4]!.at); // there are 12
  expect(JSON.stringify([...witness.reading.state.updates])).toContain('canary of');
  const retracted: string[] = [];
  witness.reading.on('retracted', ({ id }) => retracted.push(id));
  await site.append('taken', { type: 'retracted', update: 'canary' });
  await witness.until(() => retracted.length > 0, 'it is not told');
  expect([witness.seq, retracted]).toEqual([5, ['canary']]);
  const now = await entriesOf(site.log, 'taken');
  expect(witness.reading.state).toEqual(fold(EMPTY, now.slice(0, 5)));
  for (const seq of [2, 7, 12, 3]) {
    witness.reading.seek(entries[seq - 1]!.at);
    expect(witness.reading.state).toEqual(fold(EMPTY, now.slice(0, seq)));
  }
});

test('a text that is retracted before a loop gets to it is not given to it', async () => {
  await site.open('loop');
  const content = { kind: 'paragraph', text: 'canary of a loop' } as const;
  const last = await site.append('loop', { type: 'published', update: 'canary', content });
  const witness = opened('loop', { from: 'start', maxGap: 0 });
  const loop = witness.reading[Symbol.asyncIterator]();
  await witness.reaches(last);
  witness.reading.pause();
  await site.append('loop', { type: 'retracted', update: 'canary' });
  await witness.until(() => witness.reading.behind().entries === 1, 'it does not hear of it');
  witness.reading.close();
  const given: Entry[] = [];
  for await (const entry of loop) given.push(entry);
  expect(given).toHaveLength(2);
  expect(JSON.stringify(given)).not.toContain('canary of');
});

test('a text that is retracted while the line is down is gone as soon as it is back, and before it is played', async () => {
  await site.open('later');
  tick();
  const content = { kind: 'paragraph', text: 'canary of the dark' } as const;
  await site.append('later', { type: 'published', update: 'canary', content });
  const witness = opened('later', { from: 'start', maxGap: 0 });
  await witness.becomes('live');
  witness.reading.pause();
  tunnel.shut();
  await site.append('later', { type: 'retracted', update: 'canary' });
  tunnel.open();
  await witness.until(() => witness.reading.behind().entries === 1, 'it does not hear of it');
  expect(witness.reading.state.updates.get('canary')).toMatchObject({ retracted: true });
});

test('what is unread is counted from the last visit to the next look', async () => {
  await written('visits', 3);
  const store = memoryStore();
  const first = opened('visits', { store });
  await first.becomes('live');
  expect(first.reading.unread).toMatchObject({ updates: 0 });
  await first.reaches(await site.publish('visits', 2));
  const { cursor } = first.reading;
  first.reading.close();
  await site.publish('visits', 4);
  const second = opened('visits', { store, last: 1 });
  await second.becomes('live');
  expect(second.reading.unread).toEqual({ updates: 4, since: cursor });
  await second.reaches(await site.publish('visits', 1));
  expect(second.reading.unread).toEqual({ updates: 5, since: cursor });
  second.reading.seen();
  expect(second.reading.unread).toEqual({ updates: 0, since: second.reading.cursor });
});

test('what comes while nobody looks is unread at the next visit', async () => {
  await written('hidden', 2);
  const store = memoryStore();
  const environment = new Surroundings();
  const first = opened('hidden', { store }, 500, { environment });
  await first.becomes('live');
  const { cursor } = first.reading;
  environment.become({ visible: false });
  await first.reaches(await site.publish('hidden', 3));
  first.reading.close();
  const second = opened('hidden', { store });
  await second.becomes('live');
  expect(second.reading.unread).toEqual({ updates: 3, since: cursor });
});

test('a visit to another log does not count', async () => {
  await written('elsewhere', 2);
  const other = opened('elsewhere');
  await other.becomes('live');
  const { cursor } = other.reading;
  await written('here', 2);
  const witness = opened('here', { store: { load: () => ({ cursor: cursor!, updates: 1 }), save: () => {} } }); // it was live
  await witness.becomes('live');
  expect(witness.reading.unread).toEqual({ updates: 0, since: witness.reading.cursor });
});

test('a timeline shows how much was published when, as long as it takes to play', async () => {
  await site.open('density');
  const [before] = await entriesOf(site.log, 'density');
  for (const key of [false, true, false, false]) {
    tick();
    const content = { kind: 'paragraph', text: 'a text', ...(key && { key }) } as const;
    await site.append('density', { type: 'published', update: `d${Math.random().toString(36).slice(2)}`, content });
  }
  const witness = opened('density', { from: 'start', speed: 0.25, maxGap: 10_000 });
  witness.reading.pause();
  await witness.until(() => witness.reading.timeline(4)?.whole === true, 'it is not loaded');
  const timeline = witness.reading.timeline(4)!; // it is loaded
  const entries = await entriesOf(site.log, 'density');
  const length = Date.parse(entries[4]!.at) - Date.parse(before!.at); // there are five
  expect(timeline.duration).toBe(4 * length);
  expect(timeline.played).toBe(0);
  expect(timeline.buckets.reduce((sum, { updates }) => sum + updates, 0)).toBe(4);
  expect(timeline.buckets.reduce((sum, { keys }) => sum + keys, 0)).toBe(1);
  expect(timeline.buckets[0]?.at).toBe(before?.at);
  expect(timeline.momentAt(timeline.duration)).toBe(entries[4]?.at);
  tick();
  await site.publish('density', 1);
  await witness.until(() => (witness.reading.timeline(4)?.duration ?? 0) > timeline.duration, 'it does not grow');
});

test('a cursor is a place to play from: what follows it comes, and what was before is known', async () => {
  const entries = await written('cursor', 12);
  const follower = opened('cursor', { from: 'start', maxGap: 0 });
  follower.reading.pause();
  await stands(follower, 1);
  follower.reading.seek(entries[5]!.at); // there are 13
  const { cursor } = follower.reading;
  const witness = opened('cursor', { from: cursor!, maxGap: 0 }, 2); // it has begun
  await witness.becomes('live');
  expect(witness.seqs).toEqual([7, 8, 9, 10, 11, 12, 13]);
  expect(witness.reading.state).toEqual(fold(EMPTY, entries));
});

test('a cursor of an entry that there never was is a place to start again from', async () => {
  const entries = await written('never', 12);
  const other = opened('never', { from: { at: entries[5]!.at } }); // there are 13
  other.reading.pause();
  await stands(other, 6);
  const cursor = other.reading.cursor?.replace(/:(\d+)-/, (_, ms) => `:${Number(ms) + 1}-`) as Cursor;
  const witness = opened('never', { from: cursor, maxGap: 0 });
  await witness.becomes('live');
  expect(witness.resets).toEqual(['gone']);
  expect(witness.reading.state).toEqual(fold(EMPTY, entries));
});

test('a cursor between two entries of one millisecond is the place between them', async () => {
  await site.open('twins');
  const twin = (entries: readonly Entry[]) => entries.find(({ at }, index) => entries[index + 1]?.at === at);
  let entries: Entry[] = [];
  while (!twin(entries)) {
    await site.publish('twins', 20);
    entries = await entriesOf(site.log, 'twins');
  }
  const first = twin(entries)!; // there is one
  const epoch = (await site.log.read('twins', { after: START, limit: 0 }))?.epoch ?? '';
  const witness = opened('twins', { from: cursorAt(epoch, entryId(first)), maxGap: 0 });
  await witness.becomes('live');
  expect(witness.seqs).toEqual(entries.slice(first.seq).map(({ seq }) => seq));
});

test('a timeline goes to the head, and says that it is not whole, when not everything is loaded', async () => {
  const entries = await written('long', 20);
  let pages = 1;
  const slow: typeof fetch = (input, init) => {
    pages -= 1;
    return pages >= 0 ? fetch(input, init) : new Promise(() => {});
  };
  const firstPage: typeof fetch = (input, init) => slow(`${input}&limit=4`, init);
  const witness = opened('long', { from: 'start', speed: 0.25 }, 500, { fetch: firstPage });
  witness.reading.pause();
  await witness.becomes('paused');
  const timeline = witness.reading.timeline(2);
  const length = Date.parse(entries[20]!.at) - Date.parse(entries[0]!.at); // there are 21
  expect(timeline).toMatchObject({ duration: 4 * length, whole: false });
  expect(timeline?.buckets.map(({ updates }) => updates)).toEqual([3, 0]);
});

test('silences are skipped, and played again, from where the playhead stands', async () => {
  const entries = await written('silence', 10);
  const witness = opened('silence', { from: 'start' });
  witness.reading.pause();
  await witness.until(() => witness.reading.timeline(1)?.whole === true, 'it is not loaded');
  witness.reading.seek(entries[5]!.at); // there are 11
  const { at } = witness.reading.playhead!; // it has begun
  witness.reading.setMaxGap(1);
  expect(witness.reading.pace).toEqual({ speed: 1, maxGap: 1 });
  expect(witness.reading.timeline(1)!.duration).toBeLessThanOrEqual(10);
  expect(witness.reading.playhead?.at).toBe(at);
  witness.reading.setMaxGap(undefined);
  expect(witness.reading.timeline(1)!.duration).toBe(Date.parse(entries[10]!.at) - Date.parse(entries[0]!.at));
  expect(() => witness.reading.setMaxGap(Number.NaN)).toThrow(RangeError);
});

test('the log is loaded for who is about to turn to the past, who stays live', async () => {
  const entries = await written('about', 20);
  const witness = opened('about', { last: 2 });
  await witness.becomes('live');
  expect(witness.reading.timeline(1)?.whole).toBe(false);
  witness.reading.prepare();
  await witness.until(() => witness.reading.timeline(1)?.whole === true, 'it is not loaded');
  expect(witness.reading.status.name).toBe('live');
  const timeline = witness.reading.timeline(2)!;
  expect(timeline.published).toEqual(entries.slice(1).map(({ at }) => Date.parse(at)));
  for (const at of timeline.published)
    expect(timeline.momentAt(timeline.playedAt(at))).toBe(new Date(at).toISOString());
});

test('the briefing as it stands at the head is told wherever the playhead is', async () => {
  const entries = await written('over', 5);
  await site.append('over', { type: 'ended' });
  const witness = opened('over', { from: 'start' });
  witness.reading.pause();
  await witness.until(() => witness.reading.timeline(1)?.whole === true, 'it is not loaded');
  witness.reading.seek(entries[2]!.at); // there are 7
  expect([witness.reading.state.briefing?.status, witness.reading.latest?.status]).toEqual(['live', 'ended']);
});

test('every control may be used before there is anything to be controlled', async () => {
  const entries = await written('early', 10);
  const witness = opened('early', { from: 'start' });
  const { reading } = witness;
  expect([reading.playhead, reading.span, reading.timeline(3), reading.unread]).toEqual(Array(4).fill(undefined));
  reading.goLive();
  reading.setSpeed(3);
  reading.pause();
  reading.seek(entries[5]!.at); // there are 11
  await witness.becomes('paused');
  expect([witness.seq, reading.playhead?.speed]).toEqual([6, 3]);
});
