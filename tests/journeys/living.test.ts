import { afterAll, beforeAll, expect, test } from 'vitest';
import { isRetracted } from '../../src/protocol/entries.ts';
import { type House, startHouse } from './house.ts';

let house: House;
let head = 0;
beforeAll(async () => {
  house = await startHouse();
  await house.write('POST', '/v1/briefings', { id: 'storm', title: 'The storm' });
});
afterAll(() => house.stop());

const articles = '/v1/briefings/storm/articles';
const updates = '/v1/briefings/storm/updates';

const STORM = [
  'The harbour was closed at noon, and no ferry leaves before the wind has gone down.',
  'Two trees fell on the road to the airport; nobody was hurt, the police said.',
  'Schools stay closed tomorrow, the council decided in a meeting that took until the evening.',
  'The fire brigade was called out forty times, more often than on any day of this year.',
];
const [HARBOUR, TREES, SCHOOLS, FIRE] = STORM as [string, string, string, string];
const NEW = 'A shelter is open in the town hall, with beds for two hundred people and warm food.';

/** Hands a version in and waits until it is out; gives what it added to the log, in short. */
async function handIn(url: string, paragraphs: readonly string[], facts: object = {}): Promise<string[]> {
  const before = (await house.entries()).length;
  const answer = await house.write('POST', articles, { url, body: paragraphs.join('\n\n'), ...facts });
  expect(answer.status).toBe(202);
  const { article, version } = answer.json;
  await house.reaches(article, (status) => status?.state === 'done' && status.version === version);
  head = (await house.entries()).length;
  return (await house.entries()).slice(before).map((entry) => {
    if (entry.type === 'retracted') return `retracted ${entry.id.replace(/.*\./, '')}`;
    if (!('update' in entry)) return entry.type;
    return `${entry.type} ${entry.update.id.replace(/.*\./, '')}`;
  });
}

/** What readers have of an article, in the order of publication. */
async function texts(url: string): Promise<string[]> {
  const all = [...(await house.state()).updates.values()];
  return all.flatMap((update) => (isRetracted(update) || update.source?.url !== url ? [] : [update.text]));
}

async function idOf(url: string, text: string): Promise<{ id: string; revision: number }> {
  for (const update of (await house.state()).updates.values())
    if (!isRetracted(update) && update.source?.url === url && update.text === text) return update;
  throw new Error(`nobody reads ${text}`);
}

test.for([
  ['a typing slip', [HARBOUR.replace('ferry', 'ferries'), TREES, SCHOOLS, FIRE], ['revised 0']],
  ['an inserted paragraph', [HARBOUR, NEW, TREES, SCHOOLS, FIRE], ['published 4']],
  ['a paragraph taken out', [HARBOUR, SCHOOLS, FIRE], ['retracted 1']],
  [
    'a split paragraph',
    [HARBOUR, 'Two trees fell on the road to the airport.', 'Nobody was hurt, the police said.', SCHOOLS, FIRE],
    ['revised 1', 'published 4'],
  ],
  [
    'a rewritten lead',
    ['The harbour is open again since the evening, and ferries leave as the wind has gone down.', TREES, SCHOOLS, FIRE],
    ['revised 0'],
  ],
  ['another order', [FIRE, HARBOUR, TREES, SCHOOLS], []],
  ['nothing at all', STORM, []],
  ['another article altogether', [NEW], ['retracted 0', 'retracted 1', 'retracted 2', 'retracted 3', 'published 4']],
] as [string, string[], string[]][])('a next version with %s adds what changed, the same for all who read', async ([
  what,
  next,
  added,
]) => {
  const url = `https://news.example/${what.replaceAll(' ', '-')}`;
  const live = house.reader();
  await live.follow({ briefing: 'storm' });
  await handIn(url, STORM);
  expect(await handIn(url, next)).toEqual(added);
  expect((await texts(url)).sort()).toEqual([...next].sort());
  expect(await handIn(`${url}#comments`, next, { title: 'The same page' })).toEqual([]);
  const [late, replay] = [house.reader(), house.reader()];
  await late.follow({ briefing: 'storm' });
  await replay.replay({ briefing: 'storm', speed: 1_000, maxGap: 1 });
  const expected = [...(await house.state()).updates];
  for (const reader of [live, late, replay]) {
    await reader.reaches(head);
    expect([...reader.state.updates]).toEqual(expected);
    expect(reader.holes).toEqual([]);
  }
});

test('an article is known by its id as well, in the body or in the address, in any format', async () => {
  const named = async (method: string, path: string, body: object | string) => {
    const type = { 'Content-Type': 'text/html' };
    const { json, status } =
      typeof body === 'string'
        ? await house.write(method, path, undefined, { ...type })
        : await house.write(method, path, body);
    return { ...json, status };
  };
  expect(await named('POST', articles, { article: 'mine', body: HARBOUR })).toMatchObject({
    article: 'mine',
    version: 1,
  });
  await house.done('mine');
  expect(await named('PUT', `${articles}/mine`, { body: `<p>${HARBOUR}</p>`, format: 'html' })).toMatchObject({
    status: 202,
    article: 'mine',
    version: 2,
  });
  await house.reaches('mine', (status) => status?.state === 'done' && status.version === 2);
  const ids = [...(await house.state()).updates.keys()].filter((id) => id.startsWith('mine.'));
  expect(ids).toEqual(['mine.0']);
  expect(await named('PUT', `${articles}/mine`, { article: 'yours', body: HARBOUR })).toMatchObject({ status: 400 });
  expect(await named('PUT', `${articles}/${'x'.repeat(95)}`, { body: HARBOUR })).toMatchObject({ status: 400 });
});

test('two addresses are two articles, whatever they say', async () => {
  await handIn('https://news.example/one', STORM);
  expect(await handIn('https://news.example/two', STORM)).toEqual([0, 1, 2, 3].map((at) => `published ${at}`));
});

test('the same request again is the same version, whatever came in between', async () => {
  const url = 'https://news.example/again';
  const request = (body: string, key: string) =>
    house.write('POST', articles, { url, body }, { 'Idempotency-Key': key });
  const first = await request(STORM.join('\n\n'), 'first');
  await house.done(first.json.article);
  await handIn(url, [HARBOUR]);
  expect((await request(STORM.join('\n\n'), 'first')).json).toEqual(first.json);
  expect(await handIn(url, [HARBOUR])).toEqual([]);
  expect(await texts(url)).toEqual([HARBOUR]);
});

test('what an editor has taken back stays away, also in other words, and what the article took back may come again', async () => {
  const url = 'https://news.example/witness';
  const witness = 'The witness of the accident is a nurse from Harbour Street, who called the police at once.';
  await handIn(url, [HARBOUR, witness, TREES]);
  const { id } = await idOf(url, witness);
  expect((await house.write('DELETE', `${updates}/${id}?reason=privacy`)).status).toBe(200);
  expect(await handIn(url, [HARBOUR, witness, TREES, SCHOOLS])).toEqual(['published 3']);
  expect(await handIn(url, [HARBOUR, witness.replace('at once', 'at noon'), TREES])).toEqual(['retracted 3']);
  expect(await handIn(url, [HARBOUR, TREES, SCHOOLS])).toEqual(['published 4']);
  expect(await house.everything()).not.toContain('nurse');
  expect(await texts(url)).toEqual([HARBOUR, TREES, SCHOOLS]);
});

test('what an editor has rewritten stays until the article says something else there', async () => {
  const url = 'https://news.example/rewritten';
  await handIn(url, [HARBOUR, TREES]);
  const { id } = await idOf(url, TREES);
  const byHand = TREES.replace('Two', 'Three');
  await house.write('PATCH', `${updates}/${id}`, {
    revision: 1,
    text: byHand,
    key: true,
    correction: 'Three, not two.',
  });
  expect(await handIn(url, [HARBOUR, TREES, FIRE])).toEqual(['published 2']);
  expect(await texts(url)).toEqual([HARBOUR, byHand, FIRE]);
  const next = TREES.replace('Two', 'Four');
  expect(await handIn(url, [HARBOUR, next, FIRE])).toEqual(['revised 1']);
  const folded = (await house.state()).updates.get(id);
  expect(folded).toMatchObject({ text: next, revision: 3, key: true, corrections: [{ note: 'Three, not two.' }] });
});

test('an editor who is at it while a version waits for its time is not undone', async () => {
  const url = 'https://news.example/waiting';
  await handIn(url, STORM);
  const ids = await Promise.all(STORM.map((text) => idOf(url, text)));
  const next = [HARBOUR, ...STORM.slice(1).map((text) => `${text} It was said again.`)];
  const publishAt = new Date(Date.now() + 1_200).toISOString();
  const { json } = await house.write('POST', articles, { url, body: next.join('\n\n'), publishAt });
  await house.reaches(json.article, (status) => status?.state === 'scheduled');
  await house.write('DELETE', `${updates}/${ids[1]?.id}`);
  expect(await house.everything()).not.toContain('airport; nobody was hurt, the police said. It was said again');
  await house.write('PATCH', `${updates}/${ids[0]?.id}`, { revision: 1, text: 'By hand.' });
  await house.write('PATCH', `${updates}/${ids[2]?.id}`, { revision: 1, tags: ['school'] });
  await house.done(json.article);
  expect(await texts(url)).toEqual(['By hand.', next[2], next[3]]);
  expect((await house.state()).updates.get(ids[2]?.id ?? '')).toMatchObject({ revision: 3, tags: ['school'] });
});

test('a next version takes the place of what has not been published of the one before', async () => {
  const url = 'https://news.example/paced';
  const { json } = await house.write('POST', articles, { url, body: STORM.join('\n\n'), pace: 300 });
  await house.reaches(json.article, (status) => (status?.published ?? 0) >= 2);
  const planned = new Date(Date.now() + 3_600_000).toISOString();
  await house.write('POST', articles, { url, body: STORM.join('\n\n'), publishAt: planned });
  await handIn(url, [HARBOUR, FIRE]);
  await new Promise((resolve) => setTimeout(resolve, 700)); // that nothing more comes is the point
  expect(await texts(url)).toEqual([HARBOUR, FIRE]);
});

test('a version that waits is cancelled or moved without a trace of it, and the one before stays', async () => {
  const url = 'https://news.example/cancelled';
  await handIn(url, [HARBOUR, TREES]);
  const later = (ms: number) => new Date(Date.now() + ms).toISOString();
  const body = [HARBOUR, SCHOOLS].join('\n\n');
  const { article } = (await house.write('POST', articles, { url, body, publishAt: later(3_600_000) })).json;
  await house.reaches(article, (status) => status?.state === 'scheduled');
  const cancelled = await house.write('DELETE', `${articles}/${article}`);
  expect(cancelled.json).toMatchObject({ state: 'cancelled', published: 0, version: 2 });
  expect(await texts(url)).toEqual([HARBOUR, TREES]);
  const again = await house.write('POST', articles, { url, body, publishAt: later(3_600_000) });
  expect(again.json.version).toBeGreaterThan(2);
  await house.reaches(article, (status) => status?.state === 'scheduled');
  expect((await house.write('PATCH', `${articles}/${article}`, { publishAt: later(0) })).status).toBe(200);
  await house.done(article);
  expect(await texts(url)).toEqual([HARBOUR, SCHOOLS]);
});

test('versions that are handed in at once end as if one came after the other', async () => {
  const seed = Date.now() % 2 ** 31;
  console.info(`racing versions: seed ${seed}`);
  let random = seed;
  const next = (below: number) => {
    random = (Math.imul(random, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (random >>> 8) % below;
  };
  const pool = [...STORM, NEW, ...STORM.map((text) => text.replace(/ (\w+)\.$/, ' $1, it was said.'))];
  const worker = house.work();
  for (let run = 0; run < 20; run++) {
    const url = `https://news.example/race-${run}`;
    const versions = Array.from({ length: 2 + next(2) }, () => pool.filter(() => next(2) === 0).concat(`Run ${run}.`));
    if (next(2)) await handIn(url, STORM);
    const answers = await Promise.all(
      versions.map((body) => house.write('POST', articles, { url, body: body.join('\n\n'), pace: next(3) * 5 })),
    );
    const newest = answers.map(({ json }) => json.version as number);
    expect(new Set(newest).size).toBe(versions.length);
    const last = Math.max(...newest);
    const { article } = answers[0]?.json ?? {};
    await house.reaches(article, (status) => status?.state === 'done' && status.version === last);
    expect((await texts(url)).sort(), `seed ${seed}, run ${run}`).toEqual(versions[newest.indexOf(last)]?.toSorted());
  }
  await worker.close();
});
