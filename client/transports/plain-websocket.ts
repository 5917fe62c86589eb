import type { Answer, Asking, Message } from '../machine.ts';
import type { BriefingMessage } from '../sources/source.ts';
import type { Transport, TransportHears } from './transport.ts';

/** What a gateway says of briefings; what else it may say one day is not for this client. */
const MESSAGES: ReadonlySet<string> = new Set<BriefingMessage>(['batch', 'reset', 'viewers', 'stale']);

/**
 * As much of Socket.IO as a reader needs (Engine.IO 4, Socket.IO 5): one websocket, text packets, the default namespace,
 * acknowledgements. In the widget's script it stands for `./websocket.ts`, a quarter of which would be ways and packets never used.
 */
export class Websocket implements Transport {
  readonly way = 'websocket';
  readonly #url: string;
  readonly #answers = new Map<number, (answer: Answer<never>) => void>();
  #socket: WebSocket | undefined;
  #hears: TransportHears | undefined;
  #connected = false;
  #asked = 0;
  #silence = 0;
  #beat: ReturnType<typeof setTimeout> | undefined;

  /** `path`: where Socket.IO is mounted, when not below the service's own address. */
  constructor(url: string, path: string | undefined) {
    const { origin, pathname } = new URL(url);
    const mount = path ?? pathname.replace(/\/*$/, '/socket.io/');
    this.#url = `${origin.replace(/^http/, 'ws')}${mount}?EIO=4&transport=websocket`;
  }

  open(hears: TransportHears): void {
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    this.#hears = hears;
    socket.onmessage = ({ data }) => this.#hear(String(data));
    socket.onclose = () => this.#end(new Error('websocket error'));
  }

  send<Name extends Asking>(name: Name, message: Message<Name>, answered: (answer: Answer<Name>) => void): void {
    this.#asked += 1;
    this.#answers.set(this.#asked, answered);
    this.#socket?.send(`42${this.#asked}${JSON.stringify([name, message])}`);
  }

  close(): void {
    clearTimeout(this.#beat);
    this.#hears = undefined;
    this.#answers.clear();
    this.#socket?.close();
  }

  #hear(packet: string): void {
    try {
      this.#take(packet);
    } catch (error) {
      this.#end(error as Error); // whoever this is does not speak Socket.IO
    }
  }

  #take(packet: string): void {
    if (packet.startsWith('0')) return this.#begin(JSON.parse(packet.slice(1)));
    if (packet === '2') return this.#pong();
    if (packet.startsWith('40')) return this.#greet();
    if (packet.startsWith('42')) return this.#tell(JSON.parse(packet.slice(2)));
    if (packet.startsWith('43')) return this.#answer(packet.slice(2));
    if (packet.startsWith('44')) return this.#refuse(JSON.parse(packet.slice(2)));
    this.#end(new Error('closed by the gateway'));
  }

  #begin({ pingInterval, pingTimeout }: { pingInterval: number; pingTimeout: number }): void {
    this.#silence = pingInterval + pingTimeout;
    this.#listen();
    this.#socket?.send('40');
  }

  #pong(): void {
    this.#listen();
    this.#socket?.send('3');
  }

  /** A gateway beats; one that is not heard for so long is gone, though the websocket does not know it yet. */
  #listen(): void {
    clearTimeout(this.#beat);
    this.#beat = setTimeout(() => this.#end(new Error('ping timeout')), this.#silence);
  }

  #greet(): void {
    this.#connected = true;
    this.#hears?.connected();
  }

  #tell([name, said]: [string, never]): void {
    if (name === 'closing') this.#hears?.closing(said);
    else if (MESSAGES.has(name)) this.#hears?.message(name as BriefingMessage, said);
  }

  #answer(text: string): void {
    const [, id, answer] = /^(\d+)(.*)$/s.exec(text) ?? [];
    const answered = this.#answers.get(Number(id));
    this.#answers.delete(Number(id));
    answered?.(JSON.parse(answer ?? '[]')[0] as never);
  }

  #refuse({ message, data }: { message: string; data?: unknown }): void {
    this.#end(Object.assign(new Error(message), { data }));
  }

  #end(error: Error): void {
    const hears = this.#hears;
    this.close();
    if (this.#connected) hears?.lost();
    else hears?.missed(error);
  }
}
