import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { MARK } from './update.ts';

/** How a follower speaks: Socket.IO's protocol, or a websocket on which messages come without being asked for. */
export type Protocol = { path: string; socketIo: boolean };

export type RawClientOptions = {
  port: number;
  protocol: Protocol;
  /** The follow message; a function, since who comes back follows from where it stood. */
  follow: (client: RawClient) => object;
  /** The n-th update has come. */
  heard: (client: RawClient, n: number) => void;
  ready: (client: RawClient) => void;
  /** With the seconds of a `Retry-After`, when it was turned away with one. */
  closed: (client: RawClient, retryAfter?: number) => void;
};

/** All clients of a process read into this: what is in it is looked at before the next one reads. */
const READ = Buffer.allocUnsafeSlow(65_536);
const MARK_BYTES = Buffer.from(MARK);
const KEY = randomBytes(16).toString('base64');

/** A masked text frame with the mask 0, so that the payload stands as it is. */
function frame(text: string): Buffer {
  const payload = Buffer.from(text);
  const length =
    payload.length < 126 ? [0x80 | payload.length] : [0x80 | 126, payload.length >> 8, payload.length & 255];
  return Buffer.concat([Buffer.from([0x81, ...length, 0, 0, 0, 0]), payload]);
}
const CONNECT = frame('40');
const PONG = frame('3');

/** A follower that does as little as can be: it walks over frames, and looks for the number of the last update in what came. */
export class RawClient {
  readonly #options: RawClientOptions;
  #socket: Socket;
  #state: 'upgrading' | 'greeting' | 'live' | 'closed' = 'upgrading';
  #before = Buffer.alloc(0);
  /** Bytes of the frame's payload that are still to come. */
  #left = 0;
  #retryAfter: number | undefined;
  /** The last update that came. */
  seen = -1;
  cursor: string | undefined;
  bytes = 0;
  frames = 0;

  constructor(options: RawClientOptions) {
    this.#options = options;
    this.#socket = this.#open();
  }

  get live(): boolean {
    return this.#state === 'live';
  }

  again(): void {
    this.#state = 'upgrading';
    this.#before = Buffer.alloc(0);
    this.#left = 0;
    this.#retryAfter = undefined;
    this.#socket = this.#open();
  }

  close(): void {
    this.#state = 'closed';
    this.#socket.destroy();
  }

  #open(): Socket {
    const { port, protocol, closed } = this.#options;
    const callback = (count: number) => {
      this.#take(READ.subarray(0, count));
      return true;
    };
    const socket = connect({ port, host: '127.0.0.1', noDelay: true, onread: { buffer: READ, callback } });
    socket.on('error', () => {});
    socket.on('close', () => {
      if (this.#state === 'closed') return;
      this.#state = 'closed';
      closed(this, this.#retryAfter);
    });
    socket.write(
      `GET ${protocol.path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${KEY}\r\n\r\n`,
    );
    return socket;
  }

  #take(chunk: Buffer): void {
    this.bytes += chunk.length;
    if (this.#state === 'upgrading' || this.#state === 'greeting') return this.#greet(chunk);
    if (this.#state === 'live') this.#walk(chunk);
  }

  #greet(chunk: Buffer): void {
    this.#before = Buffer.concat([this.#before, chunk]);
    if (this.#state === 'upgrading') {
      const end = this.#before.indexOf('\r\n\r\n');
      if (end < 0) return;
      const head = this.#before.toString('latin1', 0, end);
      this.#before = this.#before.subarray(end + 4);
      if (!head.startsWith('HTTP/1.1 101')) {
        this.#retryAfter = Number(/^retry-after: (\d+)$/im.exec(head)?.[1] ?? Number.NaN);
        this.#socket.destroy();
        return;
      }
      this.#state = 'greeting';
      if (!this.#options.protocol.socketIo) return this.#begin();
    }
    for (let text = this.#message(); text !== undefined && this.#state === 'greeting'; text = this.#message()) {
      if (text.startsWith('0')) this.#socket.write(CONNECT);
      else if (text.startsWith('40'))
        this.#socket.write(frame(`420["follow",${JSON.stringify(this.#options.follow(this))}]`));
      else if (text.startsWith('430')) {
        this.cursor = /"cursor":"([^"]+)"/.exec(text)?.[1];
        return this.#begin();
      }
    }
  }

  #begin(): void {
    this.#state = 'live';
    const rest = this.#before;
    this.#before = Buffer.alloc(0);
    this.#options.ready(this);
    if (rest.length > 0) this.#walk(rest);
  }

  /** The next whole message of what came before the client is live. */
  #message(): string | undefined {
    const head = headOf(this.#before, 0);
    if (!head || this.#before.length < head.size + head.length) return undefined;
    const text = this.#before.toString('utf8', head.size, head.size + head.length);
    this.#before = this.#before.subarray(head.size + head.length);
    return text;
  }

  #walk(chunk: Buffer): void {
    const bytes = this.#before.length > 0 ? Buffer.concat([this.#before, chunk]) : chunk;
    if (this.#before.length > 0) this.#before = Buffer.alloc(0);
    let at = Math.min(this.#left, bytes.length);
    this.#left -= at;
    while (at < bytes.length) {
      const head = headOf(bytes, at);
      if (!head) {
        this.#before = Buffer.from(bytes.subarray(at)); // half a head: the rest comes with the next chunk
        break;
      }
      this.frames += 1;
      if (head.length === 1 && bytes[at + head.size] === 0x32) this.#socket.write(PONG);
      const end = Math.min(bytes.length, at + head.size + head.length);
      this.#left = at + head.size + head.length - end;
      at = end;
    }
    const mark = bytes.lastIndexOf(MARK_BYTES);
    if (mark >= 0 && mark + MARK_BYTES.length + 7 <= bytes.length)
      this.#options.heard(this, numberAt(bytes, mark + MARK_BYTES.length));
  }
}

/** A frame's head: its own size and its payload's; undefined when it is not all there. */
function headOf(bytes: Buffer, at: number): { size: number; length: number } | undefined {
  const short = bytes[at + 1];
  if (short === undefined) return undefined;
  if (short < 126) return { size: 2, length: short };
  if (short === 126) return at + 4 <= bytes.length ? { size: 4, length: bytes.readUInt16BE(at + 2) } : undefined;
  return at + 10 <= bytes.length ? { size: 10, length: Number(bytes.readBigUInt64BE(at + 2)) } : undefined;
}

function numberAt(bytes: Buffer, at: number): number {
  let n = 0;
  for (let digit = 0; digit < 7; digit += 1) n = 10 * n + ((bytes[at + digit] ?? 48) - 48);
  return n;
}
