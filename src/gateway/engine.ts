import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type { Server as HttpServer, IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { RETRY_AFTER_SECONDS } from '../protocol/limits.ts';
import { type Connection, HeardSocket, type Sharing } from './connection.ts';
import { Heartbeats } from './heartbeats.ts';
import { StraightWriter } from './straight.ts';
import { Wire } from './wire.ts';

export type EngineOptions = {
  /** A client's longest message, bytes. */
  maxPayload: number;
  /** Whether this request may open a connection. */
  welcomes: (request: IncomingMessage) => boolean;
  /** Whether there is room for one more now; who comes later is told when to try again. */
  admits: () => boolean;
};

const PATH = '/socket.io';
/** Engine.IO's own, ms: clients are told of them, and give a server up that has been silent for both together. */
const PING_INTERVAL = 25_000;
const PING_TIMEOUT = 20_000;
/** Bytes of randomness in a connection's id, as Engine.IO has them: 20 characters. */
const ID_BYTES = 15;
/** How long an upgrade to something else may take until somebody answers it, ms. */
const UNANSWERED_MS = 1_000;

/** Engine.IO's refusals, in its words. */
const REFUSALS = {
  transport: { code: 0, message: 'Transport unknown' },
  session: { code: 1, message: 'Session ID unknown' },
  method: { code: 2, message: 'Bad handshake method' },
  request: { code: 3, message: 'Bad request' },
  forbidden: { code: 4, message: 'Forbidden' },
  protocol: { code: 5, message: 'Unsupported protocol version' },
} as const;

/**
 * The Engine.IO server under Socket.IO: protocol 4 over websockets alone, and for each connection nothing but what following
 * takes. Emits `connection`, for Socket.IO's `bind`.
 */
export class Engine extends EventEmitter {
  readonly #options: EngineOptions;
  readonly #websockets: WebSocketServer;
  readonly #connections = new Set<Connection>();
  readonly #sharing: Sharing;
  readonly #heartbeats = new Heartbeats(PING_INTERVAL, PING_TIMEOUT);

  constructor(http: HttpServer, options: EngineOptions) {
    super();
    this.#options = options;
    const { maxPayload } = options;
    this.#websockets = new WebSocketServer({
      noServer: true,
      WebSocket: HeardSocket,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload,
    });
    this.#sharing = {
      heartbeats: this.#heartbeats,
      forget: (connection) => this.#connections.delete(connection),
      corked: [],
      straight: new StraightWriter(),
    };
    answerFirst(http, (request, response) => this.#answer(request, response));
    http.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
  }

  get count(): number {
    return this.#connections.size;
  }

  close(): void {
    this.#heartbeats.close();
    for (const connection of this.#connections) connection.close();
    this.#websockets.close();
  }

  /** Requests that are not upgrades: there is no polling. */
  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { transport, sid } = queryOf(request);
    const refusal = transport === 'websocket' ? (sid ? REFUSALS.session : REFUSALS.request) : REFUSALS.transport;
    response.writeHead(400, { 'Content-Type': 'application/json' }).end(JSON.stringify(refusal));
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (!isOurs(request)) return leaveAlone(socket);
    const refusal = this.#refusal(request);
    if (refusal) return refuse(socket, '400 Bad Request', refusal.message);
    if (!this.#options.admits()) return refuse(socket, '503 Service Unavailable', 'Busy', RETRY_AFTER_SECONDS);
    socket.cork(); // the handshake and the first packet leave together
    this.#websockets.handleUpgrade(request, socket, head, (websocket) => {
      if (websocket instanceof HeardSocket) this.#open(websocket, socket as Socket); // as it was told to make them
    });
    socket.uncork();
  }

  #refusal(request: IncomingMessage): (typeof REFUSALS)[keyof typeof REFUSALS] | undefined {
    const { transport, sid, EIO } = queryOf(request);
    if (transport !== 'websocket') return REFUSALS.transport;
    if (sid) return REFUSALS.session; // it belongs to polling
    if (request.method !== 'GET') return REFUSALS.method;
    if (!this.#options.welcomes(request)) return REFUSALS.forbidden;
    return EIO === '4' ? undefined : REFUSALS.protocol;
  }

  #open(websocket: HeardSocket, socket: Socket): void {
    const connection = new Wire(randomBytes(ID_BYTES).toString('base64url'), websocket, socket, this.#sharing);
    this.#connections.add(connection);
    connection.open(
      `0{"sid":"${connection.id}","upgrades":[],"pingInterval":${PING_INTERVAL},"pingTimeout":${PING_TIMEOUT},"maxPayload":${this.#options.maxPayload}}`,
    );
    this.emit('connection', connection);
  }
}

function isOurs({ url = '' }: IncomingMessage): boolean {
  return url.startsWith(PATH);
}

function queryOf({ url = '' }: IncomingMessage): Record<string, string> {
  const at = url.indexOf('?');
  return at < 0 ? {} : Object.fromEntries(new URLSearchParams(url.slice(at)));
}

/** Takes Engine.IO's requests before whoever answers the others, of which none is to know. */
function answerFirst(http: HttpServer, answer: (request: IncomingMessage, response: ServerResponse) => void): void {
  const others = http.listeners('request');
  http.removeAllListeners('request');
  http.on('request', (request, response) => {
    if (isOurs(request)) return answer(request, response);
    for (const other of others) other.call(http, request, response);
  });
}

function refuse(socket: Duplex, status: string, message: string, retryAfter?: number): void {
  socket.on('error', () => {}); // it may be gone already
  const more = retryAfter === undefined ? '' : `Retry-After: ${retryAfter}\r\n`;
  socket.end(
    `HTTP/1.1 ${status}\r\nConnection: close\r\n${more}Content-type: text/html\r\nContent-Length: ${message.length}\r\n\r\n${message}`,
    () => socket.destroy(),
  );
}

function leaveAlone(socket: Duplex): void {
  socket.on('error', () => {});
  setTimeout(() => socket.end(), UNANSWERED_MS).unref();
}
