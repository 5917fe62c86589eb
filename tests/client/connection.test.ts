import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { FIRST_MS, LASTING_MS } from '../../client/backoff.ts';
import { type Clock, type Connection, connect, type LinkStatus } from '../../client/index.ts';
import { CONNECT_MS } from '../../client/line.ts';
import { ANSWER_MS } from '../../client/link.ts';
import { type GatewaySite, startGatewaySite } from '../kit/gateway-site.ts';
import { Waiting } from '../kit/waiting.ts';
import { startTunnel, type Tunnel } from './tunnel.ts';
import { Witness } from './witness.ts';

let site: GatewaySite;
let tunnel: Tunnel;
const connections: Connection[] = [];
const stops: (() => unknown)[] = [];

beforeAll(async () => {
  site = await startGatewaySite();
  tunnel = await startTunnel(site.port);
});
afterEach(() => {
  for (const connection of connections.splice(0)) connection.close();
  for (const stop of stops.splice(0)) stop();
  tunnel.open();
});
afterAll(async () => {
  await tunnel.stop();
  await site.stop();
});

/** A clock on which no wait takes time, but which notes how long each would have been. Limits are not waits: they stay. */
function noting() {
  const waits: number[] = [];
  let now = 0;
  const clock: Clock = {
    now: () => now,
    after(ms, call) {
      const limit = ms === CONNECT_MS || ms === ANSWER_MS;
      if (!limit) waits.push(ms);
      const timer = setTimeout(call, limit ? ms : 0);
      return () => clearTimeout(timer);
    },
  };
  const pass = (ms: number) => {
    now += ms;
  };
  return { clock, waits, pass };
}

function watched(url: string, clock: Clock) {
  const waiting = new Waiting();
  const connection = connect(url, { clock, random: () => 0.5 });
  connections.push(connection);
  const statuses: LinkStatus[] = [];
  connection.subscribe((status) => {
    statuses.push(status);
    waiting.changed();
  });
  const saw = (name: LinkStatus['name'], times: number) => {
    const seen = () => statuses.filter((status) => status.name === name).length;
    return waiting.until(
      () => seen() >= times,
      () => `it was ${name} ${seen()} times, not ${times}`,
    );
  };
  return { connection, statuses, saw };
}

test('a gateway that cannot be reached is tried after longer and longer waits, and why is said', async () => {
  const { clock, waits } = noting();
  tunnel.shut();
  const { connection, saw } = watched(tunnel.url, clock);
  await saw('connecting', 4);
  expect(connection.status).toMatchObject({ name: 'connecting', cause: expect.any(String) });
  expect(waits.slice(0, 3)).toEqual([FIRST_MS, 2 * FIRST_MS, 4 * FIRST_MS]);
  tunnel.open();
  await saw('connected', 1);
});

test('a connection that breaks soon counts as a failed try, one that lasted does not', async () => {
  const { clock, waits, pass } = noting();
  const { saw } = watched(tunnel.url, clock);
  for (let times = 1; times <= 3; times += 1) {
    await saw('connected', times);
    tunnel.cut();
    await saw('reconnecting', times);
  }
  await saw('connected', 4);
  expect(waits).toEqual([FIRST_MS / 2, FIRST_MS, 2 * FIRST_MS]);
  pass(LASTING_MS);
  tunnel.cut();
  await saw('connected', 5);
  expect(waits.at(-1)).toBe(FIRST_MS / 2);
});

/** A service that has too much to do, to every request of which it is so for the first `times`. */
async function busy(times: number): Promise<string> {
  let left = times;
  const server = createServer((_, response) => {
    left -= 1;
    const problem = left < 0 ? {} : { code: 'BUSY', detail: 'as much as it may' };
    response.writeHead(left < 0 ? 200 : 503, { 'Content-Type': 'application/json', 'Retry-After': '2' });
    response.end(JSON.stringify(problem));
  });
  server.on('upgrade', (_, socket) => socket.end('HTTP/1.1 503 Service Unavailable\r\nRetry-After: 2\r\n\r\n'));
  stops.push(() => server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('a service that says how long it is busy is not asked again before', async () => {
  const { clock, waits } = noting();
  const { saw } = watched(await busy(1), clock);
  await saw('connected', 1);
  // Of a websocket that is refused no client is told why; of a request it is.
  expect(waits.slice(0, 3)).toEqual([FIRST_MS, 2 * FIRST_MS, 2_000 + 4 * FIRST_MS]);
});

test('a gateway that closes is come back to at a random time within what it says', async () => {
  const closing = await startGatewaySite();
  try {
    const { clock, waits } = noting();
    const { saw } = watched(closing.url, clock);
    await saw('connected', 1);
    await closing.gateway.close(400);
    await saw('reconnecting', 1);
    expect(waits[0]).toBe(200);
  } finally {
    await closing.stop();
  }
});

test('a reader that is told to come back goes on from where it was', async () => {
  await site.open('spread');
  const { clock } = noting();
  const { connection } = watched(site.url, clock);
  const witness = new Witness(connection.follow('spread'));
  await witness.reaches(await site.publish('spread', 3));
  await site.restart();
  const last = await site.publish('spread', 3);
  await witness.reaches(last);
  witness.hasAll(last);
});

test('a closed connection stays closed, and so does what was read over it', async () => {
  await site.open('closed');
  const { clock } = noting();
  const { connection, statuses } = watched(site.url, clock);
  const witness = new Witness(connection.follow('closed'));
  await witness.becomes('live');
  connection.close();
  expect([connection.status.name, witness.reading.status.name]).toEqual(['closed', 'closed']);
  const reader = site.reader();
  await reader.follow({ briefing: 'closed' });
  await reader.reaches(await site.publish('closed', 1));
  expect(statuses.at(-1)?.name).toBe('closed');
  expect(witness.seqs).toEqual([1]);
});
