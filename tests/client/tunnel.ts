import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';

/** What stands between a reader and its gateway: it can break every connection, refuse new ones, and lose single messages. */
export type Tunnel = {
  readonly url: string;
  /** How many connections there have been. */
  readonly connections: number;
  /** Breaks what is open, without a word to either side. */
  cut(): void;
  /** Takes no connection until `open`. */
  shut(): void;
  open(): void;
  /** Loses the next message for the reader whose text contains this. */
  lose(text: string): void;
  stop(): Promise<void>;
};

export async function startTunnel(port: number): Promise<Tunnel> {
  const ends = new Set<Socket>();
  const losing: string[] = [];
  let closed = false;
  let connections = 0;
  const server = createServer((reader) => {
    if (closed) return void reader.destroy();
    connections += 1;
    const gateway = connect(port, '127.0.0.1');
    const pass = messageFilter((text) => {
      const at = losing.findIndex((part) => text.includes(part));
      if (at >= 0) losing.splice(at, 1);
      return at < 0;
    });
    for (const end of [reader, gateway]) {
      ends.add(end);
      end.on('error', () => {});
      end.on('close', () => {
        ends.delete(end);
        reader.destroy();
        gateway.destroy();
      });
    }
    reader.on('data', (bytes) => gateway.write(bytes));
    gateway.on('data', (bytes) => reader.write(pass(bytes)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    for (const end of ends) end.destroy();
  };
  return {
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
    lose: (text) => void losing.push(text),
    stop() {
      cut();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** Lets the answer to the upgrade pass, then each websocket message from a server (RFC 6455, 5.2: never masked) that `keep` wants. */
function messageFilter(keep: (text: string) => boolean): (bytes: Buffer) => Buffer {
  let upgraded = false;
  let rest: Buffer = Buffer.alloc(0);
  return (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    const kept: Buffer[] = [];
    if (!upgraded) {
      const end = rest.indexOf('\r\n\r\n');
      if (end < 0) return Buffer.alloc(0);
      upgraded = true;
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
