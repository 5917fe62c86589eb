import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { Redis } from 'ioredis';
import { Sender, WebSocketServer } from 'ws';
import { BRIEFING } from '../update.ts';
import { serving } from './child.ts';

/** The least that Node can do: websockets without a protocol, one frame prebuilt for all. Argument: Redis' URL. */
const [url = '', port = '0'] = process.argv.slice(2);
const server = new WebSocketServer({ host: '127.0.0.1', port: Number(port), perMessageDeflate: false });
const sockets = new Set<Duplex>();
server.on('connection', (websocket, { socket }) => {
  sockets.add(socket);
  websocket.on('close', () => sockets.delete(socket));
});
const redis = new Redis(url);
await redis.subscribe(BRIEFING);
redis.on('message', (_channel, message) => {
  const options = { fin: true, rsv1: false, opcode: 1, mask: false, readOnly: false };
  const frame = Buffer.concat(Sender.frame(Buffer.from(message), options));
  for (const socket of sockets) socket.write(frame);
});
serving((server.address() as AddressInfo).port);
