import { type AddressInfo, connect, createServer, type NetConnectOpts, type Socket } from 'node:net';

/** Each piece takes `ms`, and comes in parts of at most so many bytes. */
export type Slowness = { ms: number; bytes: number };
/** What becomes of bytes on one connection: those that go on. The line's ends can be destroyed with it. */
export type Passing = { toServer(bytes: Buffer, end: Socket): Buffer; toClient(bytes: Buffer, end: Socket): Buffer };

/** What stands between a client and its server, and does to connections what networks do. */
export type TcpLine = {
  readonly port: number;
  /** How many connections there have been. */
  readonly connections: number;
  /** Breaks what is open, without a word to either side. */
  cut(): void;
  /** Takes no connection until `open`. */
  shut(): void;
  open(): void;
  /** Lets nothing pass until `flow`, or no answers, and breaks nothing. */
  stall(what?: 'all' | 'answers'): void;
  flow(): void;
  /** What is open stays open, and nothing on it arrives any more, nor ever will. */
  swallow(): void;
  slow(slowness: Slowness): void;
  stop(): Promise<void>;
};

export const QUICK: Slowness = { ms: 0, bytes: Number.POSITIVE_INFINITY };
const AS_IT_IS: Passing = { toServer: (bytes) => bytes, toClient: (bytes) => bytes };

/** A line to whatever `target` names when a client connects; undefined: nobody is there just now. */
export async function startTcpLine(
  target: () => NetConnectOpts | undefined,
  passing: () => Passing = () => AS_IT_IS,
): Promise<TcpLine> {
  const ends = new Map<Socket, 'client' | 'server'>();
  let slowness = QUICK;
  let closed = false;
  let stalled: 'all' | 'answers' | undefined;
  let connections = 0;

  /** Hands over in order, as slowly as it is just now. */
  function passTo(to: Socket): (bytes: Buffer) => void {
    let turn = Promise.resolve();
    return (bytes) => {
      if (slowness === QUICK && bytes.length > 0) turn = turn.then(() => void to.write(bytes));
      else for (const part of partsOf(bytes, slowness.bytes)) turn = turn.then(() => later(to, part, slowness.ms));
    };
  }

  const listener = createServer((client) => {
    const place = closed ? undefined : target();
    if (!place) return void client.destroy();
    connections += 1;
    const server = connect(place);
    for (const end of [client, server]) {
      ends.set(end, end === client ? 'client' : 'server');
      end.setNoDelay(true);
      if (stalled === 'all' || (stalled && end === server)) end.pause();
      end.on('error', () => {});
      end.on('close', () => {
        ends.delete(end);
        client.destroy();
        server.destroy();
      });
    }
    const { toServer, toClient } = passing();
    const [passToServer, passToClient] = [passTo(server), passTo(client)];
    client.on('data', (bytes) => passToServer(toServer(bytes, client)));
    server.on('data', (bytes) => passToClient(toClient(bytes, client)));
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    for (const end of ends.keys()) end.destroy();
  };
  return {
    port: (listener.address() as AddressInfo).port,
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
    stall(what = 'all') {
      stalled = what;
      for (const [end, side] of ends) if (what === 'all' || side === 'server') end.pause();
    },
    flow() {
      stalled = undefined;
      for (const end of ends.keys()) end.resume();
    },
    swallow() {
      for (const end of ends.keys()) end.removeAllListeners('data').resume();
    },
    slow(by) {
      slowness = by.ms === 0 && by.bytes === QUICK.bytes ? QUICK : by;
    },
    stop() {
      cut();
      return new Promise((resolve) => listener.close(() => resolve()));
    },
  };
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
