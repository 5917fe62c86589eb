import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Cursor, Snapshot } from '../../client/index.ts';
import { type Connection, connect, memoryStore, ResetError } from '../../client/index.ts';
import { fold } from '../../src/protocol/fold.ts';
import { type GatewaySite, startGatewaySite } from '../kit/gateway-site.ts';
import { startTunnel, type Tunnel } from './tunnel.ts';
import { all, Witness } from './witness.ts';

let site: GatewaySite;
let tunnel: Tunnel;
const connections: Connection[] = [];

beforeAll(async () => {
  site = await startGatewaySite();
  tunnel = await startTunnel(site.port);
});
afterEach(() => {
  for (const connection of connections.splice(0)) connection.close();
});
afterAll(async () => {
  await tunnel.stop();
  await site.stop();
});

/** A reader comes back at once: how long readers wait is tested where time is not real. */
function connected(): Connection {
  const connection = connect(tunnel.url, { random: () => 0 });
  connections.push(connection);
  return connection;
}

test('a follower gets the history, then what is published, each entry once', async () => {
  await site.open('whole');
  await site.publish('whole', 600);
  const witness = new Witness(connected().follow('whole'));
  await witness.becomes('live');
  const last = await site.publish('whole', 3);
  await witness.reaches(last);
  witness.hasAll(last);
  expect(witness.statuses.map(({ name }) => name)).toEqual(['catchingUp', 'live']);
});

test('a follower goes on from its cursor after the connection is cut, as often as that happens', async () => {
  await site.open('cut');
  const witness = new Witness(connected().follow('cut'));
  for (let times = 0; times < 5; times += 1) {
    await witness.becomes('live');
    await witness.reaches(await site.publish('cut', 5));
    tunnel.cut();
    await site.publish('cut', 5);
    await witness.saw('reconnecting', times + 1);
  }
  const last = await site.publish('cut', 1);
  await witness.reaches(last);
  witness.hasAll(last);
  expect(witness.resets).toEqual([]);
});

test('a follower goes on when the gateway is replaced', async () => {
  await site.open('deploy');
  const witness = new Witness(connected().follow('deploy'));
  await witness.reaches(await site.publish('deploy', 5));
  await site.restart();
  const last = await site.publish('deploy', 5);
  await witness.reaches(last);
  witness.hasAll(last);
});

test('a follower that a message does not reach notices, and asks again for what is missing', async () => {
  await site.open('hole');
  const witness = new Witness(connected().follow('hole'));
  await witness.becomes('live');
  tunnel.lose(`"hole"`);
  await site.publish('hole', 1);
  const last = await site.publish('hole', 2);
  await witness.reaches(last);
  witness.hasAll(last);
  expect(witness.statuses.map(({ name }) => name)).toContain('catchingUp');
});

test('one connection carries many followers', async () => {
  const briefings = Array.from({ length: 20 }, (_, at) => `many-${at}`);
  const before = tunnel.connections;
  const connection = connected();
  for (const briefing of briefings) await site.open(briefing);
  const witnesses = briefings.map((briefing) => new Witness(connection.follow(briefing)));
  const lasts = await Promise.all(briefings.map((briefing) => site.publish(briefing, 10)));
  for (const [at, witness] of witnesses.entries()) {
    await witness.reaches(lasts[at]!); // as many as witnesses
    witness.hasAll(lasts[at]!);
  }
  expect(tunnel.connections).toBe(before + 1);
});

test('with last, a follower gets the state of the newest updates and then what follows', async () => {
  await site.open('last');
  await site.publish('last', 20);
  const witness = new Witness(connected().follow('last', { last: 5 }));
  await witness.becomes('live');
  expect(witness.reading.state.updates.size).toBe(5);
  expect(witness.reading.state.briefing?.updates).toBe(20);
  expect(witness.resets).toEqual(['last']);
  const last = await site.publish('last', 1);
  await witness.reaches(last);
  expect(witness.seqs).toEqual([last]);
  tunnel.cut();
  await witness.reaches(await site.publish('last', 1));
  expect(witness.reading.state.updates.size).toBe(7);
});

test('from live, a follower gets only what comes after it came, and knows the briefing', async () => {
  await site.open('now');
  await site.publish('now', 3);
  const witness = new Witness(connected().follow('now', { from: 'live' }));
  await witness.becomes('live');
  expect(witness.reading.state.briefing).toMatchObject({ id: 'now', updates: 3 });
  const last = await site.publish('now', 1);
  await witness.reaches(last);
  expect(witness.seqs).toEqual([last]);
});

test('with a store, a follower goes on where the last one of the same reader stopped', async () => {
  await site.open('store');
  const store = memoryStore();
  const first = new Witness(connected().follow('store', { store }));
  await first.reaches(await site.publish('store', 4));
  first.reading.close();
  await site.publish('store', 2);
  const second = new Witness(connected().follow('store', { store }));
  const last = await site.publish('store', 1);
  await second.reaches(last);
  expect([...first.seqs, ...second.seqs]).toEqual(Array.from({ length: last }, (_, at) => at + 1));
  expect(second.reading.state.briefing).toMatchObject({ id: 'store', updates: 7 });
});

test('a follower whose log was replaced is told, and starts again from its state', async () => {
  await site.open('replaced');
  const store = memoryStore();
  const before = new Witness(connected().follow('replaced', { store }));
  await before.reaches(await site.publish('replaced', 4));
  before.reading.close();
  await site.redis.flush();
  await site.open('replaced');
  await site.publish('replaced', 2);
  await site.restart();
  const following = connected().follow('replaced', { store });
  const loop = all(following);
  const after = new Witness(following);
  await after.until(() => after.resets.length > 0, 'there is no reset');
  await expect(loop).rejects.toBeInstanceOf(ResetError);
  expect([...after.reading.state.updates.values()]).toHaveLength(2);
  const { state } = after.reading;
  await after.reaches(await site.publish('replaced', 1));
  expect(after.reading.state).toEqual(fold(state, after.entries));
});

test('a cursor that nobody wrote is dropped, and the follow begins afresh', async () => {
  await site.open('stranger');
  const last = await site.publish('stranger', 2);
  const witness = new Witness(connected().follow('stranger', { from: 'a stranger' as Cursor }));
  await witness.reaches(last);
  witness.hasAll(last);
});

test('a follow of a briefing that there is not fails with its code', async () => {
  const following = connected().follow('nowhere');
  await expect(all(following)).rejects.toMatchObject({ code: 'BRIEFING_UNKNOWN' });
  expect(following.status).toMatchObject({ name: 'failed', fault: { code: 'BRIEFING_UNKNOWN', retry: 'never' } });
});

test('a loop over the entries ends when the reading is closed', async () => {
  await site.open('loop');
  const last = await site.publish('loop', 3);
  const following = connected().follow('loop');
  const seqs: number[] = [];
  for await (const { seq } of following) {
    seqs.push(seq);
    if (seq === last) following.close();
  }
  expect(seqs).toEqual([1, 2, 3, 4]);
});

test('a second reading of a briefing closes the first, and both may be of any kind', async () => {
  await site.open('second');
  const last = await site.publish('second', 3);
  const connection = connected();
  const first = connection.follow('second');
  const second = connection.replay('second', { maxGap: 0 });
  const third = new Witness(connection.follow('second'));
  expect([first.status.name, second.status.name]).toEqual(['closed', 'closed']);
  await third.reaches(last);
  third.hasAll(last);
});

test('what has not changed stays the same object', async () => {
  await site.open('same');
  const witness = new Witness(connected().follow('same'));
  await witness.reaches(await site.publish('same', 2));
  const { state } = witness.reading;
  tunnel.cut();
  await witness.saw('reconnecting', 1);
  await witness.becomes('live');
  expect(witness.reading.state).toBe(state);
});

test('a listener that throws harms neither the others nor the reading', async () => {
  const thrown: unknown[] = [];
  const note = (error: unknown) => thrown.push(error);
  const others = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException').on('uncaughtException', note);
  try {
    await site.open('thrown');
    const following = connected().follow('thrown');
    following.on('entries', () => {
      throw new Error('from a listener');
    });
    const witness = new Witness(following);
    const last = await site.publish('thrown', 2);
    await witness.reaches(last);
    witness.hasAll(last);
    expect(String(thrown[0])).toContain('from a listener');
  } finally {
    process.removeListener('uncaughtException', note);
    for (const other of others) process.on('uncaughtException', other);
  }
});

test('a follower that has a state already gets what has come since, and nothing else', async () => {
  await site.open('brought');
  await site.publish('brought', 4);
  const snapshot: Snapshot = await (await fetch(`${site.url}/v1/briefings/brought`)).json();
  const last = await site.publish('brought', 2);
  const following = connected().follow('brought', { snapshot });
  expect([following.state.updates.size, following.status.name]).toEqual([4, 'connecting']);
  const witness = new Witness(following);
  await witness.becomes('live');
  expect([witness.seqs, witness.resets, following.state.updates.size]).toEqual([[last - 1, last], [], 6]);
});
