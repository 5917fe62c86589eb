import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Site, startSite } from '../journeys/site.ts';
import { useBrowser } from '../kit/browser.ts';

const browser = useBrowser();
let site: Site;
let other: Server;
let ids: string[];
/** Pages of another site, by their paths. */
let pages: Record<string, string>;
const urlOf = (path: string) => `http://127.0.0.1:${(other.address() as AddressInfo).port}${path}`;

beforeAll(async () => {
  site = await startSite();
  await site.call('POST', '', { id: 'storm', title: 'The storm' });
  ids = [];
  for (let number = 1; number <= 30; number += 1) ids.push(await publish(`Gust ${number}`));
  const story = '<!doctype html><html lang="en"><title>A story</title><h1>A story</h1>';
  const script = `<script type="module" src="${site.url}/assets/embed.js"></script>`;
  const frame = (src: string) =>
    `<iframe data-dateline title="The storm" src="${src}" width="100%" height="300"></iframe>`;
  pages = {
    '/link': `${story}<p><a data-dateline href="${site.url}/embed/storm">The storm, live</a></p>${script}`,
    '/frame': `${story}${frame(`${site.url}/embed/storm`)}${script}`,
    '/whole': `${story}<iframe title="The page" src="${site.url}/briefings/storm"></iframe>`,
    '/hostile': `${story}${frame('/liar')}<iframe title="Another" src="${site.url}/embed/storm"></iframe>${script}`,
    '/moved': `${story}<iframe data-dateline title="The storm" src="/away"></iframe>${script}`,
    '/liar': `<!doctype html><html lang="en"><title>A liar</title><script>
      function say(messages) { for (const message of messages) parent.postMessage(message, '*'); }</script>`,
  };
  other = createServer(({ url = '' }, response) => {
    if (url === '/away') response.writeHead(302, { Location: urlOf('/liar') });
    else response.setHeader('Content-Type', 'text/html');
    response.end(pages[url] ?? '');
  });
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  other.closeAllConnections();
  await new Promise((resolve) => other.close(resolve));
  expect(await site.stop()).toEqual([]);
});

async function publish(text: string): Promise<string> {
  return (await site.call('POST', '/storm/updates', { text })).json.update.id;
}

test.each([
  '/link',
  '/frame',
])('a frame in the page of another site (%s) is as high as its briefing, and grows with it', async (path) => {
  const { page } = await browser.open(urlOf(path), { blank: /favicon/ });
  const frame = page.frameLocator('iframe');
  await frame.locator('live-briefing .status[data-condition=live]').waitFor();
  const height = async () => (await page.locator('iframe').boundingBox())?.height ?? 0;
  await expect.poll(height).toBeGreaterThan(1_000);
  await expect.poll(() => frame.locator('html').evaluate((root) => root.scrollHeight - innerHeight)).toBe(0);
  const before = await height();
  await publish(`News for ${path}`);
  await expect.poll(height).toBeGreaterThan(before);
  expect(await page.getByTitle('The storm').count()).toBe(1);
});

test("the page's own address leads to an update in the frame, at first and later", async () => {
  const { page } = await browser.open(`${urlOf('/frame')}#update-${ids[2]}`, { blank: /favicon/ });
  const top = (id: string | undefined) =>
    page
      .frameLocator('iframe')
      .locator(`#update-${id}`)
      .boundingBox()
      .then((box) => Math.abs(Math.round(box?.y ?? 1e6)));
  await expect.poll(() => top(ids[2])).toBeLessThan(600); // it is near the end, and the page can scroll no further
  expect(await page.evaluate(() => scrollY)).toBeGreaterThan(500);
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `#update-${ids[25]}`);
  await expect.poll(() => top(ids[25])).toBeLessThan(3);
});

test('only what is made for it may be framed by others', async () => {
  const { page } = await browser.open(urlOf('/whole'), { blank: /favicon/, tolerates: /frame-ancestors/ });
  await expect.poll(() => page.frames().map((frame) => frame.url())).toContain('chrome-error://chromewebdata/');
});

test('a frame that says what is no length, or is not where it was sent, moves nothing', async () => {
  const { page } = await browser.open(urlOf('/hostile'), { blank: /favicon/ });
  const say = (frame: Frame | undefined, messages: readonly unknown[]) =>
    frame?.evaluate((said) => (window as Window & { say?(said: unknown): void }).say?.(said), messages);
  const liar = page.frames()[1];
  const heights = ['1px;color:red', -1, 1e9, null, {}].map((height) => ({ dateline: 'height', height }));
  const style = () => page.locator('iframe').first().getAttribute('style');
  const heard = () => page.evaluate(() => (window as Window & { heard?: number }).heard);
  /** Counts what comes, behind the script that is tried: what has been counted, it has had. */
  const listen = () =>
    page.evaluate(() => {
      const counting: Window & { heard?: number } = window;
      counting.heard = 0;
      window.addEventListener('message', () => {
        counting.heard = (counting.heard ?? 0) + 1;
      });
    });
  await say(liar, [{ dateline: 'height', height: 77 }]);
  await expect.poll(style).toBe('height: 77px;');
  await listen();
  const lies = [...heights, { dateline: 'show', top: 1e9 }, null, 'height'];
  await say(liar, lies);
  await expect.poll(heard).toBeGreaterThanOrEqual(lies.length);
  expect(await style()).toBe('height: 77px;');
  await page.goto(urlOf('/moved').replace('127.0.0.1', 'localhost')); // another origin than where its frame ends up
  expect(page.frames()[1]?.url()).toBe(urlOf('/liar'));
  await listen();
  await say(page.frames()[1], [{ dateline: 'height', height: 88 }]);
  await expect.poll(heard).toBeGreaterThanOrEqual(1);
  for (const frame of await page.locator('iframe').all()) expect(await frame.getAttribute('style')).toBeNull();
  expect(await page.evaluate(() => scrollY)).toBe(0);
});

test('a link that leaves the briefing leaves the frame', async () => {
  await site.call('POST', '/storm/updates', { html: `<p>See <a href="${urlOf('/frame')}">elsewhere</a>.</p>` });
  const { page } = await browser.open(urlOf('/link'), { blank: /favicon/ });
  const opened = page.context().waitForEvent('page');
  await page.frameLocator('iframe').getByRole('link', { name: 'elsewhere' }).click();
  expect((await opened).url()).toBe(urlOf('/frame'));
});
