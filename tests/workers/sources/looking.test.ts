import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Refusal } from '../../../src/protocol/codes.ts';
import { SOURCE_ITEMS_KNOWN } from '../../../src/protocol/limits.ts';
import { allowedAddresses } from '../../../src/queue/index.ts';
import { rss } from './feed-server.ts';
import { EVERY, startWatching, type Watching } from './watching.ts';

let watching: Watching;
beforeEach(async () => {
  watching = await startWatching();
});
afterEach(() => watching.stop());

const wire = { briefing: 'storm', source: 'wire' };
const ids = () => watching.taken.map(({ identity, version }) => `${identity} ${version}`);
const lastAsked = () => watching.server.asked.at(-1)?.headers ?? {};
const keys = async () => (await watching.client.keys('dl:*')).filter((key) => key.includes('source')).sort();

describe('a look', () => {
  test('hands in what is new, the oldest first, as its feed tells it', async () => {
    const { generation } = await watching.put(
      watching.server.serve('/feed', rss([{ id: 'b', title: 'B &amp; <i>b</i>' }, { id: 'urn:a' }])),
      { pace: 50 },
    );
    const found = await watching.look();
    const shared = { briefing: 'storm', version: 1, format: 'html', content: expect.any(String), pace: 50 };
    const { origin } = watching.server;
    expect(watching.taken).toEqual([
      { ...shared, identity: 'urn:a', url: `${origin}/urn:a`, title: 'Title of urn:a', body: '<p>Body of urn:a.</p>' },
      { ...shared, identity: 'wire b', url: `${origin}/b`, title: 'B & b', body: '<p>Body of b.</p>' },
    ]);
    expect(found).toMatchObject({ generation, state: 'watching', failures: 0, taken: 2, skipped: 0 });
    expect([found?.lookedAt, found?.nextAt]).toEqual([watching.clock.now, watching.clock.now + EVERY]);
    const missing = Number(await watching.client.zscore('dl:sources', 'storm/wire'));
    expect(missing - watching.clock.now).toBe(EVERY + 60_000);
    expect(found).not.toHaveProperty('error');
  });

  test('asks only for what has changed since', async () => {
    await watching.put(watching.server.serve('/feed', rss([{ id: 'a' }])));
    await watching.look();
    const found = await watching.look();
    expect(lastAsked()['if-none-match']).toBe(found?.etag);
    expect(ids()).toEqual(['wire a 1']);
    expect(found).toMatchObject({ taken: 1, lookedAt: watching.clock.now });
  });

  test('takes nothing from a server that knows no conditional requests and has nothing new', async () => {
    const url = watching.server.answer('/feed', (_, response) => response.end(rss([{ id: 'a' }])));
    await watching.put(url);
    await watching.look();
    const words = () => {
      throw new Error('nothing is read');
    };
    expect(await watching.look(EVERY, { words })).toMatchObject({ failures: 0, taken: 1 });
  });

  test('hands a changed item in again, as what comes after, and no other', async () => {
    await watching.put(watching.server.serve('/feed', rss([{ id: 'b' }, { id: 'a' }])));
    await watching.look();
    for (const body of ['changed', 'changed again']) {
      watching.server.serve('/feed', rss([{ id: 'c' }, { id: 'b', body }, { id: 'a' }]));
      await watching.look();
    }
    expect(ids()).toEqual(['wire a 1', 'wire b 1', 'wire b 2', 'wire c 1', 'wire b 3']);
    expect(await watching.find()).toMatchObject({ taken: 5 });
  });

  test('knows an item again that was away for a while', async () => {
    await watching.put(watching.server.serve('/feed', rss([{ id: 'a' }])));
    await watching.look();
    watching.server.serve('/feed', rss([]));
    await watching.look();
    watching.server.serve('/feed', rss([{ id: 'a' }]));
    await watching.look();
    expect(ids()).toEqual(['wire a 1']);
  });

  test('that comes before its time asks for nothing', async () => {
    await watching.put(watching.server.serve('/feed', rss([])));
    await watching.look();
    await watching.look(EVERY / 4);
    expect(watching.server.asked).toHaveLength(1);
    await watching.look(EVERY / 2); // its scheduler and our clock may differ a little
    expect(watching.server.asked).toHaveLength(2);
  });

  test('skips for good what cannot be an article, until it changes', async () => {
    await watching.put(watching.server.serve('/feed', rss([{ id: 'b' }, { id: 'a', body: '<img src="x">' }])));
    expect(await watching.look()).toMatchObject({ taken: 1, skipped: 1, failures: 0 });
    watching.server.serve('/feed', rss([{ id: 'c' }, { id: 'b' }, { id: 'a', body: '<img src="x">' }]));
    expect(await watching.look()).toMatchObject({ taken: 2, skipped: 1 });
    watching.server.serve('/feed', rss([{ id: 'c' }, { id: 'b' }, { id: 'a', body: 'Words' }]));
    expect(await watching.look()).toMatchObject({ taken: 3, skipped: 1 });
    expect(ids()).toEqual(['wire a 1', 'wire b 1', 'wire c 1', 'wire a 2']);
  });

  test('goes on where one before it was refused, and asks for all of the feed again', async () => {
    await watching.put(watching.server.serve('/feed', rss([{ id: 'c' }, { id: 'b' }, { id: 'a' }])));
    let room = 1;
    const full: Watching['parts']['takeArticle'] = (article) => {
      if (room-- === 0) throw new Refusal('TOO_MANY');
      return watching.parts.takeArticle(article);
    };
    const takeArticle: typeof full = async (article) => full(article);
    const found = await watching.look(EVERY, { takeArticle });
    expect(found).toMatchObject({ failures: 1, taken: 1, error: { code: 'TOO_MANY' } });
    expect(found).not.toHaveProperty('etag');
    expect(await watching.look(EVERY)).toMatchObject({ failures: 0, taken: 3 });
    expect(ids()).toEqual(['wire a 1', 'wire b 1', 'wire c 1']);
  });

  test('of one source takes no item of another’s for its own, unless it has one name everywhere', async () => {
    const feed = rss([{ id: '7' }, { id: 'https://wire.example/7' }]);
    await watching.put(watching.server.serve('/feed', feed));
    await watching.put(watching.server.serve('/police', feed), { source: 'police' });
    await watching.look();
    await watching.look(EVERY, {}, 'police');
    expect(ids()).toEqual(['https://wire.example/7 1', 'wire 7 1', 'https://wire.example/7 1', 'police 7 1']);
    const keys = await watching.client.keys('dl:{storm}:article:*');
    expect(keys).toHaveLength(3);
  });
});

describe('a source that fails', () => {
  const times = async (failures: number) => {
    for (let count = 0; count < failures; count++) await watching.look(365 * 86_400_000);
  };
  const waits = async () => {
    const { nextAt = 0, lookedAt = 0 } = await watching.find();
    return (nextAt - lookedAt) / EVERY;
  };

  test('shows why, and is asked less and less often', async () => {
    await watching.put(`${watching.server.origin}/none`);
    watching.clock.random = 0.999;
    const longest: number[] = [];
    for (let failures = 1; failures <= 9; failures++) {
      await times(1);
      longest.push(await waits());
    }
    expect(longest).toEqual([2, 4, 8, 16, 32, 64, 72, 72, 72]); // six hours
    expect(await watching.find()).toMatchObject({
      failures: 9,
      taken: 0,
      error: { code: 'SOURCE_UNREACHABLE', message: 'It answers 404', at: new Date(watching.clock.now).toISOString() },
    });
    watching.clock.random = 0;
    await times(1);
    expect(await waits()).toBe(1);
  });

  test('is forgiven at the first good look', async () => {
    await watching.put(`${watching.server.origin}/feed`);
    await times(3);
    watching.server.serve('/feed', rss([{ id: 'a' }]));
    const found = await watching.look(365 * 86_400_000);
    expect(found).toMatchObject({ failures: 0, taken: 1 });
    expect(found).not.toHaveProperty('error');
    expect(await waits()).toBe(1);
  });

  test.for([
    ['900', 3],
    ['in a while', 1],
    ['99999999999', 1],
    ['999999999', 288],
  ] as const)('and asks to be left alone for %s is left alone for %i intervals', async ([retryAfter, intervals]) => {
    const head = { 'Retry-After': retryAfter };
    await watching.put(watching.server.answer('/busy', (_, response) => response.writeHead(503, head).end()));
    await times(1);
    expect(await waits()).toBe(intervals);
  });

  test('and asks to be left alone until a moment is left alone until then', async () => {
    const until = new Date(watching.clock.now + 365 * 86_400_000 + 4 * EVERY - 5_000).toUTCString();
    const head = { 'Retry-After': until };
    await watching.put(watching.server.answer('/busy', (_, response) => response.writeHead(429, head).end()));
    await times(1);
    expect(await waits()).toBe(4);
  });

  test('keeps what it has to ask again with', async () => {
    await watching.put(watching.server.serve('/feed', rss([{ id: 'a' }])));
    const before = await watching.look();
    watching.server.answer('/feed', (_, response) => response.end('Not a feed'));
    const found = await watching.look();
    expect(found).toMatchObject({ etag: before?.etag, digest: before?.digest, error: { code: 'SOURCE_UNREADABLE' } });
  });

  test('for lying in a private network says so', async () => {
    await watching.put(watching.server.serve('/feed', rss([{ id: 'a' }])));
    const allowed = allowedAddresses({ ownNetworks: false });
    expect(await watching.look(EVERY, { fetching: { allowed } })).toMatchObject({ error: { code: 'ADDRESS_REFUSED' } });
    expect(watching.server.asked).toHaveLength(0);
  });

  test('through a mistake of ours does not show its words', async () => {
    await watching.put(watching.server.serve('/feed', rss([{ id: 'a' }])));
    const words = () => {
      throw new Error('The witness is Ada');
    };
    expect(await watching.look(EVERY, { words })).toMatchObject({ failures: 1, error: { code: 'INTERNAL' } });
    expect(await watching.everything()).not.toContain('Ada');
  });
});

test('a feed that is gone is not looked at again, until it is put again', async () => {
  const url = watching.server.answer('/feed', (_, response) => response.writeHead(410).end());
  await watching.watch(url);
  const found = await watching.look();
  expect(found).toMatchObject({
    state: 'gone',
    error: { code: 'SOURCE_UNREACHABLE', message: expect.stringMatching(/410/) },
  });
  expect(found).not.toHaveProperty('nextAt');
  expect(await watching.client.zrange('dl:sources', '0', '-1')).toEqual([]);
  expect(await watching.client.zrange('{dateline}:sources:repeat', '0', '-1')).toEqual([]);
  await watching.look(365 * 86_400_000);
  expect(watching.server.asked).toHaveLength(1);
  watching.server.serve('/feed', rss([{ id: 'a' }]));
  expect(await watching.put(url)).toMatchObject({ result: 'changed' });
  expect(await watching.look()).toMatchObject({ state: 'watching', failures: 0, taken: 1 });
});

test('while its briefing has ended, a source is left alone; when it is reopened, what came meanwhile is taken', async () => {
  await watching.put(watching.server.serve('/feed', rss([{ id: 'a' }])));
  await watching.look();
  await watching.log.append('storm', 'end', { type: 'ended' });
  watching.server.serve('/feed', rss([{ id: 'b' }, { id: 'a' }]));
  const found = await watching.look();
  expect(found).toMatchObject({ failures: 0, taken: 1, nextAt: watching.clock.now + 3_600_000 });
  expect(watching.server.asked).toHaveLength(1);
  await watching.log.append('storm', 'reopen', { type: 'reopened' });
  expect(await watching.look(3_600_000)).toMatchObject({ taken: 2 });
});

/** A feed whose server waits before it answers; a look at it that is under way. */
async function underWay() {
  const { promise: may, resolve: release } = Promise.withResolvers<void>();
  const url = watching.server.answer('/feed', (_, response) => void may.then(() => response.end(rss([{ id: 'a' }]))));
  await watching.put(url);
  const looking = watching.look();
  await watching.server.until(1);
  return { url, release, looking };
}

test('a look at a source that was put anew meanwhile takes one item at most, and notes nothing', async () => {
  const { url, release, looking } = await underWay();
  const { generation } = await watching.put(url, { pace: 10 });
  release();
  await looking;
  const found = await watching.find();
  expect(found).toMatchObject({ generation, taken: 0, pace: 10 });
  expect(found).not.toHaveProperty('lookedAt');
  await watching.look();
  expect(new Set(ids())).toEqual(new Set(['wire a 1']));
  expect(await watching.client.keys('dl:{storm}:article:*')).toHaveLength(1);
});

test('a look at a source that was removed meanwhile leaves nothing behind', async () => {
  const { release, looking } = await underWay();
  await watching.sources.remove(wire);
  release();
  await looking;
  expect(await keys()).toEqual([]);
});

test('a source that is removed is forgotten, with its items', async () => {
  await watching.put(watching.server.serve('/feed', rss([{ id: 'a' }])));
  await watching.put(watching.server.serve('/police', rss([])), { source: 'police' });
  await watching.look();
  expect(await watching.sources.remove(wire)).toMatchObject({ taken: 1 });
  expect(await watching.sources.remove(wire)).toBeUndefined();
  expect(await keys()).toEqual(['dl:sources', 'dl:{storm}:source:police', 'dl:{storm}:sources']);
  expect((await watching.sources.list('storm')).map(({ source }) => source)).toEqual(['police']);
});

test('another address is another feed, with the same items', async () => {
  await watching.put(watching.server.serve('/feed', rss([{ id: 'a' }])));
  const before = await watching.look();
  await watching.put(watching.server.serve('/moved', rss([{ id: 'b' }, { id: 'a' }])));
  expect(await watching.find()).toMatchObject({ taken: 1, failures: 0 });
  expect(await watching.find()).not.toHaveProperty('etag');
  await watching.look();
  expect(lastAsked()['if-none-match']).toBeUndefined();
  expect(before?.etag).toBeDefined();
  expect(ids()).toEqual(['wire a 1', 'wire b 1']);
});

test('a source that is put again as it is stays as it is', async () => {
  const url = watching.server.serve('/feed', rss([]));
  const first = await watching.put(url);
  expect(await watching.put(url)).toEqual({ result: 'again', generation: first.generation, before: first.generation });
  expect(await watching.put(url, { every: 60_000 })).toEqual({
    result: 'changed',
    generation: first.generation + 1,
    before: first.generation,
  });
});

test('so many items are known again, and no more', async () => {
  const { generation } = await watching.put('https://wire.example/');
  const job = { ...wire, generation };
  const known = { version: 1, content: 'x' };
  for (let at = 0; at <= SOURCE_ITEMS_KNOWN; at++) {
    watching.clock.now++;
    if (at === SOURCE_ITEMS_KNOWN) await watching.sources.known(job, ['item 0']); // it is in its feed still
    await watching.sources.take(job, `item ${at}`, known, 'taken');
  }
  const [first, second, third, last] = await watching.sources.known(
    job,
    [0, 1, 2, 2_000].map((at) => `item ${at}`),
  );
  expect([first, second, third, last]).toEqual([known, undefined, known, known]);
  expect(await watching.client.hlen('dl:{storm}:source:wire:items')).toBe(SOURCE_ITEMS_KNOWN);
  expect(await watching.client.zcard('dl:{storm}:source:wire:seen')).toBe(SOURCE_ITEMS_KNOWN);
});

test('no text of an item, and no address, is in the journal; no text is kept with a source', async () => {
  const secret = { id: 'urn:Katherine', title: 'Katherine', body: 'Katherine' };
  await watching.put(watching.server.serve('/feed?token=Margaret', rss([{ id: 'a', body: ' ' }, secret])));
  await watching.look();
  await watching.client.del(await watching.client.keys('dl:{storm}:article:*'));
  expect(await watching.everything()).not.toContain('Katherine');
  await watching.client.del('dl:{storm}:source:wire');
  await watching.put(watching.server.answer('/feed?token=Margaret', (_, response) => response.end('Katherine')));
  await watching.look();
  const lines = watching.lines.join('\n');
  expect(lines).toContain('a source cannot be read');
  for (const word of ['Katherine', 'Margaret']) expect(lines).not.toContain(word);
});
