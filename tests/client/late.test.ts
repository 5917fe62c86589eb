import { expect, test } from 'vitest';
import { Late } from '../../client/transports/late.ts';
import type { Transport, TransportHears } from '../../client/transports/transport.ts';

/** A transport that notes what is done with it, and what is heard of it. */
function noting() {
  const done: string[] = [];
  const transport: Transport = {
    way: 'http',
    open: (_, briefing) => done.push(`open ${briefing}`),
    send: (name) => done.push(name),
    close: () => done.push('close'),
  };
  const hears: TransportHears = {
    connected: () => {},
    missed: ({ message }) => done.push(`missed: ${message}`),
    lost: () => {},
    closing: () => {},
    message: () => {},
  };
  return { done, transport, hears };
}

test('what is loaded late is opened once it is there, and does the rest', async () => {
  const { done, transport, hears } = noting();
  const late = new Late('http', async () => transport);
  late.open(hears, 'storm');
  expect(done).toEqual([]);
  await new Promise(setImmediate);
  late.send('leave', { briefing: 'storm' }, () => {});
  late.close();
  expect(done).toEqual(['open storm', 'leave', 'close']);
});

test('what is closed before it is loaded is never opened', async () => {
  const { done, transport, hears } = noting();
  const late = new Late('http', async () => transport);
  late.open(hears, 'storm');
  late.close();
  await new Promise(setImmediate);
  expect(done).toEqual([]);
});

test('what cannot be loaded is missed, unless it is closed', async () => {
  const { done, hears } = noting();
  const lates = [1, 2].map((at) => new Late('http', () => Promise.reject(new Error(`no part ${at}`))));
  for (const late of lates) late.open(hears, undefined);
  lates[1]!.close(); // there are two
  await new Promise(setImmediate);
  expect(done).toEqual(['missed: no part 1']);
});
