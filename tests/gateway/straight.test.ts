import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { StraightWriter } from '../../src/gateway/straight.ts';

let server: Server;
let near: Socket;
let far: Socket;
beforeEach(async () => {
  server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const accepted = once(server, 'connection');
  far = connect((server.address() as AddressInfo).port, '127.0.0.1');
  [near] = await accepted;
  for (const socket of [near, far]) socket.on('error', () => {});
});
afterEach(() => {
  near.destroy();
  far.destroy();
  server.close();
});

/** More than the kernel takes of one connection at once. */
const MUCH = 8_000_000;

async function hears(bytes: number): Promise<string> {
  let heard = '';
  far.setEncoding('latin1');
  for await (const chunk of far) {
    heard += chunk;
    if (heard.length >= bytes) break;
  }
  return heard;
}

test('what the kernel takes at once leaves at once, the first write like the others', async () => {
  const writer = new StraightWriter();
  const waiter = { left: () => expect.unreachable('nothing waited') };
  for (const word of ['a', 'b', 'c']) expect(writer.write(near, Buffer.from(word), waiter)).toBe(0);
  expect(near.bytesWritten).toBe(3);
  expect(await hears(3)).toBe('abc');
});

test('what waits is counted, leaves in order with what streams write, and is told when it has left', async () => {
  const writer = new StraightWriter();
  const { promise, resolve } = Promise.withResolvers<number>();
  const waiter = { left: resolve };
  writer.write(near, Buffer.from('a'), waiter);
  far.pause();
  expect(writer.write(near, Buffer.alloc(MUCH, 'b'), waiter)).toBeGreaterThan(0);
  writer.write(near, Buffer.from('b'), { left: () => {} });
  const waits = writer.waits(near);
  near.write(Buffer.from('c'));
  expect(writer.waits(near)).toBe(waits + 1);
  near.write(Buffer.from('d')); // the stream keeps it, and what comes next would overtake it
  expect(writer.write(near, Buffer.from('e'), waiter)).toBeUndefined();
  const heard = await hears(MUCH + 4);
  expect(heard.replace(/b+/, 'b')).toBe('abcd');
  expect(heard).toHaveLength(MUCH + 4);
  expect(await promise).toBe(0);
});

test('what a corked stream holds is not overtaken', async () => {
  const writer = new StraightWriter();
  writer.write(near, Buffer.from('a'), { left: () => {} });
  near.cork();
  near.write(Buffer.from('b'));
  expect(writer.write(near, Buffer.from('c'), { left: () => {} })).toBeUndefined();
  near.uncork();
  expect(await hears(2)).toBe('ab');
});

test('a connection that dies with bytes waiting is told of, and throws nothing', async () => {
  const writer = new StraightWriter();
  const { promise, resolve } = Promise.withResolvers<number>();
  writer.write(near, Buffer.from('a'), { left: resolve });
  far.pause();
  writer.write(near, Buffer.alloc(MUCH), { left: resolve });
  near.destroy();
  expect(await promise).toBeLessThan(0);
  expect(writer.write(near, Buffer.from('b'), { left: resolve })).toBeUndefined();
  expect(writer.waits(near)).toBe(0);
});

const writeBuffer = (): number => 0;

test.for([
  ['has no queue', { writeBuffer }],
  ['writes by another name', { writeQueueSize: 0 }],
  ['has other requests', { writeQueueSize: 0, writeBuffer }],
] as const)('where what is under a socket %s, the stream writes', ([, handle]) => {
  const writer = new StraightWriter();
  const socket = new Socket();
  Object.assign(socket, { _handle: handle, write: () => true });
  const waiter = { left: () => {} };
  writer.write(socket, Buffer.from('a'), waiter);
  expect(writer.write(near, Buffer.from('b'), waiter)).toBeUndefined();
});
