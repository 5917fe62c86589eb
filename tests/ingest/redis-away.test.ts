import { afterEach, beforeEach, expect, test } from 'vitest';
import { watchLag } from '../kit/lag.ts';
import { type Newsroom, startNewsroom } from './newsroom.ts';

let newsroom: Newsroom;
beforeEach(async () => {
  newsroom = await startNewsroom();
  await newsroom.open();
});
afterEach(() => newsroom.stop());

const lag = watchLag();
const updates = '/v1/briefings/storm/updates';
const articles = '/v1/briefings/storm/articles';

async function refusedWithin(ms: number): Promise<void> {
  const began = performance.now();
  const answers = await Promise.all([
    newsroom.post(updates, { text: 'One.' }),
    newsroom.post(updates, { text: 'One.' }, 'a-key'),
    newsroom.post(articles, { body: 'One.' }),
    newsroom.post('/v1/briefings', { title: 'One' }),
    newsroom.call('DELETE', `${updates}/u`),
    newsroom.call('GET', `${articles}/a`),
  ]);
  expect(performance.now() - began).toBeLessThan(ms + lag());
  for (const { json, headers } of answers) {
    expect(json).toMatchObject({ status: 503, code: 'UNAVAILABLE' });
    expect(headers.get('retry-after')).toBe('2');
  }
}

test('a Redis that is gone is a refusal at once, and heals', async () => {
  await newsroom.redis.kill();
  await refusedWithin(1_400); // less than a command may take: nothing is kept for later, where it would pile up
  await newsroom.redis.restart();
  const write = async () => (await newsroom.post('/v1/briefings', { title: 'After' })).status;
  await expect.poll(write, { timeout: 5_000 }).toBe(201);
});

test('a Redis that hangs is a refusal within two seconds, and what was sent meanwhile is there once', async () => {
  await newsroom.redis.kill('SIGSTOP');
  await refusedWithin(2_000);
  const first = await newsroom.post(updates, { text: 'Patience.' }, 'patient');
  expect(first.status).toBe(503);
  await newsroom.redis.kill('SIGCONT');
  const again = () => newsroom.post(updates, { text: 'Patience.' }, 'patient');
  await expect.poll(async () => (await again()).status, { timeout: 5_000 }).toBe(201);
  const texts = [...(await newsroom.state()).updates.values()].filter(
    (one) => 'text' in one && one.text === 'Patience.',
  );
  expect(texts).toHaveLength(1);
});

test('a full memory refuses news and lets takedowns through', async () => {
  const content = { kind: 'paragraph', text: 'The witness is Emmy.' } as const;
  await newsroom.log.append('storm', 'publish:a.0', { type: 'published', update: 'a.0', content });
  await newsroom.client.config('SET', 'maxmemory', '1mb');
  const refused = [await newsroom.post(updates, { text: 'One.' }), await newsroom.post(articles, { body: 'One.' })];
  for (const { json } of refused) expect(json).toMatchObject({ status: 503, code: 'UNAVAILABLE' });
  const gone = await newsroom.call('DELETE', `${updates}/a.0`, { key: 'takedown' });
  expect(gone.status).toBe(200);
  await newsroom.client.config('SET', 'maxmemory', '0');
  expect(await newsroom.everything()).not.toContain('Emmy');
  expect((await newsroom.post(updates, { text: 'One.' })).status).toBe(201);
});

test('scripts that Redis has forgotten are sent again', async () => {
  await newsroom.client.script('FLUSH');
  expect((await newsroom.post(updates, { text: 'One.' }, 'flushed')).status).toBe(201);
  await newsroom.client.script('FLUSH');
  expect((await newsroom.post(articles, { body: 'One.' })).status).toBe(202);
});
