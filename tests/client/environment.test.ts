import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { FIRST_MS, LONGEST_MS } from '../../client/backoff.ts';
import { type Clock, type Connection, connect, type LinkStatus } from '../../client/index.ts';
import { CONNECT_MS } from '../../client/line.ts';
import { ANSWER_MS } from '../../client/link.ts';
import { entryId, timeOf } from '../../src/protocol/cursor.ts';
import { type GatewaySite, startGatewaySite } from '../kit/gateway-site.ts';
import { Waiting } from '../kit/waiting.ts';
import { entriesOf } from '../log/writer.ts';
import { Surroundings } from './surroundings.ts';
import { startTunnel, type Tunnel } from './tunnel.ts';
import { Witness } from './witness.ts';

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

/** A clock on which a wait ends when the test says so. Limits are not waits: they stay. */
class HeldClock implements Clock {
  readonly waits: { ms: number; call: () => void }[] = [];
  readonly now = () => performance.now();

  after(ms: number, call: () => void): () => void {
    if (ms === CONNECT_MS || ms === ANSWER_MS) {
      const timer = setTimeout(call, ms);
      return () => clearTimeout(timer);
    }
    const wait = { ms, call };
    this.waits.push(wait);
    return () => {
      const at = this.waits.indexOf(wait);
      if (at >= 0) this.waits.splice(at, 1);
    };
  }

  /** Ends every wait that there is. */
  pass(): void {
    for (const { call } of this.waits.splice(0)) call();
  }
}

function surrounded(random = 1) {
  const environment = new Surroundings();
  const clock = new HeldClock();
  const connection = connect(tunnel.url, { clock, environment, random: () => random });
  connections.push(connection);
  const waiting = new Waiting();
  connection.subscribe(() => waiting.changed());
  const becomes = (name: LinkStatus['name']) =>
    waiting.until(
      () => connection.status.name === name,
      () => `it is ${connection.status.name}`,
    );
  const tries = () => ('tries' in connection.status ? connection.status.tries : 0);
  const tried = (times: number) =>
    waiting.until(
      () => tries() >= times,
      () => `it has tried ${tries()} times`,
    );
  return { environment, clock, connection, becomes, tried, waits: () => clock.waits.map(({ ms }) => ms) };
}

test('without a network, what is open is lost at once, and tries are rare until there is one', async () => {
  await site.open('plane');
  const { environment, clock, connection, becomes, waits } = surrounded();
  const witness = new Witness(connection.follow('plane'));
  await witness.becomes('live');
  environment.become({ online: false });
  expect([connection.status.name, witness.reading.status.name]).toEqual(['reconnecting', 'reconnecting']);
  expect(waits()).toEqual([LONGEST_MS]);
  environment.become({ online: true });
  expect(waits()).toEqual([FIRST_MS]);
  clock.pass();
  await becomes('connected');
  await witness.reaches(await site.publish('plane', 1));
});

test('a machine that is wrong about its network connects all the same', async () => {
  const { environment, clock, becomes } = surrounded();
  await becomes('connected');
  environment.become({ online: false });
  clock.pass();
  await becomes('connected');
});

test('somebody who looks again does not wait as long as somebody who does not', async () => {
  tunnel.shut();
  const { environment, clock, connection, becomes, waits, tried } = surrounded();
  for (let times = 1; times < 5; times += 1) {
    await tried(times);
    clock.pass();
  }
  await tried(5);
  expect([connection.status.name, ...waits()]).toEqual(['connecting', LONGEST_MS]);
  tunnel.open();
  environment.become({ visible: true });
  expect(waits()).toEqual([FIRST_MS]);
  clock.pass();
  await becomes('connected');
});

test('the time at which a gateway wants its readers back is shortened by nobody', async () => {
  const closing = await startGatewaySite();
  const environment = new Surroundings();
  const clock = new HeldClock();
  const connection = connect(closing.url, { clock, environment, random: () => 0.5 });
  connections.push(connection);
  const witness = new Witness(connection.follow('nobody'));
  await witness.becomes('failed'); // and so there is a connection
  await closing.gateway.close(400);
  await closing.stop();
  expect(clock.waits.map(({ ms }) => ms)).toEqual([200]);
  environment.become({ visible: true });
  expect(clock.waits.map(({ ms }) => ms)).toEqual([200]);
});

test('a replay stands still while nobody looks, and goes on from there', async () => {
  await site.open('tab');
  await site.publish('tab', 20);
  const entries = await entriesOf(site.log, 'tab');
  const environment = new Surroundings();
  environment.become({ visible: false });
  const connection = connect(tunnel.url, { environment });
  connections.push(connection);
  const witness = new Witness(connection.replay('tab', { maxGap: 5 }));
  await witness.becomes('paused');
  const first = timeOf(entryId(entries[0]!)); // there are 21
  expect(Date.parse(witness.reading.playhead?.at ?? '')).toBe(first);
  environment.become({ visible: true });
  await witness.becomes('live');
  environment.become({ visible: false });
  expect(witness.reading.status.name).toBe('live');
  await witness.reaches(await site.publish('tab', 1));
});
