import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Site, startSite } from '../journeys/site.ts';
import { useBrowser } from '../kit/browser.ts';
import { MIDDLE, STORIES } from './story.ts';

/** What may move, seen or not, when the widget takes the place of what the server wrote (Layout Instability). */
const SHIFT = 0.02;
const TEXT =
  'The ferry has left the harbour with its lights out and forty people aboard, and nobody on the pier can say who gave the order.';

const browser = useBrowser();
let site: Site;
let first: string;
beforeAll(async () => {
  site = await startSite();
  await site.call('POST', '', { id: 'night', title: 'The night ferry', summary: 'One night, as it was told.' });
  first = await publish({ text: 'Quixotania is her name.', key: true, headline: 'A name' });
  for (let number = 1; number <= 60; number += 1)
    await publish({ text: `${number}. ${TEXT}`, ...(number % 20 === 0 && { key: true, headline: `Turn ${number}` }) });
  await site.call('PUT', `/night/updates/${first}/pin`);
});
afterAll(async () => expect(await site.stop()).toEqual([]));

async function publish(update: object): Promise<string> {
  return (await site.call('POST', '/night/updates', update)).json.update.id;
}

test.each([
  ['a telephone', { width: 390, height: 844 }],
  ['a laptop', { width: 1280, height: 800 }],
])('on %s the widget goes on from the state in the page, loads none, and nothing moves', async (name, viewport) => {
  const tab = await browser.open(`${site.url}/briefings/night`, { viewport });
  const { page } = tab;
  const live = page.locator('live-briefing .status[data-condition=live]');
  await live.waitFor();
  expect(tab.requests.filter((url) => url.includes('/v1/'))).toEqual([]);
  expect(await page.locator('live-briefing > article, live-briefing script.state').count()).toBe(0);
  expect(await page.locator('article').count()).toBe(50);
  expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('The night ferry');
  expect(await tab.shift()).toBeLessThan(SHIFT);
  await publish({ text: `News for ${name}.` });
  await page.getByText(`News for ${name}.`).waitFor();
  expect(tab.requests.filter((url) => url.includes('/v1/'))).toEqual([]);
  expect(await tab.violations()).toEqual([]);
  await tab.picture(`page-on-${name.replace('a ', '')}`);
});

test('the page looks the same before the widget is there and after', async () => {
  const places = (tab: Awaited<ReturnType<typeof browser.open>>) =>
    tab.page.locator('article').evaluateAll((articles) =>
      articles.slice(0, 8).map((article) => {
        const { top, left, width } = article.getBoundingClientRect();
        return [top, left, width].map(Math.round);
      }),
    );
  const before = await browser.open(`${site.url}/briefings/night`, { blank: /live-briefing\.js/ });
  await before.picture('before-the-widget');
  const after = await browser.open(`${site.url}/briefings/night`);
  await after.page.locator('live-briefing .status[data-condition=live]').waitFor();
  await after.picture('after-the-widget');
  expect(await places(after)).toEqual(await places(before));
});

test('a text that is retracted leaves the page that shows it, also where the server wrote it', async () => {
  const { page } = await browser.open(`${site.url}/briefings/night`);
  await page.locator('live-briefing .status[data-condition=live]').waitFor();
  await page.getByText('Quixotania').first().waitFor({ state: 'attached' });
  await site.call('DELETE', `/night/updates/${first}`);
  await expect.poll(() => page.getByText('Quixotania').count()).toBe(0);
  expect(await page.content()).not.toContain('Quixotania');
});

test('an address that names a moment shows the briefing as it read then, and plays it from there', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'dl-story-'));
  await writeFile(join(folder, 'ferry'), STORIES.ferry);
  await site.import(join(folder, 'ferry'));
  await rm(folder, { recursive: true });
  const address = `${site.url}/briefings/ferry?at=${MIDDLE}`;
  const still = await browser.open(address, { javaScriptEnabled: false });
  const { page } = await browser.open(address);
  await page.locator('live-briefing .status[data-condition=replaying]').waitFor();
  for (const shown of [still.page, page]) {
    expect(await shown.locator('article').first().innerText()).toContain('Families have come to the harbour office.');
    expect(await shown.content()).not.toContain('The first lines are ashore');
  }
  expect(await page.locator('live-briefing > article, live-briefing > section').count()).toBe(0);
});
