import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';

/** Sends one prebuilt frame to all, to clients that negotiated compression without context takeover or to such that did not. */
const [way] = process.argv.slice(2);
const withoutContext = { serverNoContextTakeover: true, clientNoContextTakeover: true };
const server = new WebSocketServer({
  host: '127.0.0.1',
  port: 0,
  perMessageDeflate: way === 'compressed' && withoutContext,
});
const sockets: Duplex[] = [];
server.on('connection', (_, { socket }) => sockets.push(socket));
await once(server, 'listening');
process.send?.({ port: (server.address() as AddressInfo).port });
process.on('message', ({ frame, times }: { frame: string; times: number }) => {
  globalThis.gc?.();
  const bytes = Buffer.from(frame, 'base64');
  for (let time = 0; time < times; time += 1) for (const socket of sockets) socket.write(bytes);
  process.send?.({ written: sockets.length * times });
});
process.on('disconnect', () => process.exit());
