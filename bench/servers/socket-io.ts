import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdapter } from '@socket.io/redis-streams-adapter';
import { Redis } from 'ioredis';
import { Server } from 'socket.io';
import { BRIEFING, stateOf } from '../update.ts';
import { serving } from './child.ts';

/** Socket.IO as it comes, with its Redis Streams adapter: a follower joins a room. Argument: Redis' URL. */
const [url = '', port = '0'] = process.argv.slice(2);
const http = createServer();
const io = new Server(http, { transports: ['websocket'], serveClient: false, adapter: createAdapter(new Redis(url)) });
const states = new Map<number, object>();
io.on('connection', (socket) => {
  socket.on('follow', ({ last }: { last?: number }, answer: (answer: object) => void) => {
    socket.join(BRIEFING);
    if (last !== undefined && !states.has(last)) states.set(last, stateOf(last));
    answer({ ok: true, ...(last !== undefined && { state: states.get(last) }) });
  });
});
http.listen(Number(port), '127.0.0.1', () => serving((http.address() as AddressInfo).port));
