import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { useBrowser } from '../kit/browser.ts';
import { reading, startWidgetSite, type WidgetSite } from './widget-site.ts';

const browser = useBrowser();
let site: WidgetSite;
beforeAll(async () => {
  site = await startWidgetSite();
});
afterAll(() => site.stop());

/** The longest that an update may hold up the page when it comes, ms. */
const TASK_MS = 200;
const MANY = 5_000;

/** Runs in the page: resolves once an element of the widget is there. Looking for it from outside would hold up the page itself. */
function painted(id: string): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (document.querySelector('live-briefing')?.shadowRoot?.getElementById(id)) resolve();
      else requestAnimationFrame(look);
    };
    look();
  });
}

/**
 * How long a page's thread has worked so far, ms of its own time: what other processes of the machine do does not count. All
 * that it did while an update came is at least as long as the longest task of that.
 */
async function worked(page: Page): Promise<() => Promise<number>> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
  return async () => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    return 1_000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN);
  };
}

test('with 5,000 updates in the page one more comes without holding it up', async () => {
  await site.open('many');
  for (let at = 1; at <= MANY; at += 1) await site.say('many', `u${at}`, { headline: `Headline ${at}` });
  site.show('<live-briefing src="/briefings/many"></live-briefing>');
  const { page } = await browser.open(`${site.url}/#update-u1`);
  await page.locator('#update-u1').waitFor({ timeout: 20_000 });
  expect(await page.getByRole('article').count()).toBe(MANY);
  await page.evaluate(() => scrollTo(0, 0));
  await page.locator('.at-edge').waitFor();
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
  const work = await worked(page);
  const tasks: number[] = [];
  for (const id of ['v1', 'v2', 'v3']) {
    const before = await work();
    await site.say('many', id, { headline: id });
    await page.evaluate(painted, `update-${id}`);
    tasks.push(Math.round((await work()) - before));
  }
  console.info(`an update among ${MANY}: ${tasks.join(', ')} ms of work`);
  expect(Math.max(...tasks)).toBeLessThan(TASK_MS);
}, 60_000);

test('older updates are shown, then loaded, as far as there are any, and stand where they belong', async () => {
  const { page } = await reading(site, browser, 'older', { updates: 130 });
  const ids = () =>
    page.getByRole('article').evaluateAll((all) => all.map(({ id }) => Number(id.slice('update-u'.length))));
  const more = page.getByRole('button', { name: 'Load older updates' });
  expect(await ids()).toHaveLength(50);
  await site.append('older', { type: 'retracted', update: 'u40' });
  await more.click();
  await expect.poll(async () => (await ids()).length).toBe(100);
  await more.click();
  await expect.poll(ids).toEqual(Array.from({ length: 130 }, (_, at) => 130 - at));
  expect(await page.locator('#update-u40').innerText()).toMatch(/withdrawn/);
  expect(await more.count()).toBe(0);
  expect(await page.getByRole('article').last().getAttribute('aria-posinset')).toBe('130');
});

test('oldest first: what is new comes below, and waits there when the end is out of sight', async () => {
  const { page } = await reading(site, browser, 'oldest', { updates: 20, attributes: 'order="oldest"' });
  expect(await page.getByRole('article').first().getAttribute('id')).toBe('update-u1');
  await page.locator('.at-edge').waitFor({ state: 'detached' });
  await site.say('oldest', 'u21', { headline: 'Headline 21' });
  await page.getByRole('button', { name: '1 new update' }).click();
  expect(await page.getByRole('article').last().getAttribute('id')).toBe('update-u21');
  await page.locator('.at-edge').waitFor();
  await site.say('oldest', 'u22', { headline: 'Headline 22' });
  await page.locator('#update-u22').waitFor();
});

test('key updates alone are listed when that is wanted, and jumped to from the summary', async () => {
  const { page } = await reading(site, browser, 'turns', { updates: 30 });
  await site.say('turns', 'turn', { headline: 'A turn', key: true });
  for (let at = 31; at <= 50; at += 1) await site.say('turns', `u${at}`);
  const summary = page.getByRole('navigation', { name: 'Key updates' });
  await page.locator('#update-u50').waitFor();
  await summary.getByRole('link', { name: 'A turn' }).click();
  await expect.poll(() => page.evaluate(() => location.hash)).toBe('#update-turn');
  await expect
    .poll(() => page.locator('#update-turn').evaluate((element) => Math.round(element.getBoundingClientRect().top)))
    .toBeLessThan(20);
  await page.locator('live-briefing').evaluate((element) => element.setAttribute('key-only', ''));
  await expect.poll(() => page.getByRole('article').count()).toBe(1);
  await site.say('turns', 'u51');
  await site.say('turns', 'turn2', { headline: 'Another', key: true });
  await expect.poll(() => summary.getByRole('link').count()).toBe(2);
  expect(await page.locator('#update-u51').count()).toBe(0);
});

test('what was published since the last visit stands above a line', async () => {
  const { page } = await reading(site, browser, 'visits', { updates: 5 });
  await expect.poll(() => page.evaluate(() => Object.keys(localStorage).length)).toBe(1);
  await page.goto('about:blank');
  for (const id of ['a', 'b']) await site.say('visits', id);
  await page.goto(site.url);
  await expect.poll(() => page.locator('.visit').count()).toBe(1);
  expect(await page.locator('article:has(.visit)').getAttribute('id')).toBe('update-u5');
});

test('two widgets on one page read two briefings, in their own languages', async () => {
  for (const briefing of ['left', 'right']) {
    await site.open(briefing);
    await site.say(briefing, `of-${briefing}`, { headline: `Of ${briefing}` });
  }
  site.show(
    '<live-briefing src="/briefings/left"></live-briefing><live-briefing src="/briefings/right" lang="de"></live-briefing>',
  );
  const { page, violations } = await browser.open(`${site.url}/#update-of-right`);
  await page.locator('#update-of-right').waitFor();
  await page.locator('#update-of-left').waitFor();
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('lang'))).toBe('de');
  await site.say('left', 'more', { headline: 'More' });
  await page.locator('#update-more').waitFor();
  expect(await page.getByRole('feed', { name: 'Meldungen' }).getByRole('article').count()).toBe(1);
  expect(await violations()).toEqual([]);
});

test('nothing that an update says is run, or leaves its place', async () => {
  const evil = `</article><img src=x onerror="document.title='Run'"><script>document.title='Run'</script>\${alert(1)}`;
  const { page } = await reading(site, browser, 'evil', { updates: 1 });
  const correction = { note: evil, diff: [['+', evil]] as const };
  await site.say('evil', 'text', {
    headline: evil,
    text: evil,
    byline: evil,
    warning: evil,
    sources: [evil],
    key: true,
    tags: [evil],
  });
  await site.append('evil', { type: 'pinned', update: 'text' });
  await site.append('evil', {
    type: 'revised',
    update: 'u1',
    expected: 1,
    content: { kind: 'list', text: evil },
    correction,
  });
  await site.append('evil', { type: 'retracted', update: 'text', reason: evil });
  await site.say('evil', 'last', {
    headline: evil,
    key: true,
    media: [{ type: 'image', alt: evil, caption: evil, credit: evil }],
  });
  await page.locator('#update-last').waitFor();
  expect(await page.title()).toBe('A site');
  expect(
    await page
      .locator('live-briefing')
      .evaluate((element) => element.shadowRoot?.querySelectorAll('script, img').length),
  ).toBe(0);
  expect(await page.getByRole('article').count()).toBe(3);
});

test('what a server has written into the element is its first state, not loaded again and not left behind', async () => {
  await site.open('written');
  for (const id of ['u1', 'u2']) await site.say('written', id, { headline: id });
  const state = await (await fetch(`${site.url}/v1/briefings/written`)).text();
  site.show(`<live-briefing src="/briefings/written"><p>Quixotania</p><p slot="footer">Ours</p>
    <script type="application/json" class="state">${state.replaceAll('<', '\\u003c')}</script></live-briefing>`);
  const { page, requests } = await browser.open(site.url);
  await page.locator('.status[data-condition=live]').waitFor();
  expect(await page.getByRole('article').count()).toBe(2);
  await site.say('written', 'u3', { headline: 'u3' });
  await page.locator('#update-u3').waitFor();
  expect(await page.getByText('Quixotania').count()).toBe(0);
  expect(await page.getByText('Ours').isVisible()).toBe(true);
  expect(requests.filter((url) => url.includes('/v1/'))).toEqual([]);
});

test('a replay begins where it is wanted, follows its playhead, and comes back to live', async () => {
  const { page } = await reading(site, browser, 'again', { updates: 5, attributes: 'at max-gap="100"' });
  const condition = () => page.locator('.status').getAttribute('data-condition');
  await page.locator('live-briefing').evaluate((element) => element.setAttribute('mode', 'replay'));
  await expect.poll(condition).toMatch(/replaying|live/);
  await expect.poll(() => page.getByRole('article').count()).toBe(5);
  await expect.poll(condition).toBe('live');
  const moment = await page.locator('#update-u2 time').getAttribute('datetime');
  await page.goto(`${site.url}/?at=${moment}`);
  await page.locator('#update-u2').waitFor();
  await page.evaluate(() => document.querySelector('live-briefing')?.remove());
});
