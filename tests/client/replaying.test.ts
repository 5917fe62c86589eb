import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Connection, connect, type Entry, type Player } from '../../client/index.ts';
import { EMPTY, fold } from '../../src/protocol/fold.ts';
import { type GatewaySite, startGatewaySite } from '../kit/gateway-site.ts';
import { entriesOf } from '../log/writer.ts';
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
  tunnel.open();
});
afterAll(async () => {
  await tunnel.stop();
  await site.stop();
});

function connected(): Connection {
  const connection = connect(tunnel.url, { random: () => 0 });
  connections.push(connection);
  return connection;
}

/** A briefing whose updates have a time each: entries of one millisecond are one moment. */
async function moments(briefing: string, updates: number): Promise<Entry[]> {
  await site.open(briefing);
  for (let at = 0; at < updates; at += 1) {
    const before = Date.now();
    while (Date.now() < before + 3); // Redis' clock is this machine's
    await site.publish(briefing, 1);
  }
  return entriesOf(site.log, briefing);
}

function paused(briefing: string): Witness<Player> {
  const replay = connected().replay(briefing, { maxGap: 10, edge: 0 });
  replay.pause(); // before there is a connection: not one entry comes
  return new Witness(replay);
}

test('a replay gives what a follow gives, then is live', async () => {
  const entries = await moments('pace', 30);
  const replay = connected().replay('pace', { speed: 2, maxGap: 5 });
  const witness = new Witness(replay);
  await witness.becomes('live');
  witness.hasAll(entries.length);
  expect(witness.entries).toEqual(entries);
  expect(replay.span).toEqual({ startsAt: entries[0]?.at, endsAt: entries.at(-1)?.at, entries: entries.length });
  const last = await site.publish('pace', 1);
  await witness.reaches(last);
  witness.hasAll(last);
});

test('a replay of a briefing that has ended finishes, and so does a loop over it', async () => {
  await moments('over', 5);
  const last = await site.append('over', { type: 'ended' });
  const replay = connected().replay('over', { speed: 1000 });
  expect((await all(replay)).map(({ seq }) => seq)).toEqual(Array.from({ length: last }, (_, at) => at + 1));
  expect(replay.status.name).toBe('finished');
  expect(replay.playhead).toMatchObject({ state: 'finished' });
});

test('a paused replay is moved forwards and back, and shows the state at each moment', async () => {
  const entries = await moments('scrub', 10);
  const witness = paused('scrub');
  await witness.becomes('paused');
  for (const seq of [7, 4, 9]) {
    witness.reading.seek(entries[seq - 1]!.at); // there are 11
    await witness.until(() => witness.seq === seq, `it does not come to ${seq}`);
    expect(witness.reading.state).toEqual(fold(EMPTY, entries.slice(0, seq)));
    expect(witness.reading.status.name).toBe('paused');
  }
  expect(witness.resets).toEqual(['seek']);
  witness.reading.resume();
  await witness.becomes('live');
  expect(witness.reading.state).toEqual(fold(EMPTY, entries));
});

test('a replay goes live at once, and back into the past', async () => {
  const entries = await moments('leap', 10);
  const witness = paused('leap');
  await witness.becomes('paused');
  witness.reading.goLive();
  await witness.reaches(entries.length);
  await witness.becomes('live');
  witness.hasAll(entries.length);
  witness.reading.seek(entries[2]!.at); // there are 11
  await witness.until(() => witness.resets.length === 1, 'it does not go back');
  await witness.becomes('live');
  expect(witness.reading.state).toEqual(fold(EMPTY, entries));
});

test('a replay plays on while the connection is cut, and becomes live once it is back', async () => {
  const entries = await moments('tunnel', 40);
  const replay = connected().replay('tunnel', { speed: 0.25, maxGap: 10 });
  const witness = new Witness(replay);
  await witness.reaches(3);
  tunnel.shut();
  await witness.reaches(entries.length);
  const last = await site.publish('tunnel', 1);
  tunnel.open();
  await witness.reaches(last);
  await witness.becomes('live');
  witness.hasAll(last);
});

test('a paused replay is paused still after the connection is cut, and can be moved meanwhile', async () => {
  const entries = await moments('still', 10);
  const witness = paused('still');
  await witness.becomes('paused');
  tunnel.shut();
  witness.reading.seek(entries[4]!.at); // there are 11
  expect(witness.seq).toBe(5);
  tunnel.open();
  await site.publish('still', 1);
  await witness.until(() => witness.reading.behind().entries === 7, 'what is new is not heard of');
  expect([witness.reading.status.name, witness.seq]).toEqual(['paused', 5]);
  witness.reading.resume();
  await witness.becomes('live');
  expect(witness.reading.state).toEqual(fold(EMPTY, await entriesOf(site.log, 'still')));
});

test('a replay from a moment begins with the state at it', async () => {
  const entries = await moments('moment', 10);
  const replay = connected().replay('moment', { from: { at: entries[5]!.at } }); // there are 11
  const witness = new Witness(replay);
  await witness.becomes('live');
  expect(replay.state).toEqual(fold(EMPTY, entries));
  expect(witness.seqs.every((seq) => seq > 6)).toBe(true);
});

test('what cannot be a speed or a moment is refused where it is said', () => {
  const replay = connected().replay('nowhere');
  expect(() => replay.seek('soon')).toThrow(RangeError);
  expect(() => replay.setSpeed(Number.NaN)).toThrow(RangeError);
});
