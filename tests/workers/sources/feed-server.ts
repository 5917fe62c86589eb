import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Waiting } from '../../kit/waiting.ts';

/** A site that somebody watches: each address answers as it is told to, and what was asked is kept. */
export async function startFeedServer(host = '127.0.0.1') {
  const answers = new Map<string, RequestListener>();
  const asked: IncomingMessage[] = [];
  const waiting = new Waiting();
  let connections = 0;
  const http = createServer((request, response) => {
    asked.push(request);
    response.on('close', () => waiting.changed());
    const answer = answers.get(request.url ?? '');
    if (answer) answer(request, response);
    else response.writeHead(404).end();
    waiting.changed();
  });
  http.on('connection', () => connections++);
  await new Promise<void>((resolve) => http.listen(0, host, resolve));
  const { port } = http.address() as AddressInfo;
  const origin = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const server = {
    port,
    origin,
    /** Requests so far, the oldest first. */
    asked,
    connections: () => connections,
    /** Sets what an address answers; gives the whole of it. */
    answer(path: string, answer: RequestListener): string {
      answers.set(path, answer);
      return `${origin}${path}`;
    },
    /** Serves a text as it stands, with an ETag that changes when it does, and answers 304 to who has it. */
    serve(path: string, text: string, type = 'application/rss+xml'): string {
      const etag = `"${createHash('sha256').update(text).digest('base64url')}"`;
      return server.answer(path, (request, response) => {
        const known = request.headers['if-none-match'] === etag;
        if (known) response.writeHead(304).end();
        else response.writeHead(200, { 'Content-Type': type, ETag: etag }).end(text);
      });
    },
    redirect: (path: string, to: string, status = 302) =>
      server.answer(path, (_, response) => response.writeHead(status, { Location: to }).end()),
    /** Waits until so many requests have come. */
    until: (count: number, ms?: number) =>
      waiting.until(
        () => asked.length >= count,
        () => `${asked.length} requests came`,
        ms,
      ),
    waiting,
    async stop() {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
  return server;
}
export type FeedServer = Awaited<ReturnType<typeof startFeedServer>>;

/** Sends a piece again and again for as long as somebody takes it. */
export function endlessly(response: ServerResponse, piece: Buffer): void {
  const send = () => {
    while (!response.destroyed && response.write(piece));
  };
  response.on('drain', send);
  send();
}

export type FeedItem = { id: string; title?: string; body?: string; date?: string };

/** RSS 2.0, the newest item first, as feeds are. */
export function rss(items: readonly FeedItem[]): string {
  const one = ({ id, title = `Title of ${id}`, body = `<p>Body of ${id}.</p>`, date }: FeedItem) =>
    `<item><guid isPermaLink="false">${id}</guid><title>${escaped(title)}</title><link>/${id}</link>` +
    `<description>${escaped(body)}</description>${date ? `<pubDate>${date}</pubDate>` : ''}</item>`;
  return `<?xml version="1.0"?><rss version="2.0"><channel><title>Wire</title>${items.map(one).join('')}</channel></rss>`;
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
}
