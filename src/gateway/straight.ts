import type { Socket } from 'node:net';

/**
 * Writes to sockets past Node's streams. An update of a crowd is one small write to each of thousands of sockets that have nothing
 * else to send. Two thirds of what `socket.write` takes beside the kernel go to the states of a stream, and to a request that is
 * thrown away when the kernel has taken everything at once, as it nearly always does (bench/writes.ts). What is called here is what
 * `net` itself calls. Nobody promises that it stays: where it is not as expected, every write goes the usual way.
 */

/** What is under a socket. A request is used up only if the kernel has not taken everything at once. */
type Handle = { writeBuffer(request: Request, data: Buffer): number; readonly writeQueueSize: number };
type Request = { oncomplete?: (status: number) => void; buffer?: Buffer };

/** Hears that what had to wait has left, or a negative number when it cannot. */
export type Waiter = { left(status: number): void };

export class StraightWriter {
  /** Of what `net` makes its requests, learnt from its first write; null when that was not to be learnt. */
  #Request: (new () => Request) | null | undefined;
  #kind: unknown;
  #spare: Request | undefined;

  /** Writes, unless the stream holds something that has to go first. Gives how many bytes wait, or undefined: the stream has to do it. */
  write(socket: Socket, data: Buffer, waiter: Waiter): number | undefined {
    const handle = handleOf(socket);
    if (!handle || this.#Request === null || socket.writableLength > 0) return undefined;
    if (this.#Request === undefined) return this.#learn(socket, handle, data);
    if (handle.constructor !== this.#kind) return undefined;
    this.#spare ??= new this.#Request();
    const request = this.#spare;
    const status = handle.writeBuffer(request, data);
    if (status < 0) waiter.left(status);
    const waits = handle.writeQueueSize;
    if (waits > 0) {
      this.#spare = undefined; // until then it is the kernel's, and so are the bytes
      request.buffer = data;
      request.oncomplete = (ended) => waiter.left(ended);
    }
    return waits;
  }

  /** Bytes under the socket that have not left. */
  waits(socket: Socket): number {
    return handleOf(socket)?.writeQueueSize ?? 0;
  }

  /** Has `net` write, and looks at what it does. */
  #learn(socket: Socket, handle: Handle, data: Buffer): number | undefined {
    this.#Request = null;
    this.#kind = handle.constructor;
    const { writeBuffer } = handle;
    if (typeof writeBuffer !== 'function' || typeof handle.writeQueueSize !== 'number') return undefined;
    handle.writeBuffer = (request, bytes) => {
      if (request.constructor.name === 'WriteWrap') this.#Request = request.constructor as new () => Request;
      return writeBuffer.call(handle, request, bytes);
    };
    socket.write(data);
    Reflect.deleteProperty(handle, 'writeBuffer'); // the kind's own is there again
    return 0;
  }
}

function handleOf(socket: Socket): Handle | undefined {
  return (socket as Socket & { _handle?: Handle | null })._handle ?? undefined;
}
