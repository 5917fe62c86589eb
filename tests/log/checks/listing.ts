import { expect } from 'vitest';
import type { Log } from '../../../src/log/log.ts';
import type { Check } from '../conformance.ts';
import { tick } from '../writer.ts';

const open = async (log: Log, id: string) => {
  tick();
  await log.append(id, `open-${id}`, { type: 'opened', briefing: { title: `About ${id}` } });
};

async function pagesOf(log: Log, limit: number, between?: () => Promise<void>): Promise<string[][]> {
  const pages: string[][] = [];
  let after: string | undefined;
  do {
    const page = await log.list(after === undefined ? { limit } : { limit, after });
    pages.push(page.briefings.map(({ id }) => id));
    after = page.next;
    await between?.();
  } while (after !== undefined);
  return pages;
}

export function listingChecks(check: Check): void {
  check('lists the briefings, the last opened first', async ({ log }) => {
    for (const id of ['m', 'z', 'a', 'k']) await open(log, id);
    await log.append('z', 'newer', { type: 'described', briefing: { title: 'Newer' } });
    expect(await pagesOf(log, 10)).toEqual([['k', 'a', 'z', 'm']]);
  });

  check('lists in pages, and has a next one only when there is more', async ({ log }) => {
    expect(await log.list({ limit: 2 })).toEqual({ briefings: [] });
    for (const id of ['a', 'b', 'c', 'd']) await open(log, id);
    expect(await pagesOf(log, 2)).toEqual([
      ['d', 'c'],
      ['b', 'a'],
    ]);
    expect(await pagesOf(log, 3)).toEqual([['d', 'c', 'b'], ['a']]);
    expect(await pagesOf(log, 4)).toEqual([['d', 'c', 'b', 'a']]);
    expect(await log.list({ limit: 2, after: 'stranger' })).toEqual({ briefings: [] });
  });

  check('repeats and misses none in later pages while others are opened', async ({ log }) => {
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f']) await open(log, id);
    let opened = 0;
    const pages = await pagesOf(log, 2, () => open(log, `new-${opened++}`));
    expect(pages.flat()).toEqual(['f', 'e', 'd', 'c', 'b', 'a']);
  });

  check('repeats and misses none in a page that is read while another is opened', async ({ log }) => {
    for (const id of ['a', 'b', 'c', 'd']) await open(log, id);
    for (let opened = 0; opened < 10; opened++) {
      const [{ briefings }] = await Promise.all([log.list({ limit: 2, after: 'd' }), open(log, `new-${opened}`)]);
      expect(briefings.map(({ id }) => id)).toEqual(['c', 'b']);
    }
  });

  check('does not list a second opening, nor move the first', async ({ log }) => {
    for (const id of ['a', 'b']) await open(log, id);
    await open(log, 'a');
    const again = log.append('a', 'another', { type: 'opened', briefing: { title: 'Usurper' } });
    await expect(again).rejects.toMatchObject({ code: 'BRIEFING_EXISTS' });
    expect(await pagesOf(log, 5)).toEqual([['b', 'a']]);
  });

  let off = 0;
  check(
    'lists by its own clock: an opening that was refused for a wrong one leaves no trace in the order',
    async ({ log }) => {
      off = 3_600_000;
      await expect(open(log, 'a')).rejects.toMatchObject({ code: 'CLOCK_SKEW' });
      expect((await log.list({ limit: 5 })).briefings).toEqual([]);
      off = 0;
      for (const id of ['a', 'b']) await open(log, id);
      expect(await pagesOf(log, 5)).toEqual([['b', 'a']]);
    },
    { now: () => Date.now() + off },
  );

  check('tells of a briefing what its entries fold to', async (writer) => {
    await writer.open({ title: 'The storm', language: 'en', startsAt: '2199-01-01T00:00:00.000Z' });
    const listed = async () => (await writer.log.list({ limit: 1 })).briefings[0];
    const [opened] = await writer.entries();
    const at = opened?.at;
    const said = { id: 'storm', title: 'The storm', language: 'en', startsAt: '2199-01-01T00:00:00.000Z' };
    expect(await listed()).toEqual({ ...said, status: 'scheduled', openedAt: at, updatedAt: at, updates: 0 });
    tick();
    await writer.publish('u1');
    await writer.publish('u2');
    await writer.retract('u1');
    tick();
    await writer.end();
    const entries = await writer.entries();
    const endedAt = entries.at(-1)?.at;
    const times = { openedAt: at, startedAt: entries[1]?.at, endedAt, updatedAt: endedAt };
    expect(await listed()).toEqual({ ...said, status: 'ended', ...times, updates: 2 });
    await writer.reopen();
    expect(await listed()).not.toHaveProperty('endedAt');
  });
}
