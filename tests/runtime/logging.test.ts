import { Redis } from 'ioredis';
import { expect, test } from 'vitest';
import { createJournal, type JournalLevel } from '../../src/runtime/logging.ts';
import { readableLines } from '../../src/runtime/readable-lines.ts';
import { startRedis } from '../kit/redis.ts';

function record(level: JournalLevel = 'debug') {
  const lines: string[] = [];
  const stream = { write: (line: string) => void lines.push(line) };
  return { lines, stream, journal: createJournal(level, stream) };
}

test('writes one line of JSON for each event of its level', () => {
  const { lines, journal } = record('info');
  journal.child({ part: 'gateway' }).info({ readers: 3 }, 'opened');
  journal.debug('too fine');
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0]!)).toMatchObject({ level: 'info', msg: 'opened', part: 'gateway', readers: 3 }); // there is one
  expect(JSON.parse(lines[0]!).time).toMatch(/^\d{4}-.*Z$/);
});

test('never shows a key or a body', () => {
  const { lines, journal } = record();
  const canary = 'canary-7f3a';
  journal.info({ key: canary, body: canary, request: { headers: { authorization: canary }, body: canary } }, 'asked');
  journal.warn({ update: { id: 'u1', text: canary, html: canary } }, 'odd');
  expect(lines.join('')).not.toContain(canary);
  expect(lines.join('')).toContain('u1');
});

test('does not show the arguments of a failed command, which are what someone wrote', async () => {
  const server = await startRedis();
  const redis = new Redis(server.url);
  const { lines, journal } = record();
  await redis.set('text', 'not a list');
  const error = await redis.lpush('text', 'canary-7f3a').catch((reason) => reason);
  expect(JSON.stringify({ ...error })).toContain('canary-7f3a'); // what a plain serializer would write
  journal.error({ error }, 'append failed');
  redis.disconnect();
  await server.stop();
  expect(lines.join('')).toContain('WRONGTYPE');
  expect(lines.join('')).not.toContain('canary-7f3a');
});

test('shows a person short lines', () => {
  const { lines, stream } = record();
  const journal = createJournal('debug', readableLines(stream));
  journal.info({ port: 8080, host: 'here' }, 'listening');
  journal.error({ error: new Error('no room') }, 'append failed');
  expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d info {2}listening port=8080 host=here\n$/);
  expect(lines[1]).toMatch(/append failed\n {4}Error: no room\n/);
});
