import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { MESSAGE_BYTES, READS_PER_CONNECTION } from '../../src/protocol/limits.ts';
import { type GatewaySite, startGatewaySite } from '../kit/gateway-site.ts';
import { PATIENCE_MS, Waiting } from '../kit/waiting.ts';

let site: GatewaySite;
beforeAll(async () => {
  site = await startGatewaySite();
  await site.open('open');
});
afterAll(async () => {
  await site.stop();
  expect(site.journalled).toEqual([]); // nothing that a stranger sends is a mistake of ours
});

/** The gateway still serves whoever comes. */
async function serves(): Promise<void> {
  const reader = site.reader();
  await reader.follow({ briefing: 'open' });
  await reader.reaches(1);
  reader.close();
}

const shapes: [what: string, name: string, message: unknown, code: string][] = [
  ['a number', 'follow', 7, 'BAD_REQUEST'],
  ['nothing', 'follow', null, 'BAD_REQUEST'],
  ['a list', 'follow', [], 'BAD_REQUEST'],
  ['a name of 10 kB', 'follow', { briefing: 'x'.repeat(10_000) }, 'BAD_REQUEST'],
  ['a name with a brace', 'follow', { briefing: 'a}:log' }, 'BAD_REQUEST'],
  ['the name of a prototype', 'follow', { briefing: '__proto__' }, 'BAD_REQUEST'],
  ['the name of a method', 'follow', { briefing: 'constructor' }, 'BRIEFING_UNKNOWN'],
  ['an unknown briefing', 'follow', { briefing: 'nobody' }, 'BRIEFING_UNKNOWN'],
  ['an unknown field', 'follow', { briefing: 'open', room: 'x' }, 'BAD_REQUEST'],
  ['a cursor that is none', 'follow', { briefing: 'open', from: 'garbage' }, 'BAD_CURSOR'],
  ['a cursor with a negative number', 'follow', { briefing: 'open', from: 'abcdefgh:-1--1' }, 'BAD_CURSOR'],
  ['a cursor that is a number', 'follow', { briefing: 'open', from: 3 }, 'BAD_REQUEST'],
  ['too many updates', 'follow', { briefing: 'open', last: 1e9 }, 'BAD_REQUEST'],
  ['no update', 'follow', { briefing: 'open', last: 0 }, 'BAD_REQUEST'],
  ['no speed', 'replay', { briefing: 'open', speed: 0 }, 'BAD_REQUEST'],
  ['a speed beyond all', 'replay', { briefing: 'open', speed: 1e308 }, 'BAD_REQUEST'],
  ['a moment that is none', 'replay', { briefing: 'open', from: { at: '12' } }, 'BAD_REQUEST'],
  ['a moment without a zone', 'replay', { briefing: 'open', from: { at: '2026-01-01T00:00:00' } }, 'BAD_REQUEST'],
  ['a replay of nobody', 'replay', { briefing: 'nobody' }, 'BRIEFING_UNKNOWN'],
  ['an action that is none', 'control', { briefing: 'open', action: 'explode' }, 'BAD_REQUEST'],
  ['a control of nothing', 'control', { briefing: 'open', action: 'pause' }, 'NOT_READING'],
  ['a leaving of nothing', 'leave', { briefing: 'open' }, 'NOT_READING'],
  ['an unknown message', 'publish', { briefing: 'open' }, 'EVENT_UNKNOWN'],
  ['the name of a property', 'hasOwnProperty', {}, 'EVENT_UNKNOWN'],
];

test.for(shapes)('%s (%s) is answered with %s', async ([, name, message, code]) => {
  const reader = site.reader();
  expect(await reader.ask(name, message)).toMatchObject({ ok: false, error: { code, retry: 'never' } });
  reader.close();
});

test('a message without an acknowledgement is served, one with a string in its place too', async () => {
  const reader = site.reader();
  await reader.connected();
  reader.cursor = undefined;
  reader.socket.emit('follow', { briefing: 'open' });
  await reader.until(() => reader.entries.length === 1, 'it was not served');
  reader.socket.emit('follow', { briefing: 'open', from: 'start' }, 'not a function');
  await reader.until(() => reader.entries.length === 2, 'it was not served');
  reader.socket.emit('follow');
  reader.socket.emit('bogus', () => {});
  reader.close();
  await serves();
});

test('a control of a follow says that there is no replay', async () => {
  const reader = site.reader();
  await reader.follow({ briefing: 'open' });
  expect(await reader.ask('control', { briefing: 'open', action: 'pause' })).toMatchObject({
    error: { code: 'NOT_REPLAYING' },
  });
});

test('one connection reads only so many briefings', async () => {
  const briefings = Array.from({ length: READS_PER_CONNECTION + 1 }, (_, at) => `wide-${at}`);
  await Promise.all(briefings.map((briefing) => site.open(briefing)));
  const reader = site.reader();
  const answers = await Promise.all(briefings.map((briefing) => reader.ask('follow', { briefing, from: 'live' })));
  expect(answers.filter(({ ok }) => !ok)).toMatchObject([{ error: { code: 'READS_FULL' } }]);
  await reader.ask('leave', { briefing: 'wide-0' });
  expect(await reader.ask('follow', { briefing: `wide-${READS_PER_CONNECTION}`, from: 'live' })).toMatchObject({
    ok: true,
  });
});

test('a flood of messages is refused and then cut off, while others are served', async () => {
  const flooding = site.reader();
  await flooding.connected();
  let refused = 0;
  for (let at = 0; at < 5_000; at += 1) {
    flooding.socket.emit('leave', { briefing: 'open' }, ({ error }: { error: { code: string } }) => {
      if (error.code === 'TOO_MANY') refused += 1;
    });
  }
  await flooding.until(() => !flooding.socket.connected, 'it was not cut off');
  expect(refused).toBeGreaterThan(0);
  expect(flooding.closings).toMatchObject([{ code: 'TOO_MANY', retry: 'later' }]);
  await serves();
});

test.for([
  ['a frame over the limit', `42["follow",{"briefing":"${'x'.repeat(MESSAGE_BYTES)}"}]`],
  ['a packet of no type', 'hello'],
  ['a packet that is no JSON', '42["follow",{'],
  ['a packet with half an attachment', '451-["follow",{"_placeholder":true,"num":7}]'],
] as const)('%s closes its connection and no other', async ([, frame]) => {
  const socket = new WebSocket(`ws://127.0.0.1:${site.port}/socket.io/?EIO=4&transport=websocket`);
  const waiting = new Waiting();
  let closed = false;
  let connected = false;
  socket.on('error', () => {});
  socket.on('close', () => {
    closed = true;
    waiting.changed();
  });
  socket.on('message', (data) => {
    if (String(data).startsWith('0')) socket.send('40');
    if (String(data).startsWith('40')) connected = true;
    waiting.changed();
  });
  await waiting.until(
    () => connected,
    () => 'it was not let in',
  );
  socket.send(frame);
  if (frame.startsWith('451')) socket.send(Buffer.from('x'));
  await waiting.until(
    () => closed,
    () => 'it was not closed',
  );
  await serves();
});

test('a connection that does not say what it wants is closed', async () => {
  const socket = new WebSocket(`ws://127.0.0.1:${site.port}/socket.io/?EIO=4&transport=websocket`);
  const waiting = new Waiting();
  let closed = false;
  socket.on('close', () => {
    closed = true;
    waiting.changed();
  });
  await waiting.until(
    () => closed,
    () => 'it was let stand',
  );
});

test('polling is not served', async () => {
  const response = await fetch(`${site.url}/socket.io/?EIO=4&transport=polling`);
  expect(response.status).toBe(400);
});

test('a reader that takes nothing is cut off at its limit, and resumes from its cursor', async () => {
  await site.open('slow');
  const others = site.reader();
  await others.follow({ briefing: 'slow' });
  const slow = await stalled('slow');
  const text = 'x'.repeat(19_000);
  let last = 0;
  for (let at = 0; at < 600; at += 1)
    last = await site.append('slow', { type: 'published', update: `slow${at}`, content: { kind: 'paragraph', text } });
  await slow.cut();
  await others.reaches(last);
  expect(others.holes).toEqual([]);
  const back = site.reader();
  await back.follow({ briefing: 'slow', from: slow.cursor });
  await back.reaches(last);
  expect(back.holes).toEqual([]);
});

/** A follower over a bare socket, of which nothing is read after its first batch: the kernel's buffers fill, then the gateway's. */
async function stalled(briefing: string) {
  const socket = new WebSocket(`ws://127.0.0.1:${site.port}/socket.io/?EIO=4&transport=websocket`);
  const waiting = new Waiting();
  let cursor = '';
  socket.on('error', () => {});
  socket.on('message', (data) => {
    const text = String(data);
    if (text.startsWith('0')) socket.send('40');
    if (text.startsWith('40')) socket.send(`42["follow",{"briefing":"${briefing}"}]`);
    if (text.startsWith('42["batch"')) cursor = JSON.parse(text.slice(2))[1].through;
    waiting.changed();
  });
  await waiting.until(
    () => cursor !== '',
    () => 'the slow reader got nothing',
  );
  socket.pause();
  const connections = site.gateway.connections;
  return {
    cursor,
    /** Waits until the gateway has let go of it. */
    async cut() {
      const until = performance.now() + PATIENCE_MS;
      while (site.gateway.connections >= connections) {
        if (performance.now() > until) throw new Error('the slow reader was not cut off');
        await site.publish('open', 1); // time passes in round trips
      }
      socket.terminate();
    },
  };
}

test('a thousand connections without a request leave the gateway serving', async () => {
  const sockets = await Promise.all(
    Array.from({ length: 1_000 }, () => {
      const socket = connect(site.port, '127.0.0.1');
      socket.on('error', () => {});
      return new Promise<typeof socket>((resolve) => socket.on('connect', () => resolve(socket)));
    }),
  );
  await serves();
  for (const socket of sockets) socket.destroy();
});
