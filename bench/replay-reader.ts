import { WebSocket } from 'ws';

/**
 * The thinnest client that a gateway takes for a Socket.IO one (protocol 5 on engine.io 4): it reads no more of a batch than
 * where it begins and ends, so that a thousand of them leave a processor to itself.
 */
export class ThinReader {
  readonly #socket: WebSocket;
  readonly #took: (after: number, through: number) => void;
  #answered: ((answer: string) => void) | undefined;

  private constructor(socket: WebSocket, took: (after: number, through: number) => void) {
    this.#socket = socket;
    this.#took = took;
    socket.on('message', (data) => this.#hear(String(data)));
  }

  /** `took` hears the seqs between which each batch lies. */
  static async connect(port: number, took: (after: number, through: number) => void): Promise<ThinReader> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`, {
      perMessageDeflate: false,
    });
    const reader = new ThinReader(socket, took);
    await new Promise<string>((resolve, reject) => {
      reader.#answered = resolve;
      socket.on('error', reject);
      socket.on('open', () => socket.send('40'));
    });
    return reader;
  }

  /** Resolves, in the very turn in which the answer comes, with the time. */
  async replay(message: object): Promise<number> {
    let came = 0;
    const answer = await new Promise<string>((resolve) => {
      this.#answered = (text) => {
        came = performance.now();
        resolve(text);
      };
      this.#socket.send(`420${JSON.stringify(['replay', message])}`);
    });
    if (!answer.includes('"ok":true')) throw new Error(`The replay was refused: ${answer}`);
    return came;
  }

  close(): void {
    this.#socket.terminate();
  }

  #hear(packet: string): void {
    if (packet === '2') return this.#socket.send('3');
    if (packet.startsWith('40') || packet.startsWith('430')) return this.#answered?.(packet);
    const place = /^42\["batch",\{.*?"after":"[^"]*-(\d+)","through":"[^"]*-(\d+)"/.exec(packet);
    if (place) this.#took(Number(place[1]), Number(place[2]));
  }
}
