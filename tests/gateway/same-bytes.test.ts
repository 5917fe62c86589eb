import { createServer, type Server as HttpServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { Server } from 'socket.io';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MESSAGE_BYTES } from '../../src/protocol/limits.ts';
import { type GatewaySite, startGatewaySite } from '../kit/gateway-site.ts';
import { Waiting } from '../kit/waiting.ts';

/** The gateway beside a stock Socket.IO server that is told to say the same. */
let site: GatewaySite;
let stock: { http: HttpServer; io: Server; port: number };

beforeAll(async () => {
  site = await startGatewaySite();
  await site.open('open');
  await site.publish('open', 3);
  const http = createServer();
  const io = new Server(http, {
    transports: ['websocket'],
    serveClient: false,
    perMessageDeflate: false,
    maxHttpBufferSize: MESSAGE_BYTES,
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  stock = { http, io, port: (http.address() as AddressInfo).port };
});
afterAll(async () => {
  await site.stop();
  await stock.io.close();
});

const CR = '\r\n';
const upgrade = (path: string, more: string[] = []) =>
  [
    `GET ${path} HTTP/1.1`,
    'Host: 127.0.0.1',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    ...more,
    '',
    '',
  ].join(CR);
const WELCOME = upgrade('/socket.io/?EIO=4&transport=websocket');

/** A client's frame with the mask 0: its payload stands as it is. */
function frame(text: string, opcode = 1): Buffer {
  return Buffer.concat([Buffer.from([0x80 | opcode, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)]);
}

/** Says each thing when what it waits for has come; gives all bytes that came, ids made alike, until the end or the last word. */
async function talk(port: number, says: readonly [after: string, say: string | Buffer][], until?: string) {
  const socket = connect(port, '127.0.0.1');
  const waiting = new Waiting();
  let [heard, ended] = ['', false];
  socket.on('error', () => {});
  socket.on('data', (data) => {
    heard += data.toString('latin1');
    waiting.changed();
  });
  socket.on('close', () => {
    ended = true;
    waiting.changed();
  });
  for (const [after, say] of says) {
    await waiting.until(
      () => heard.includes(after) || ended,
      () => `"${after}" did not come after ${heard}`,
    );
    socket.write(say);
  }
  await waiting.until(
    () => ended || (until !== undefined && heard.includes(until)),
    () => `the end did not come after ${heard}`,
  );
  socket.destroy();
  return heard.replaceAll(/"sid":"[\w-]{20}"/g, '"sid":"x"').replace(/^Date: .*$/m, 'Date: x');
}

test('a follower sees the same bytes as of a stock server, from the handshake to the close frame', async () => {
  const follow = frame('420["follow",{"briefing":"open","last":2}]');
  const again = frame('421["follow",{"briefing":"open"}]');
  const says: [string, string | Buffer][] = [
    ['', WELCOME],
    ['0{', frame('40')],
    ['40{', follow],
    ['430[', again],
    ['"entries"', frame(String.fromCharCode(3, 232), 8)],
  ];
  const text = await talk(site.port, says);
  const [, answer] = /\x7e..430\[(\{.*?\})\]\x81/s.exec(text) ?? [];
  expect(answer).toBeDefined();
  const second = /431\[(\{.*?\})\]\x81/s.exec(text)?.[1] ?? '';
  const batch = /42\["batch",(\{.*\})\]\x88/s.exec(text)?.[1] ?? '';
  // The first answer comes alone from the gateway, whose reader is at the head; the stock server says what it is told to.
  stock.io.on('connection', (socket) => {
    let follows = 0;
    socket.on('follow', (_message, reply) => {
      follows += 1;
      reply(JSON.parse(follows === 1 ? (answer ?? '') : second));
      if (follows === 2) socket.emit('batch', JSON.parse(batch));
    });
  });
  expect(await talk(stock.port, says)).toBe(text);
});

test.for([
  ['polling', '/socket.io/?EIO=4&transport=polling'],
  ['no transport', '/socket.io/?EIO=4'],
  ['a session of polling', '/socket.io/?EIO=4&transport=websocket&sid=AAAAAAAAAAAAAAAAAAAA'],
] as const)('an upgrade with %s is refused in the same words', async ([, path]) => {
  const request: [string, string][] = [['', upgrade(path)]];
  expect(await talk(site.port, request)).toBe(await talk(stock.port, request));
});

test('an old protocol is refused, and before the upgrade: the stock server writes its refusal into the websocket', async () => {
  const refusal = await talk(site.port, [['', upgrade('/socket.io/?EIO=3&transport=websocket')]]);
  const theirs = await talk(stock.port, [['', upgrade('/socket.io/?EIO=3&transport=websocket')]]);
  expect(theirs.endsWith(refusal)).toBe(true);
  expect(refusal).toContain('Unsupported protocol version');
});

test.for([
  ['polling', 'transport=polling'],
  ['a websocket that is none', 'transport=websocket'],
  ['an unknown session', 'transport=websocket&sid=AAAAAAAAAAAAAAAAAAAA'],
] as const)('a request for %s is refused in the same words', async ([, query]) => {
  const [ours, theirs] = await Promise.all(
    [site.port, stock.port].map(async (port) => {
      const response = await fetch(`http://127.0.0.1:${port}/socket.io/?EIO=4&${query}`);
      return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
    }),
  );
  expect(ours).toEqual(theirs);
});

test.for([
  ['a ping', '2'],
  ['no type', 'hello'],
] as const)('an Engine.IO packet that is %s closes with the same bytes', async ([, packet]) => {
  const says: [string, string | Buffer][] = [
    ['', WELCOME],
    ['0{', frame('40')],
    ['40{', frame(packet)],
    ['\x88', frame('', 8)],
  ];
  expect(await talk(site.port, says)).toBe(await talk(stock.port, says));
});
