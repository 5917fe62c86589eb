import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** Longer than any header that we know; a request with more is answered 431 by Node itself. */
const HEADER_BYTES = 16_384;
/** A slow sender may take this long for its headers, and for all of its request, ms: with the looking it is told within 15 s. */
const HEADERS_MS = 10_000;
const REQUEST_MS = 12_500;
/** How often slow senders are looked for, ms. */
const CHECKING_MS = 2_000;

/** An HTTP server that no client can hold up. */
export function createWebServer(answer: RequestListener): Server {
  const timeouts = { headersTimeout: HEADERS_MS, requestTimeout: REQUEST_MS, connectionsCheckingInterval: CHECKING_MS };
  return createServer({ maxHeaderSize: HEADER_BYTES, ...timeouts }, answer);
}

/** Gives a wait for the answers to all requests that a server has taken, for so many ms at most. */
export function answering(server: Server): (limitMs: number) => Promise<void> {
  let running = 0;
  let answered = () => {};
  server.prependListener('request', (_, response) => {
    running += 1;
    // Whoever keeps his connection for the next request would be served for as long as he likes.
    if (!server.listening) response.shouldKeepAlive = false;
    response.once('close', () => {
      running -= 1;
      if (running === 0) answered();
    });
  });
  return async (limitMs) => {
    if (running === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, limitMs);
      answered = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  };
}

/** Begins to listen; gives the address where it does. Rejects when the port is taken. */
export function listen(server: Server, port: number, host: string): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve(server.address() as AddressInfo); // it listens on a port
    });
  });
}

/** Where a server that listens on a host is reached from its own machine. */
export function urlOf(server: Server, host: string): string {
  const { port } = server.address() as AddressInfo; // it listens on a port
  const reached = { '0.0.0.0': 'localhost', '::': 'localhost' }[host] ?? host; // all addresses are no address to go to
  return `http://${reached.includes(':') ? `[${reached}]` : reached}:${port}`;
}

const POLICY = {
  defaultSrc: ["'self'"],
  connectSrc: ["'self'", 'ws:', 'wss:'],
  imgSrc: ['https:', 'http:', 'data:'],
  mediaSrc: ['https:', 'http:'],
  objectSrc: ["'none'"],
  baseUri: ["'none'"],
  formAction: ["'self'"],
  // Nobody else may put a page of ours under his own and have readers, or an editor, press what they do not see.
  frameAncestors: ["'self'"],
};

/** The headers that keep a page from being misused. */
export function safeHeaders(): RequestHandler {
  return helmet({
    contentSecurityPolicy: { useDefaults: false, directives: POLICY },
    frameguard: false, // `frame-ancestors` says it, which knows more than one site
    crossOriginResourcePolicy: { policy: 'cross-origin' },
    crossOriginEmbedderPolicy: false,
    strictTransportSecurity: false, // whoever serves TLS in front of this says so
  });
}

/** For what is made to be shown in the pages of other sites: those that may read may frame. */
export function inFrames(origins: '*' | readonly string[]): RequestHandler {
  const frameAncestors = origins === '*' ? ['*'] : ["'self'", ...origins];
  return helmet.contentSecurityPolicy({ useDefaults: false, directives: { ...POLICY, frameAncestors } });
}

/** A browser need not ask again for so long whether it may ask, s: as long as any of them remembers. */
const PREFLIGHT_SECONDS = 7_200;

/** Lets the pages of other sites read: what is read here is public. */
export function openToSites(origins: '*' | readonly string[]): RequestHandler {
  return (request, response, next) => {
    const { origin } = request.headers;
    if (origins === '*') response.set('Access-Control-Allow-Origin', '*');
    else response.vary('Origin');
    if (origin !== undefined && origins.includes(origin)) response.set('Access-Control-Allow-Origin', origin);
    response.set('Access-Control-Expose-Headers', 'ETag, Retry-After, Location');
    if (request.method !== 'OPTIONS') return next();
    response
      .set('Access-Control-Allow-Methods', 'GET, HEAD')
      .set('Access-Control-Allow-Headers', 'Last-Event-ID, If-None-Match')
      .set('Access-Control-Max-Age', String(PREFLIGHT_SECONDS));
    response.status(204).end();
  };
}
