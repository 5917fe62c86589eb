import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Site, startSite } from '../journeys/site.ts';
import { useBrowser } from '../kit/browser.ts';
import { STORY, storyFile } from './player/story.ts';

const browser = useBrowser();
let site: Site;
let folder: string;

beforeAll(async () => {
  [site, folder] = await Promise.all([startSite(), mkdtemp(join(tmpdir(), 'dateline-'))]);
  const file = join(folder, 'storm');
  await writeFile(file, storyFile('storm'));
  await site.import(file);
});
afterAll(async () => {
  expect(await site.stop()).toEqual([]);
  await rm(folder, { recursive: true });
});

const publish = (headline: string) =>
  site.call('POST', '/storm/updates', { headline, text: `What is known of it. ${headline}.` });

test('a reader with a phone follows a story, goes back to its start, looks around in it and comes back to live', async () => {
  const { page, violations, shift, picture } = await browser.open(`${site.url}/briefings/storm`, {
    hasTouch: true,
    isMobile: true,
  });
  const condition = (is: string) => page.locator(`.status[data-condition=${is}]`).waitFor();
  const top = page.getByRole('feed').getByRole('article').first();
  const button = (name: RegExp) => page.getByRole('button', { name });

  await condition('live');
  expect(await top.innerText()).toContain('Headline 70');
  await publish('The bridge is closed');
  await expect.poll(() => top.innerText()).toContain('The bridge is closed');
  await picture('journey-1-live');

  const reading = page.locator('#update-u60');
  await reading.evaluate((article) => article.scrollIntoView());
  await expect.poll(() => page.locator('.at-edge').count()).toBe(0);
  const place = () => reading.evaluate((article) => article.getBoundingClientRect().top);
  const before = await place();
  for (const headline of ['A second bridge is closed', 'The trains stand still']) await publish(headline);
  await expect.poll(() => button(/2 new updates/).count()).toBe(1);
  expect(await place()).toBeCloseTo(before, 0);
  await picture('journey-2-pill');
  await button(/2 new updates/).tap();
  await expect.poll(() => top.innerText()).toContain('The trains stand still');

  await button(/^Replay from the start/).tap();
  await condition('replaying');
  await expect.poll(() => top.innerText(), { timeout: 10_000 }).toContain('Headline 1 ');
  await button(/^Pause$/).tap();
  await condition('paused');
  await picture('journey-3-replay');
  expect(await violations()).toEqual([]);

  const slider = page.getByRole('slider');
  const box = (await slider.boundingBox())!; // it is on the screen
  await page.touchscreen.tap(box.x + box.width / 2, box.y + box.height / 2);
  await expect.poll(() => slider.getAttribute('aria-valuetext')).toMatch(/Headline 3\d of the storm/);
  const [, number] = /Headline (\d+)/.exec((await slider.getAttribute('aria-valuetext')) ?? '') ?? [];
  expect(await top.innerText()).toContain(`Headline ${number} `);
  const published = STORY[Number(number) - 1]!; // the story has so many
  expect(await page.locator('.moment time').getAttribute('datetime')).toMatch(
    new RegExp(`^${new Date(published).toISOString().slice(0, 13)}`),
  );
  await picture('journey-4-scrubbed');

  const moment = () => new URL(page.url()).searchParams.get('at') ?? '';
  await expect.poll(() => Math.abs(Date.parse(moment()) - published)).toBeLessThan(2 * 60_000);
  expect(await shift()).toBeLessThanOrEqual(0.02);
  await page.reload();
  await condition('replaying');
  await button(/^Pause$/).tap();
  await condition('paused');
  const later = await top.innerText();
  const [, played] = /Headline (\d+)/.exec(later) ?? [];
  expect(Number(played) - Number(number)).toBeOneOf([0, 1, 2, 3]); // it may have played on for a little

  await publish('The storm is over');
  await expect.poll(() => button(/^Back to live/).innerText()).toMatch(/\d+ days? .*behind/);
  expect(await top.innerText()).toBe(later);
  await button(/^Back to live/).tap();
  await condition('live');
  await expect.poll(() => top.innerText()).toContain('The storm is over');
  expect(await violations()).toEqual([]);
  expect(await shift()).toBeLessThanOrEqual(0.02);
  await picture('journey-5-live-again');
});
