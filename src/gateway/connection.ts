import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import { frameOf, textFrame } from './frame.ts';
import type { Beating, Heartbeats } from './heartbeats.ts';
import { SharedPacket } from './parser.ts';
import type { StraightWriter, Waiter } from './straight.ts';

/** What connections share. */
export type Sharing = {
  heartbeats: Heartbeats;
  forget: (connection: Connection) => void;
  /** Written to in this step, and sent when it ends: an answer and the first page leave in one packet. */
  corked: Connection[];
  straight: StraightWriter;
};

type Listener = (said: unknown) => void;

/** What Socket.IO keeps of the request that a connection began with. Nothing here looks at it, so all have the same. */
const REQUEST = Object.freeze({ headers: Object.freeze({}), connection: Object.freeze({}), _query: Object.freeze({}) });
const TRANSPORT = Object.freeze({ name: 'websocket', writable: true });
const NOTHING = Buffer.alloc(0);
const PING = textFrame('2');

/** A websocket that knows whose it is, and says when it begins to close: after that, nothing may be written behind its back. */
export class HeardSocket extends WebSocket {
  connection: Connection | undefined;

  override close(code?: number, reason?: string | Buffer): void {
    this.connection?.lose('transport close');
    super.close(code, reason);
  }
}

/**
 * One Engine.IO connection (protocol 4, websocket), as Socket.IO's `Client` takes it from any engine. It writes whole
 * frames straight to the network socket: what has not left is what the socket has not left to the kernel, in bytes.
 */
export class Connection implements Beating, Waiter {
  readonly id: string;
  readonly protocol = 4;
  readyState: 'open' | 'closed' = 'open';
  /** Socket.IO listens once to each: an emitter would take ten times the memory. There are no errors that do not close. */
  #data: Listener | undefined;
  #closed: Listener | undefined;
  /** Called whenever everything has left, if somebody waits for it. */
  drained: (() => void) | undefined;
  readonly #websocket: HeardSocket;
  readonly #socket: Socket;
  readonly #sharing: Sharing;
  readonly #place: Set<Beating>;
  #answered = true;
  /** What was waiting when the socket was corked; undefined when it is not. */
  #before: number | undefined;
  #asked = false;
  /** Bytes that were written past the socket's stream and have not left. */
  #beside = 0;

  constructor(id: string, websocket: HeardSocket, socket: Socket, sharing: Sharing) {
    this.id = id;
    this.#websocket = websocket;
    this.#socket = socket;
    this.#sharing = sharing;
    this.#place = sharing.heartbeats.add(this);
    websocket.connection = this;
    websocket.on('message', onMessage).on('error', onError).on('close', onClose);
  }

  get request(): object {
    return REQUEST;
  }

  get transport(): object {
    return TRANSPORT;
  }

  get remoteAddress(): string | undefined {
    return this.#socket.remoteAddress;
  }

  on(name: 'data' | 'close' | 'error', listener: Listener): void {
    if (name === 'data') this.#data = listener;
    if (name === 'close') this.#closed = listener;
  }

  removeListener(name: 'data' | 'close' | 'error'): void {
    if (name === 'data') this.#data = undefined;
    if (name === 'close') this.#closed = undefined;
  }

  /** Bytes that have not left. What was written in this very step has had no chance to, and does not count. */
  get waiting(): number {
    return this.#beside + (this.#before ?? this.#socket.writableLength);
  }

  /** Sends a packet of Engine.IO itself. */
  open(opening: string): void {
    this.#send(textFrame(opening));
  }

  /** Sends a Socket.IO packet. Called by Socket.IO for its own, with text, bytes, or what its encoder has prepared. */
  write(packet: string | Buffer | SharedPacket): void {
    if (this.readyState === 'closed') return;
    if (packet instanceof SharedPacket) this.#send(packet.frame);
    else if (typeof packet === 'string') this.#send(frameOf(packet));
    else this.#websocket.send(packet);
  }

  /** Sends a whole frame with what else is sent in this step; `drained` is called when it has left. */
  frame(frame: Buffer): void {
    if (this.readyState === 'open') this.#send(frame);
  }

  /** Sends a whole frame now, by the shortest way that there is: a crowd gets its updates through here. Gives what waits. */
  frameNow(frame: Buffer): number {
    if (this.readyState === 'closed' || !this.#socket.writable) return 0;
    const beside = this.#sharing.straight.write(this.#socket, frame, this);
    if (beside === undefined) this.#socket.write(frame);
    else this.#beside = beside;
    const { waiting } = this;
    if (waiting > this.#beside && this.#before === undefined) this.#askWhenDrained();
    return waiting;
  }

  /** What was written past the stream has left, or never will. */
  left(status: number): void {
    if (status < 0) this.#socket.destroy();
    this.#beside = this.#sharing.straight.waits(this.#socket);
    if (this.waiting === 0) this.drained?.();
  }

  ping(): void {
    this.#answered = false;
    this.frameNow(PING);
  }

  expect(): void {
    if (!this.#answered) this.#end('ping timeout');
  }

  /** Closes it after what has been written has left. */
  close(): void {
    this.#end('forced close');
  }

  /** Throws away what has not left. */
  terminate(): void {
    this.#websocket.terminate();
  }

  /** A message of Engine.IO. What is none closes the connection. */
  take(data: Buffer, isBinary: boolean): void {
    if (this.readyState === 'closed') return;
    this.#answered = true;
    if (isBinary) return this.#data?.(data);
    const text = data.toString();
    switch (text[0]) {
      case '4':
        return this.#data?.(text.slice(1));
      case 'b':
        return this.#data?.(Buffer.from(text.slice(1), 'base64'));
      case '0':
      case '1':
      case '3':
      case '5':
      case '6':
        return;
      case '2': // servers ping, clients answer
        return this.#end('transport error');
      default:
        return this.#end('parse error');
    }
  }

  /** The websocket closes, or has closed. */
  lose(reason: string): void {
    if (this.readyState === 'closed') return;
    this.readyState = 'closed';
    this.#place.delete(this);
    this.#sharing.forget(this);
    this.#closed?.(reason);
  }

  /** The step in which this was written to has ended. */
  flush(): void {
    this.#before = undefined;
    this.#socket.uncork();
    if (this.waiting > 0) this.#askWhenDrained();
    else this.drained?.();
  }

  #send(frame: Buffer): void {
    if (this.#before === undefined) {
      this.#before = this.#socket.writableLength;
      this.#socket.cork();
      if (this.#sharing.corked.push(this) === 1) process.nextTick(flushAll, this.#sharing.corked);
    }
    this.#socket.write(frame);
  }

  /** An empty write behind the others is called back when they have left. */
  #askWhenDrained(): void {
    if (this.#asked) return;
    this.#asked = true;
    this.#socket.write(NOTHING, () => {
      this.#asked = false;
      if (this.waiting > 0) this.#askWhenDrained();
      else this.drained?.();
    });
  }

  #end(reason: string): void {
    if (this.readyState === 'closed') return;
    this.lose(reason);
    this.#websocket.close();
  }
}

function flushAll(corked: Connection[]): void {
  for (const connection of corked.splice(0)) connection.flush();
}

function onMessage(this: WebSocket, data: unknown, isBinary: boolean): void {
  if (this instanceof HeardSocket) this.connection?.take(data as Buffer, isBinary); // `nodebuffer` is its binary type
}

function onError(this: WebSocket): void {
  if (this instanceof HeardSocket) this.connection?.lose('transport error');
}

function onClose(this: WebSocket): void {
  if (this instanceof HeardSocket) this.connection?.lose('transport close');
}
