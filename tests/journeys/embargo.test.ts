import { afterAll, beforeAll, expect, test } from 'vitest';
import { watchLag } from '../kit/lag.ts';
import { type House, startHouse } from './house.ts';

const NAME = 'Quixotania';
const GATEWAYS = ['hearing', 'deaf'] as const;
/** What an update may come after its time, ms. */
const LATE_MS = 250;
const lag = watchLag();
const iso = (ms: number) => new Date(ms).toISOString();

let house: House;
beforeAll(async () => {
  house = await startHouse({ appendfsync: 'always' });
  await house.write('POST', '/v1/briefings', { id: 'storm', title: 'The storm' });
  await house.write('POST', '/v1/briefings/storm/updates', { text: 'It begins.' });
});
afterAll(() => house.stop());

async function plan(publishAt: number): Promise<{ article: string; update: string }> {
  const article = { body: `The verdict on ${NAME}.`, publishAt: iso(publishAt) };
  const update = { text: `${NAME} speaks.`, publishAt: iso(publishAt) };
  const { json } = await house.write('POST', '/v1/briefings/storm/articles', article);
  const planned = await house.write('POST', '/v1/briefings/storm/updates', update);
  for (const id of [json.article, planned.json.article])
    await house.reaches(id, (status) => status?.state === 'scheduled');
  return { article: json.article, update: planned.json.article };
}

test('what waits for its time can be read nowhere before it, and by everybody then', async () => {
  const publishAt = Date.now() + 1_200;
  const planned = await plan(publishAt);
  const reader = house.reader();
  await reader.follow({ briefing: 'storm' });
  await reader.reaches(2);
  for (const gateway of GATEWAYS) {
    for (const path of [
      '',
      `?at=${iso(publishAt + 60_000)}`,
      '/log',
      ...[`${planned.article}.0`, `${planned.update}.0`].map((id) => `/updates/${id}/revisions`),
    ])
      expect((await house.read(`/v1/briefings/storm${path}`, gateway)).text).not.toContain(NAME);
    expect((await house.read('/briefings/storm', gateway)).text).not.toContain(NAME);
    for (const id of Object.values(planned))
      expect((await house.read(`/v1/briefings/storm/articles/${id}`, gateway)).status).toBe(404);
  }
  expect(JSON.stringify(reader.entries)).not.toContain(NAME);
  expect(Date.now(), 'it was all looked at in time').toBeLessThan(publishAt);

  await reader.reaches(4);
  const arrived = Date.now();
  for (const { at } of reader.entries.slice(2)) {
    expect(Date.parse(at)).toBeGreaterThanOrEqual(publishAt);
    expect(Date.parse(at)).toBeLessThan(publishAt + LATE_MS + lag());
  }
  expect(arrived).toBeLessThan(publishAt + LATE_MS + 100 + lag()); // and a moment on the way to the reader
  for (const gateway of GATEWAYS)
    expect((await house.read('/v1/briefings/storm', gateway)).text).toContain(`${NAME} speaks.`);
});

test('what waits for its time outlives Redis', async () => {
  const publishAt = Date.now() + 1_500;
  const { article, update } = await plan(publishAt);
  await house.redis.kill();
  await house.redis.restart();
  await Promise.all([house.done(article), house.done(update)]);
  const out = (await house.entries()).filter(
    (entry) => entry.type === 'published' && Date.parse(entry.at) >= publishAt,
  );
  const ids = out.map((entry) => (entry.type === 'published' ? entry.update.id : ''));
  expect(ids.sort()).toEqual([`${article}.0`, `${update}.0`].sort());
});
