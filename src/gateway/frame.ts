import { Sender } from 'ws';

declare module 'ws' {
  /** What engine.io itself prepares broadcasts with: the one place that knows how a websocket message looks on the wire (RFC 6455, 5). */
  // biome-ignore lint/complexity/noStaticOnlyClass: it is the library's
  class Sender {
    static frame(
      data: Buffer,
      options: { fin: boolean; rsv1: boolean; opcode: number; mask: boolean; readOnly: boolean },
    ): Buffer[];
  }
}

const MESSAGE = '4'; // engine.io's packet type
const TEXT = 1; // websocket's opcode
const OPTIONS = { fin: true, rsv1: false, opcode: TEXT, mask: false, readOnly: false };

/** The bytes of one text message, for every socket alike: a server's frames are not masked. */
export function textFrame(text: string): Buffer {
  return Buffer.concat(Sender.frame(Buffer.from(text), OPTIONS));
}

/** The same of a Socket.IO packet, as engine.io wraps it. */
export function frameOf(packet: string): Buffer {
  return textFrame(MESSAGE + packet);
}
