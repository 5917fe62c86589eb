import { afterEach, beforeEach, expect, test } from 'vitest';
import { startSite } from '../journeys/site.ts';

let site: Awaited<ReturnType<typeof startSite>>;
beforeEach(async () => {
  site = await startSite();
  await site.call('POST', '', { id: 'storm', title: 'Storm' });
});
afterEach(() => site.stop());

test('a place that a gateway does not know is not gone as long as Redis cannot be asked for it', async () => {
  const here = site.reader();
  const { head } = await here.follow({ briefing: 'storm' });
  await here.reaches(1);
  const unknown = head.replace(/\d+-1$/, `${Date.now()}-2`);
  await site.redis.kill();
  const away = site.reader();
  const refused = { ok: false, error: { code: 'UNAVAILABLE', retry: 'later' } };
  const log = (after: string) => fetch(`${site.url}/v1/briefings/storm/log?after=${encodeURIComponent(after)}`);
  const [followed, replayed, page, known] = await Promise.all([
    away.ask('follow', { briefing: 'storm', from: unknown }),
    away.ask('replay', { briefing: 'storm', from: unknown }),
    log(unknown),
    log(head),
  ]);
  expect(followed).toMatchObject(refused);
  expect(replayed).toMatchObject(refused);
  expect(page.status).toBe(503);
  expect(known.status).toBe(200);
});
