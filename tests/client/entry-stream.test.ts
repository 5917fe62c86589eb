import { describe, expect, test } from 'vitest';
import { EntryStream, WAITING_ENTRIES } from '../../client/entry-stream.ts';
import type { Entry } from '../../src/protocol/entries.ts';
import { LOG } from './samples.ts';

function opened(): { stream: EntryStream; stopped: EntryStream[] } {
  const stopped: EntryStream[] = [];
  return { stream: new EntryStream((stream) => stopped.push(stream)), stopped };
}

describe('a stream of entries', () => {
  test('gives what came before the loop began, what comes while it waits, and then ends', async () => {
    const { stream, stopped } = opened();
    const seen: Entry[] = [];
    stream.push(LOG.slice(0, 2));
    for await (const entry of stream) {
      seen.push(entry);
      if (entry.seq === 2) queueMicrotask(() => stream.push(LOG.slice(2)));
      if (entry.seq === LOG.length) stream.end();
    }
    expect(seen).toEqual(LOG);
    expect(stopped).toEqual([stream]);
  });

  test('gives what came before an error, then throws it', async () => {
    const { stream } = opened();
    stream.push(LOG.slice(0, 1));
    stream.end(new Error('gone'));
    expect((await stream.next()).value).toBe(LOG[0]);
    await expect(stream.next()).rejects.toThrow('gone');
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  test('stops when the loop is left', async () => {
    const { stream, stopped } = opened();
    stream.push(LOG);
    for await (const _ of stream) break;
    expect(stopped).toEqual([stream]);
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  test('gives no text that was taken out while it waited', async () => {
    const { stream } = opened();
    stream.push(LOG.slice(0, 3));
    stream.blank(new Set(['u1']));
    await stream.next();
    expect((await stream.next()).value).toMatchObject({ seq: 2, update: { id: 'u1', retracted: true } });
    expect((await stream.next()).value).toBe(LOG[2]);
  });

  test('ends with SLOW_READER when more waits than a whole log', async () => {
    const { stream } = opened();
    const entry = LOG[0]!;
    stream.push(Array.from({ length: WAITING_ENTRIES }, () => entry));
    expect((await stream.next()).value).toBe(entry);
    stream.push([entry]);
    stream.push([entry]);
    await expect(stream.next()).rejects.toMatchObject({ code: 'SLOW_READER' });
  });
});
