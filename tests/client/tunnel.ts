import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';

/** What a network does not let through: websockets are refused; streams are kept back until they end, which they do not, or broken off. */
export type Blocked = 'websocket' | 'events' | 'broken events';
/** Each piece takes `ms`, and comes in parts of at most so many bytes. */
export type Slowness = { ms: number; bytes: number };

/** What stands between a reader and its gateway, and does to it what networks do. */
export type Tunnel = {
  readonly url: string;
  /** How many connections there have been. */
  readonly connections: number;
  /** Breaks what is open, without a word to either side. */
  cut(): void;
  /** Takes no connection until `open`. */
  shut(): void;
  open(): void;
  /** Lets nothing pass until `flow`, and breaks nothing. */
  stall(): void;
  flow(): void;
  /** From now on this is all that is blocked. */
  block(...kinds: Blocked[]): void;
  slow(slowness: Slowness): void;
  /** Loses the next message for a reader whose text contains this, one for each; nothing else any more. */
  lose(...texts: string[]): void;
  stop(): Promise<void>;
};

const QUICK: Slowness = { ms: 0, bytes: Number.POSITIVE_INFINITY };

export async function startTunnel(port: number): Promise<Tunnel> {
  const ends = new Set<Socket>();
  const losing: string[] = [];
  let blocked: readonly Blocked[] = [];
  let slowness = QUICK;
  let closed = false;
  let stalled = false;
  let connections = 0;

  /** Hands over in order, as slowly as it is just now. */
  function passTo(to: Socket): (bytes: Buffer) => void {
    let turn = Promise.resolve();
    return (bytes) => {
      if (slowness === QUICK && bytes.length > 0) turn = turn.then(() => void to.write(bytes));
      else for (const part of partsOf(bytes, slowness.bytes)) turn = turn.then(() => later(to, part, slowness.ms));
    };
  }

  const server = createServer((reader) => {
    if (closed) return void reader.destroy();
    connections += 1;
    const gateway = connect(port, '127.0.0.1');
    const filter = messageFilter((text) => {
      const at = losing.findIndex((part) => text.includes(part));
      if (at >= 0) losing.splice(at, 1);
      return at < 0;
    });
    for (const end of [reader, gateway]) {
      ends.add(end);
      end.setNoDelay(true);
      if (stalled) end.pause();
      end.on('error', () => {});
      end.on('close', () => {
        ends.delete(end);
        reader.destroy();
        gateway.destroy();
      });
    }
    const [toGateway, toReader] = [passTo(gateway), passTo(reader)];
    let heldBack = false;
    reader.on('data', (bytes) => {
      if (blocked.includes('websocket') && /^upgrade: websocket/im.test(bytes.toString('latin1')))
        reader.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
      else toGateway(bytes);
    });
    gateway.on('data', (bytes) => {
      const isStream = bytes.includes('text/event-stream');
      heldBack ||= isStream && blocked.includes('events');
      if (isStream && blocked.includes('broken events')) reader.destroy();
      else if (!heldBack) toReader(filter(bytes));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    for (const end of ends) end.destroy();
  };
  const tunnel: Tunnel = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get connections() {
      return connections;
    },
    cut,
    shut() {
      closed = true;
      cut();
    },
    open() {
      closed = false;
    },
    stall() {
      stalled = true;
      for (const end of ends) end.pause();
    },
    flow() {
      stalled = false;
      for (const end of ends) end.resume();
    },
    block(...kinds) {
      blocked = kinds;
    },
    slow(by) {
      slowness = by.ms === 0 && by.bytes === QUICK.bytes ? QUICK : by;
    },
    lose: (...texts) => void losing.splice(0, losing.length, ...texts),
    stop() {
      cut();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return tunnel;
}

function partsOf(bytes: Buffer, size: number): Buffer[] {
  const count = Math.ceil(bytes.length / size);
  return Array.from({ length: count }, (_, at) => bytes.subarray(at * size, (at + 1) * size));
}

function later(to: Socket, bytes: Buffer, ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(void to.write(bytes)), ms);
  });
}

/** Lets plain HTTP pass, and of a websocket (RFC 6455, 5.2: a server's messages are never masked) the messages that `keep` wants. */
function messageFilter(keep: (text: string) => boolean): (bytes: Buffer) => Buffer {
  let kind: 'unknown' | 'http' | 'websocket' = 'unknown';
  let rest: Buffer = Buffer.alloc(0);
  return (bytes) => {
    if (kind === 'http') return bytes;
    rest = Buffer.concat([rest, bytes]);
    const kept: Buffer[] = [];
    if (kind === 'unknown') {
      const end = rest.indexOf('\r\n\r\n');
      if (end < 0) return Buffer.alloc(0);
      kind = rest.toString('latin1', 0, 12) === 'HTTP/1.1 101' ? 'websocket' : 'http';
      if (kind === 'http') return rest;
      kept.push(rest.subarray(0, end + 4));
      rest = rest.subarray(end + 4);
    }
    for (let frame = frameOf(rest); frame; frame = frameOf(rest)) {
      rest = rest.subarray(frame.whole.length);
      if (keep(frame.text)) kept.push(frame.whole);
    }
    return Buffer.concat(kept);
  };
}

function frameOf(bytes: Buffer): { whole: Buffer; text: string } | undefined {
  if (bytes.length < 2) return undefined;
  const short = bytes.readUInt8(1) & 0x7f;
  const head = short < 126 ? 2 : short === 126 ? 4 : 10;
  if (bytes.length < head) return undefined;
  const size = short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  if (bytes.length < head + size) return undefined;
  return { whole: bytes.subarray(0, head + size), text: bytes.toString('utf8', head, head + size) };
}
