import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { Admission } from '../../src/gateway/admission.ts';
import { Engine } from '../../src/gateway/engine.ts';
import { CONNECTIONS_BURST, CONNECTIONS_PER_SECOND, RETRY_AFTER_SECONDS } from '../../src/protocol/limits.ts';

const REQUEST =
  'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
  'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n';

let stop: () => Promise<unknown> = async () => {};
afterEach(() => stop());

async function engineThat(admits: () => boolean): Promise<number> {
  const http = createServer();
  const engine = new Engine(http, { maxPayload: 1_000, welcomes: () => true, admits });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  stop = () => {
    engine.close();
    http.closeAllConnections();
    return new Promise((resolve) => http.close(resolve));
  };
  return (http.address() as AddressInfo).port;
}

/** The first line and the headers that come. */
function headOf(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(REQUEST));
    let head = '';
    socket.on('error', reject);
    socket.on('data', (data) => {
      head += data.toString('latin1');
      if (!head.includes('\r\n\r\n')) return;
      socket.destroy();
      resolve(head);
    });
  });
}

test('more connections than are taken at once are told when to come back', async () => {
  let room = 2;
  const port = await engineThat(() => room-- > 0);
  const heads = [await headOf(port), await headOf(port), await headOf(port)];
  expect(heads.map((head) => head.split(' ')[1])).toEqual(['101', '101', '503']);
  expect(heads[2]).toContain(`Retry-After: ${RETRY_AFTER_SECONDS}\r\n`);
});

test('a burst is taken at once, and from then on so many a second', () => {
  let now = 0;
  const admission = new Admission(() => now, CONNECTIONS_PER_SECOND, CONNECTIONS_BURST);
  const taken = () => {
    let count = 0;
    while (admission.take()) count += 1;
    return count;
  };
  expect(taken()).toBe(CONNECTIONS_BURST);
  now += 500;
  expect(taken()).toBe(CONNECTIONS_PER_SECOND / 2);
  now += 3_600_000;
  expect(taken()).toBe(CONNECTIONS_BURST);
});
