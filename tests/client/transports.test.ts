import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  type Connection,
  type ConnectOptions,
  type Cursor,
  connect,
  type LinkStatus,
  type Snapshot,
} from '../../client/index.ts';
import { EVENT_STREAMS } from '../../client/transports/http.ts';
import { POLL_HIDDEN_MS } from '../../client/transports/http-follow.ts';
import { EMPTY, fold } from '../../src/protocol/fold.ts';
import { stateOf } from '../../src/protocol/snapshot.ts';
import { type GatewaySite, startGatewaySite } from '../kit/gateway-site.ts';
import { Waiting } from '../kit/waiting.ts';
import { entriesOf } from '../log/writer.ts';
import { hasty } from './haste.ts';
import { Surroundings } from './surroundings.ts';
import { type Blocked, startTunnel, type Tunnel } from './tunnel.ts';
import { all, Witness } from './witness.ts';

/** Twenty times as fast as the gateway: a poll comes four times a second. */
const clock = hasty(20);

/** What a network blocks, and by which way readers go then. */
const WAYS: [string, Blocked[]][] = [
  ['a websocket', []],
  ['streams of events', ['websocket']],
  ['asking again and again', ['websocket', 'events']],
];

let site: GatewaySite;
let tunnel: Tunnel;
const connections: Connection[] = [];

beforeAll(async () => {
  site = await startGatewaySite();
  tunnel = await startTunnel(site.port);
});
afterEach(() => {
  for (const connection of connections.splice(0)) connection.close();
  tunnel.block();
  tunnel.open();
});
afterAll(async () => {
  await tunnel.stop();
  await site.stop();
});

function connected(options: ConnectOptions = {}): Connection {
  const connection = connect(tunnel.url, { clock, random: () => 0.1, ...options });
  connections.push(connection);
  return connection;
}

/** Waits until a connection has been in so many statuses that are like this. */
function watched(connection: Connection) {
  const waiting = new Waiting();
  const seen: LinkStatus[] = [connection.status];
  connection.subscribe((status) => {
    seen.push(status);
    waiting.changed();
  });
  const by = (way: 'websocket' | 'http', times = 1) => {
    const count = () => seen.filter((status) => status.name === 'connected' && status.by === way).length;
    const told = () => `it was connected by ${way} ${count()} times: ${JSON.stringify(seen)}`;
    return waiting.until(() => count() >= times, told);
  };
  return { seen, by };
}

describe.each(WAYS)('by %s', (way, blocked) => {
  const briefing = (name: string) => `${name}-${WAYS.findIndex(([other]) => other === way)}`;

  test('a follower gets everything once, from the start and from its cursor, whatever is cut', async () => {
    const id = briefing('whole');
    await site.open(id);
    await site.publish(id, 600);
    tunnel.block(...blocked);
    const witness = new Witness(connected().follow(id));
    await witness.becomes('live');
    await witness.reaches(await site.publish(id, 3));
    tunnel.cut();
    const last = await site.publish(id, 3);
    await witness.reaches(last);
    witness.hasAll(last);
    expect(witness.reading.state).toEqual(fold(EMPTY, await entriesOf(site.log, id)));
    const { cursor } = witness.reading;
    witness.reading.close();
    const next = await site.publish(id, 1);
    const later = new Witness(connected().follow(id, cursor ? { from: cursor } : {}));
    await later.reaches(next);
    expect(later.seqs).toEqual([next]);
    expect(later.reading.state.briefing).toEqual(fold(EMPTY, await entriesOf(site.log, id)).briefing);
  });

  test('a follower of key updates gets them alone, and what becomes of the briefing', async () => {
    const id = briefing('keys');
    await site.open(id);
    const publish = (update: string, key: boolean) =>
      site.append(id, { type: 'published', update, content: { kind: 'paragraph', text: update, key } });
    for (const update of ['a', 'b', 'c']) await publish(update, update !== 'b');
    tunnel.block(...blocked);
    const witness = new Witness(connected().follow(id, { only: 'key' }));
    await witness.becomes('live');
    tunnel.cut();
    await publish('d', false);
    await publish('e', true);
    await witness.reaches(await publish('f', false));
    expect(witness.seqs).toEqual([1, 2, 4, 6]);
    const summary: Snapshot = await (await fetch(`${site.url}/v1/briefings/${id}?key=true`)).json();
    expect(witness.reading.state).toEqual(stateOf(summary));
    await site.append(id, { type: 'retracted', update: 'c' });
    await witness.until(() => witness.reading.state.updates.size === 2, 'the retracted one stays');
    const later = new Witness(connected().follow(id, { only: 'key', last: 10 }));
    await later.becomes('live');
    expect([later.seqs, later.reading.state]).toEqual([[], witness.reading.state]);
  });

  test('a follower of what comes, and one of the newest updates, begin at the head', async () => {
    const id = briefing('head');
    await site.open(id);
    await site.publish(id, 20);
    tunnel.block(...blocked);
    const [live, newest] = [connected().follow(id, { from: 'live' }), connected().follow(id, { last: 5 })];
    const witnesses = [new Witness(live), new Witness(newest)];
    for (const witness of witnesses) await witness.becomes('live');
    expect(live.cursor).toBe(newest.cursor);
    expect([live.state.updates.size, newest.state.updates.size]).toEqual([0, 5]);
    expect(live.state.briefing).toEqual(newest.state.briefing);
    const last = await site.publish(id, 1);
    for (const witness of witnesses) await witness.reaches(last);
    expect(witnesses.map(({ seqs }) => seqs)).toEqual([[last], [last]]);
  });

  test('a player replays what has been, and becomes live', async () => {
    const id = briefing('replay');
    await site.open(id);
    await site.publish(id, 30);
    tunnel.block(...blocked);
    const witness = new Witness(connected().replay(id, { maxGap: 20 }));
    await witness.becomes('live');
    const last = await site.publish(id, 1);
    await witness.reaches(last);
    witness.hasAll(last);
  });

  test('what is refused is refused in the same words', async () => {
    tunnel.block(...blocked);
    await expect(all(connected().follow('nowhere'))).rejects.toMatchObject({ code: 'BRIEFING_UNKNOWN' });
    const id = briefing('stranger');
    await site.open(id);
    const last = await site.publish(id, 2);
    const witness = new Witness(connected().follow(id, { from: 'a stranger' as Cursor }));
    await witness.reaches(last);
    witness.hasAll(last);
  });

  test('a follower whose log was replaced starts again from its state', async () => {
    const id = briefing('replaced');
    await site.open(id);
    await site.publish(id, 5);
    tunnel.block(...blocked);
    const before = new Witness(connected().follow(id));
    await before.becomes('live');
    const { cursor } = before.reading;
    before.reading.close();
    await site.redis.flush();
    await site.open(id);
    await site.publish(id, 2);
    await site.restart();
    const after = new Witness(connected().follow(id, cursor ? { from: cursor } : {}));
    await after.until(() => after.resets.includes('gone'), 'there is no reset');
    await after.reaches(await site.publish(id, 1));
    expect(after.reading.state).toEqual(fold(EMPTY, await entriesOf(site.log, id)));
  });
});

test('a network that takes no websockets is noticed at the second miss', async () => {
  tunnel.block('websocket');
  const { seen, by } = watched(connected());
  await by('http');
  expect(seen.map(({ name }) => name)).toEqual(['connecting', 'connecting', 'connecting', 'connected']);
});

test('a gateway that is away for a while is not taken for a network that takes no websockets', async () => {
  tunnel.shut();
  const { seen, by } = watched(connected());
  const waiting = new Waiting();
  const connection = connections[0]!; // it was connected above
  connection.subscribe(() => waiting.changed());
  const tries = () => (connection.status.name === 'connecting' ? connection.status.tries : 0);
  await waiting.until(
    () => tries() >= 3,
    () => 'it does not try',
  );
  tunnel.open();
  await by('websocket');
  expect(seen.at(-1)).toEqual({ name: 'connected', by: 'websocket' });
});

test('websockets are tried again, and taken when they get through, without a hole', async () => {
  await site.open('again');
  tunnel.block('websocket');
  const connection = connected();
  const { by } = watched(connection);
  const witness = new Witness(connection.follow('again'));
  await by('http');
  await witness.reaches(await site.publish('again', 3));
  tunnel.block();
  await by('websocket');
  const last = await site.publish('again', 3);
  await witness.reaches(last);
  witness.hasAll(last);
});

test('many briefings share few streams; the others are asked for', async () => {
  tunnel.block('websocket');
  let streams = 0;
  const counting: typeof fetch = (input, init) => {
    if (String(input).includes('/events?')) streams += 1;
    return fetch(input, init);
  };
  const connection = connected({ fetch: counting });
  const briefings = Array.from({ length: EVENT_STREAMS + 2 }, (_, at) => `shared-${at}`);
  for (const id of briefings) await site.open(id);
  const witnesses = briefings.map((id) => new Witness(connection.follow(id)));
  const lasts = await Promise.all(briefings.map((id) => site.publish(id, 3)));
  for (const [at, witness] of witnesses.entries()) {
    await witness.reaches(lasts[at]!); // as many as witnesses
    witness.hasAll(lasts[at]!);
  }
  expect(streams).toBe(EVENT_STREAMS);
});

test('who does not look is asked for less; who looks again, at once', async () => {
  await site.open('hidden');
  tunnel.block('websocket', 'events');
  const environment = new Surroundings();
  environment.become({ visible: false });
  const asked: number[] = [];
  const noting: typeof fetch = (input, init) => {
    if (String(input).includes('/log?')) asked.push(clock.now());
    return fetch(input, init);
  };
  const witness = new Witness(connected({ environment, fetch: noting }).follow('hidden'));
  await witness.becomes('live');
  const last = await site.publish('hidden', 1);
  expect(asked).toHaveLength(1);
  const seen = clock.now();
  environment.become({ visible: true });
  await witness.reaches(last);
  expect(asked).toHaveLength(2);
  expect(asked[1]! - seen).toBeLessThan(POLL_HIDDEN_MS / 10); // there are two
});

test('where streams break before they begin, a briefing is asked for', async () => {
  await site.open('broken');
  tunnel.block('websocket', 'broken events');
  const witness = new Witness(connected().follow('broken'));
  const last = await site.publish('broken', 3);
  await witness.reaches(last);
  witness.hasAll(last);
  await witness.reaches(await site.publish('broken', 1));
});

test('a network that keeps streams back once is not asked for one again', async () => {
  await site.open('kept');
  tunnel.block('websocket', 'events');
  let streams = 0;
  const counting: typeof fetch = (input, init) => {
    if (String(input).includes('/events?')) streams += 1;
    return fetch(input, init);
  };
  const witness = new Witness(connected({ fetch: counting }).follow('kept'));
  await witness.reaches(await site.publish('kept', 1));
  tunnel.shut();
  await witness.saw('reconnecting', 1);
  tunnel.open();
  await witness.reaches(await site.publish('kept', 1));
  expect(streams).toBe(1);
});
