import { type Passing, startTcpLine, type TcpLine } from '../kit/tcp-line.ts';

/** What a network does not let through: websockets are refused; streams are kept back until they end, which they do not, or broken off. */
export type Blocked = 'websocket' | 'events' | 'broken events';

/** What stands between a reader and its gateway, and does to it what networks do. */
export type Tunnel = TcpLine & {
  readonly url: string;
  /** From now on this is all that is blocked. */
  block(...kinds: Blocked[]): void;
  /** Loses the next message for a reader whose text contains this, one for each; nothing else any more. */
  lose(...texts: string[]): void;
};

const NOTHING = Buffer.alloc(0);
const REFUSED = 'HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n';

export async function startTunnel(port: number): Promise<Tunnel> {
  const losing: string[] = [];
  let blocked: readonly Blocked[] = [];

  function passing(): Passing {
    const filter = messageFilter((text) => {
      const at = losing.findIndex((part) => text.includes(part));
      if (at >= 0) losing.splice(at, 1);
      return at < 0;
    });
    let heldBack = false;
    return {
      toServer(bytes, reader) {
        const isRefused = blocked.includes('websocket') && /^upgrade: websocket/im.test(bytes.toString('latin1'));
        if (!isRefused) return bytes;
        reader.end(REFUSED);
        return NOTHING;
      },
      toClient(bytes, reader) {
        const isStream = bytes.includes('text/event-stream');
        heldBack ||= isStream && blocked.includes('events');
        if (isStream && blocked.includes('broken events')) reader.destroy();
        else if (!heldBack) return filter(bytes);
        return NOTHING;
      },
    };
  }

  const line = await startTcpLine(() => ({ port, host: '127.0.0.1' }), passing);
  return Object.assign(line, {
    url: `http://127.0.0.1:${line.port}`,
    block(...kinds: Blocked[]) {
      blocked = kinds;
    },
    lose: (...texts: string[]) => void losing.splice(0, losing.length, ...texts),
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
