import type { Server as HttpServer, IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { Server, type Socket } from 'socket.io';
import { Refusal } from '../protocol/codes.ts';
import { CONNECTIONS_BURST, CONNECTIONS_PER_SECOND, MESSAGE_BYTES } from '../protocol/limits.ts';
import { type ClientMessage, clientMessages } from '../protocol/messages.ts';
import type { Journal } from '../runtime/logging.ts';
import { Admission } from './admission.ts';
import { Engine } from './engine.ts';
import { sendAway } from './farewell.ts';
import { Allowance, acknowledgement, refusedWith, shaped } from './guard.ts';
import { parser } from './parser.ts';
import { Reads, type ReadsOptions } from './reads.ts';
import { Wire } from './wire.ts';

export type SocketsOptions = ReadsOptions & {
  journal: Journal;
  /** The sites whose pages may open sockets, as browsers send them; `*` for any. */
  origins: '*' | readonly string[];
};
export type Sockets = {
  readonly count: number;
  /** Takes no new connection, tells each to come back within `spread` ms, and closes those that have not left by then. */
  close(spread: number): Promise<void>;
};

/** A connection that has not said within this time what it wants, ms, is closed. */
const CONNECT_MS = 5_000;

/** Those who stay to the end are cut over this time, ms. */
const CUTTING_MS = 1_000;

/** The gateway's Socket.IO side: every message of every connection comes through one guarded handler. */
export function createSockets(http: HttpServer, options: SocketsOptions): Sockets {
  const wires = new Set<Wire>();
  let closing = false;
  const admission = new Admission(options.clock, CONNECTIONS_PER_SECOND, CONNECTIONS_BURST);
  const engine = new Engine(http, {
    maxPayload: MESSAGE_BYTES,
    // A browser sends the origin of its page with a websocket, and nothing but this looks at it: CORS does not.
    welcomes: (request) => isWelcome(request, options.origins),
    admits: () => !closing && admission.take(),
  });
  const io = new Server({ connectTimeout: CONNECT_MS, parser }).bind(engine);
  withoutRooms(io);
  io.on('connection', (socket) => {
    const wire = connect(socket, options);
    wires.add(wire);
    socket.on('disconnect', () => wires.delete(wire));
  });
  return {
    get count() {
      return wires.size;
    },
    async close(spread) {
      closing = true;
      // Who knows the message goes on reading until he has somewhere else to read, at a time of his own within the spread.
      for (const wire of wires) wire.leave('CLOSING', spread);
      if (wires.size > 0) await pause(spread);
      await sendAway(wires, CUTTING_MS);
      engine.close();
    },
  };
}

/** In place of what Socket.IO keeps of each connection's beginning. */
const FORGOTTEN = Object.freeze({});

/** Nothing is sent to rooms here, and each socket would have one of its own. */
function withoutRooms(io: Server): void {
  const { adapter } = io.of('/');
  const nothing = () => {};
  Object.assign(adapter, { addAll: nothing, del: nothing, delAll: nothing });
}

function isWelcome({ headers: { origin } }: IncomingMessage, origins: '*' | readonly string[]): boolean {
  return origin === undefined || origins === '*' || origins.includes(origin); // programs send no origin
}

function connect(socket: Socket, options: SocketsOptions): Wire {
  const wire: unknown = socket.conn;
  if (!(wire instanceof Wire)) throw new TypeError('The socket is not of our engine');
  Object.assign(socket, { handshake: FORGOTTEN });
  const reads = new Reads(wire, options);
  wire.drained = () => reads.drained();
  const allowance = new Allowance(options.clock);
  socket.on('disconnect', () => reads.close());
  socket.onAny((name: unknown, ...args: unknown[]) => {
    const allowed = allowance.take();
    if (allowed === 'hopeless') return wire.cut('TOO_MANY');
    const answer = acknowledgement(args.at(-1));
    if (allowed === 'over') return answer(refusedWith(new Refusal('TOO_MANY'), options.journal));
    handle(reads, name, args[0], answer).catch((error: unknown) => answer(refusedWith(error, options.journal)));
  });
  return wire;
}

async function handle(reads: Reads, name: unknown, message: unknown, answer: (answer: object) => void): Promise<void> {
  if (!isMessage(name)) throw new Refusal('EVENT_UNKNOWN', `Send one of ${Object.keys(clientMessages).join(', ')}`);
  switch (name) {
    case 'follow':
      return reads.follow(shaped(clientMessages.follow, message), answer);
    case 'replay':
      return reads.replay(shaped(clientMessages.replay, message), answer);
    case 'control':
      reads.control(shaped(clientMessages.control, message));
      return answer({ ok: true });
    case 'leave':
      reads.leave(shaped(clientMessages.leave, message));
      return answer({ ok: true });
  }
}

function isMessage(name: unknown): name is ClientMessage {
  return typeof name === 'string' && Object.hasOwn(clientMessages, name);
}
