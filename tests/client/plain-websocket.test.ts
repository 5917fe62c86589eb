import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import type { Answer } from '../../client/machine.ts';
import { Websocket } from '../../client/transports/plain-websocket.ts';
import { type GatewaySite, startGatewaySite } from '../kit/gateway-site.ts';
import { Waiting } from '../kit/waiting.ts';

let site: GatewaySite;
beforeAll(async () => {
  site = await startGatewaySite();
});
afterAll(() => site.stop());

/** A websocket of ours, with what is heard of it, in order. */
function listening(url: string) {
  const waiting = new Waiting();
  const heard: unknown[] = [];
  const hear = (what: unknown) => {
    heard.push(what);
    waiting.changed();
  };
  const socket = new Websocket(url, undefined);
  socket.open({
    connected: () => hear('connected'),
    missed: (error) => hear({ missed: error.message, ...('data' in error && { data: error.data }) }),
    lost: () => hear('lost'),
    closing: () => hear('closing'),
    message: (name, message) => hear({ name, message }),
  });
  const next = (count: number) =>
    waiting.until(
      () => heard.length >= count,
      () => JSON.stringify(heard),
    );
  const until = (what: string) =>
    waiting.until(
      () => heard.at(-1) === what,
      () => JSON.stringify(heard),
    );
  return { socket, heard, next, until };
}

/** A server that says this to who comes, all but the first packet in answer to the first that it is told; and what it was told. */
async function saying(...packets: string[]) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  const told: string[] = [];
  server.on('connection', (socket) => {
    const [hello, ...others] = packets;
    if (hello !== undefined) socket.send(hello);
    socket.on('message', (data) => {
      told.push(String(data));
      for (const packet of others.splice(0)) socket.send(packet);
    });
  });
  await once(server, 'listening');
  const close = () => {
    for (const client of server.clients) client.terminate();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, told, close };
}

const HELLO = '0{"sid":"s","upgrades":[],"pingInterval":25000,"pingTimeout":20000}';

test('a real gateway is spoken with: questions, answers, refusals, news, and an end', async () => {
  await site.open('plain');
  const { socket, heard, next, until } = listening(site.url);
  await next(1);
  const answers = await new Promise<Answer<'follow'>[]>((resolve) => {
    const all: Answer<'follow'>[] = [];
    for (const briefing of ['nobody', 'plain'])
      socket.send('follow', { briefing, from: 'live' }, (answer) => all.push(answer) === 2 && resolve(all));
  });
  expect(answers).toContainEqual(expect.objectContaining({ ok: true }));
  expect(answers).toContainEqual({ ok: false, error: expect.objectContaining({ code: 'BRIEFING_UNKNOWN' }) });
  await site.publish('plain', 1);
  await next(2);
  expect(heard[1]).toMatchObject({ name: 'batch', message: { briefing: 'plain', entries: [{ type: 'published' }] } });
  await site.restart();
  await until('lost');
  expect(heard.slice(2)).toContain('closing');
});

test('who refuses a connection is heard with the reason', async () => {
  const server = await saying(HELLO, '44{"message":"No","data":{"code":"BUSY","retry":"later"}}');
  const { heard, next } = listening(server.url);
  await next(1);
  expect(heard).toEqual([{ missed: 'No', data: { code: 'BUSY', retry: 'later' } }]);
  expect(server.told).toEqual(['40']);
  server.close();
});

test.each([['a page of something else'], ['0{"sid"'], ['1']])('a server that says %s is none', async (packet) => {
  const server = await saying(packet);
  const { heard, next } = listening(server.url);
  await next(1);
  expect(heard).toEqual([{ missed: expect.any(String) }]);
  server.close();
});

test('beats are answered; a gateway whose beat stays away is lost', async () => {
  const server = await saying(
    '0{"sid":"s","pingInterval":40,"pingTimeout":20}',
    '40{"sid":"t"}',
    '2',
    '42["later",{}]',
  );
  const { heard, next } = listening(server.url);
  await next(2);
  expect(heard).toEqual(['connected', 'lost']);
  expect(server.told).toEqual(['40', '3']);
  server.close();
});

test('a place where nobody listens is missed', async () => {
  const server = await saying();
  server.close();
  const { heard, next } = listening(server.url);
  await next(1);
  expect(heard).toEqual([{ missed: expect.any(String) }]);
});
