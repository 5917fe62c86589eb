import { afterAll, beforeAll, expect, test } from 'vitest';
import { IDEMPOTENCY_KEY_CHARACTERS } from '../../src/protocol/limits.ts';
import { type Newsroom, startNewsroom } from './newsroom.ts';

let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await startNewsroom();
  await newsroom.open();
});
afterAll(() => newsroom.stop());

const updates = '/v1/briefings/storm/updates';
const articles = '/v1/briefings/storm/articles';
let keys = 0;
const newKey = () => `key-${++keys}`;

test.for([
  ['an opening', 'POST', '/v1/briefings', { title: 'The same' }, 201],
  ['a description', 'PATCH', '/v1/briefings/storm', { summary: 'All of it.' }, 200],
  ['an article', 'POST', articles, { body: 'One.\n\nTwo.' }, 202],
  ['an update', 'POST', updates, { text: 'Once.' }, 201],
] as const)('%s that comes again with its key is carried out once and answered the same', async ([
  ,
  method,
  path,
  json,
  status,
]) => {
  const key = newKey();
  const first = await newsroom.call(method, path, { json, key });
  const entries = await newsroom.entries();
  const again = await newsroom.call(method, path, { json, key });
  expect(first.status).toBe(status);
  expect([again.status, again.json]).toEqual([status, first.json]);
  expect(again.headers.get('location')).toBe(first.headers.get('location'));
  expect(await newsroom.entries()).toEqual(entries);
});

test('pinning again with the same key after it was unpinned pins nothing', async () => {
  const id = await newsroom.publish('Pinned.');
  const key = newKey();
  await newsroom.call('PUT', `${updates}/${id}/pin`, { key });
  await newsroom.call('DELETE', `${updates}/${id}/pin`);
  expect((await newsroom.call('PUT', `${updates}/${id}/pin`, { key })).status).toBe(200);
  expect((await newsroom.state()).pinned).not.toContain(id);
});

test('a key that comes with another body, or at another address, is refused', async () => {
  const key = newKey();
  await newsroom.post(updates, { text: 'One.' }, key);
  const before = await newsroom.entries();
  for (const answer of [
    await newsroom.post(updates, { text: 'Two.' }, key),
    await newsroom.post(articles, { body: 'One.' }, key),
    await newsroom.call('POST', updates, { body: '{ "text": "One." }', key }),
  ])
    expect(answer.json).toMatchObject({ status: 422, code: 'KEY_REUSED' });
  expect(await newsroom.entries()).toEqual(before);
});

test('twenty of the same at once publish one update; those that were too early are told to wait', async () => {
  const key = newKey();
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => newsroom.post(updates, { text: 'Just once.' }, key)),
  );
  const done = answers.filter(({ status }) => status === 201);
  const early = answers.filter(({ json }) => json.code === 'REQUEST_RUNNING');
  expect(done.length).toBeGreaterThanOrEqual(1);
  expect(done.length + early.length).toBe(20);
  expect(new Set(done.map(({ json }) => JSON.stringify(json))).size).toBe(1);
  for (const { status, headers } of early) expect([status, headers.get('retry-after')]).toEqual([409, '2']);
  const texts = [...(await newsroom.state()).updates.values()].filter(
    (one) => 'text' in one && one.text === 'Just once.',
  );
  expect(texts).toHaveLength(1);
});

test('while a request is running, the same one is told to wait; when its process died, it may try again', async () => {
  const key = newKey();
  const json = { text: 'Interrupted.' };
  await newsroom.post(updates, json, key);
  const [record] = await newsroom.client.keys('dl:request:*').then(async (names) => {
    const ages = await Promise.all(names.map((name) => newsroom.client.pttl(name)));
    return names.sort((a, b) => ages[names.indexOf(b)]! - ages[names.indexOf(a)]!); // an age for each name
  });
  await newsroom.client.hset(record!, 'until', Date.now() + 8_000); // this test's own request made it
  expect((await newsroom.post(updates, json, key)).json).toMatchObject({ code: 'REQUEST_RUNNING' });
  await newsroom.client.hset(record!, 'until', Date.now() - 1);
  expect((await newsroom.post(updates, json, key)).status).toBe(201);
});

test('a key of a refused request is free for a better one', async () => {
  const key = newKey();
  expect((await newsroom.post(updates, { txt: 'One.' }, key)).status).toBe(400);
  expect((await newsroom.post(updates, { text: 'One.' }, key)).status).toBe(201);
});

test('an update that has been retracted since does not come back with its request', async () => {
  const key = newKey();
  const { json } = await newsroom.post(updates, { text: 'The witness is Mary.' }, key);
  const { id } = json.update as { id: string };
  await newsroom.call('DELETE', `${updates}/${id}`);
  const again = await newsroom.post(updates, { text: 'The witness is Mary.' }, key);
  expect(again.json).toMatchObject({ update: { id, revision: 1, retracted: true } });
  expect(await newsroom.everything()).not.toContain('Mary');
});

test('an article that failed goes on when its request comes again', async () => {
  const worker = newsroom.work();
  await newsroom.post('/v1/briefings', { id: 'ending', title: 'Ending' });
  const path = '/v1/briefings/ending/articles';
  const key = newKey();
  const json = { body: 'One.\n\nTwo.' };
  await worker.close(); // nobody works on it until the briefing has ended
  const { article } = (await newsroom.post(path, json, key)).json as { article: string };
  await newsroom.call('POST', '/v1/briefings/ending/end');
  newsroom.work();
  const status = async () => (await newsroom.call('GET', `${path}/${article}`)).json;
  await expect.poll(status, { timeout: 10_000 }).toMatchObject({ state: 'failed', error: { code: 'BRIEFING_ENDED' } });
  await newsroom.call('POST', '/v1/briefings/ending/reopen');
  expect((await newsroom.post(path, json, key)).json).toMatchObject({ article });
  await expect.poll(status, { timeout: 10_000 }).toEqual({ version: 1, state: 'done', segments: 2, published: 2 });
});

test.for([
  '',
  'two words',
  `${'x'.repeat(IDEMPOTENCY_KEY_CHARACTERS + 1)}`,
  'naïve',
])('a key such as "%s" is refused', async (key) => {
  const headers = { 'Idempotency-Key': Buffer.from(key, 'utf8').toString('latin1') };
  const answer = await newsroom.call('POST', updates, { json: { text: 'One.' }, headers });
  expect(answer.json).toMatchObject({ status: 400, code: 'BAD_REQUEST' });
});

test('a key in quotes is the same key', async () => {
  const key = newKey();
  const first = await newsroom.post(updates, { text: 'Quoted.' }, key);
  expect((await newsroom.post(updates, { text: 'Quoted.' }, `"${key}"`)).json).toEqual(first.json);
});
