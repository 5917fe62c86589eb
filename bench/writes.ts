import { fork } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { StraightWriter } from '../src/gateway/straight.ts';
import { median, pause } from './figures.ts';
import { pin } from './pinning.ts';

/**
 * What one small write to each of many sockets takes of the writing process, by each way to write; `node bench/writes.ts`.
 * The ways take turns, so that what disturbs the machine disturbs them all.
 */
const SOCKETS = 2_000;
const ROUNDS = 40;
const FRAME = Buffer.alloc(850, 'x');

const [port] = process.argv.slice(2);
if (port === undefined) await measure();
else for (let at = 0; at < SOCKETS; at += 1) connect(Number(port), '127.0.0.1').resume();

async function measure(): Promise<void> {
  const sockets: Socket[] = [];
  const { promise: full, resolve } = Promise.withResolvers<void>();
  const server = createServer({ noDelay: true }, (socket) => sockets.push(socket) === SOCKETS && resolve());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port: taken } = server.address() as AddressInfo;
  const readers = fork(import.meta.filename, [String(taken)]);
  pin('serving', process.pid);
  pin('others', readers.pid ?? 0);
  await full;
  const straight = new StraightWriter();
  const waiter = { left: () => {} };
  const ways = {
    'socket.write': (socket: Socket) => socket.write(FRAME),
    'cork, write, uncork': (socket: Socket) => {
      socket.cork();
      socket.write(FRAME);
      socket.uncork();
    },
    'past the stream': (socket: Socket) => straight.write(socket, FRAME, waiter) ?? socket.write(FRAME),
  };
  const costs = new Map(Object.keys(ways).map((name) => [name, { user: [] as number[], system: [] as number[] }]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, write] of Object.entries(ways)) {
      const before = process.cpuUsage();
      for (const socket of sockets) write(socket);
      await pause(0); // what a stream does after a write counts too
      const { user, system } = process.cpuUsage(before);
      costs.get(name)?.user.push(user / SOCKETS);
      costs.get(name)?.system.push(system / SOCKETS);
      await pause(30); // for the readers
    }
  }
  console.log('| a write | of it in Node, µs | in the kernel, µs | both, µs |\n|---|---:|---:|---:|');
  for (const [name, { user, system }] of costs) {
    const both = user.map((value, at) => value + (system[at] ?? 0));
    console.log(`| ${name} | ${[user, system, both].map((values) => median(values).toFixed(2)).join(' | ')} |`);
  }
  readers.kill();
  process.exit();
}
