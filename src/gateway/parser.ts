import { Decoder, Encoder, type Packet, PacketType } from 'socket.io-parser';
import { frameOf } from './frame.ts';

/** Socket.IO's parser, stock but for what it would do again for each connection. */

/** A packet that goes to many, with the bytes that go to each. */
export class SharedPacket {
  readonly frame: Buffer;

  constructor(packet: string) {
    this.frame = frameOf(packet);
  }
}

/** Clients number what is to be acknowledged from 0, and a crowd's first message is its follow. */
const IDS_SHARED = 4;

/** Encodes an answer with a state once: who gets the same state stands at the same head of the same feed, and is told the same. */
class SharingEncoder extends Encoder {
  readonly #answers = new WeakMap<object, Map<number, SharedPacket>>();

  override encode(packet: Packet): unknown[] {
    const state: unknown = packet.type === PacketType.ACK ? packet.data?.[0]?.state : undefined;
    if (typeof state !== 'object' || state === null || packet.id === undefined || packet.id >= IDS_SHARED)
      return super.encode(packet);
    const answers = this.#answers.get(state) ?? new Map<number, SharedPacket>();
    this.#answers.set(state, answers);
    const answer = answers.get(packet.id) ?? new SharedPacket(String(super.encode(packet)[0]));
    answers.set(packet.id, answer);
    return [answer];
  }
}

type Hear = (packet: Packet) => void;

/** What decodes text for all connections: each text is a whole packet, so nothing is kept from one to the next. */
const shared = new Decoder();
let heard: Packet | undefined;
shared.on('decoded', (packet) => {
  heard = packet;
});

/** A connection's own decoder is made when it sends a packet with attachments, which no client of ours does. */
class SharedDecoder {
  #hear: Hear | undefined;
  #own: Decoder | undefined;

  on(_event: 'decoded', hear: Hear): void {
    this.#hear = hear;
  }

  removeListener(): void {
    this.#hear = undefined;
  }

  add(data: unknown): void {
    const attached = typeof data !== 'string' || data.startsWith('5') || data.startsWith('6');
    if (this.#own || attached) {
      this.#own ??= new Decoder().on('decoded', (packet) => this.#hear?.(packet));
      return this.#own.add(data);
    }
    heard = undefined;
    shared.add(data);
    if (heard) this.#hear?.(heard);
  }

  destroy(): void {
    this.#own?.destroy();
  }
}

export const parser = { Encoder: SharingEncoder, Decoder: SharedDecoder };
