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

const headlines = (page: Page) => page.getByRole('feed').getByRole('heading').allInnerTexts();
const pill = (page: Page) => page.getByRole('button', { name: /new update/ });
const topOf = (page: Page, id: string) =>
  page.locator(`#update-${id}`).evaluate((element) => element.getBoundingClientRect().top);

test('what is published while the reader looks at the top shows itself, marked, without a jump', async () => {
  const { page, shift } = await reading(site, browser, 'top', { updates: 12 });
  expect((await headlines(page)).slice(0, 2)).toEqual(['Headline 12', 'Headline 11']);
  const before = await shift();
  await site.say('top', 'u13', { headline: 'Headline 13', text: 'A text of some length. '.repeat(20) });
  await expect.poll(async () => (await headlines(page)).slice(0, 2)).toEqual(['Headline 13', 'Headline 12']);
  expect(await pill(page).count()).toBe(0);
  expect(await page.locator('#update-u13 .new').isVisible()).toBe(true);
  await expect.poll(() => page.locator('#update-u13 .new').isVisible(), { timeout: 6_000 }).toBe(false);
  expect((await shift()) - before).toBeLessThanOrEqual(0.02);
});

test('what is published while the reader is further down waits behind a pill, and moves nothing', async () => {
  const { page, shift } = await reading(site, browser, 'below', { updates: 30, attributes: 'title-count' });
  await page.locator('#update-u10').evaluate((element) => element.scrollIntoView());
  await expect.poll(() => page.locator('.at-edge').count()).toBe(0);
  const before = await topOf(page, 'u10');
  const shifted = await shift();
  for (const id of ['u31', 'u32']) await site.say('below', id, { headline: `Headline ${id}` });
  await expect.poll(() => pill(page).innerText()).toContain('2 new updates');
  expect(await page.getByRole('status').innerText()).toContain('new update');
  expect(await page.title()).toBe('(2) A site');
  await site.append('below', { type: 'retracted', update: 'u31' });
  await expect.poll(() => pill(page).innerText()).toContain('1 new update');
  expect(await topOf(page, 'u10')).toBeCloseTo(before, 0);
  await pill(page).click();
  await expect
    .poll(() => page.evaluate(() => document.querySelector('live-briefing')?.shadowRoot?.activeElement?.id))
    .toBe('update-u32');
  expect(await page.locator('#update-u31').innerText()).toMatch(/An update was withdrawn at/);
  expect(await page.title()).toBe('A site');
  expect((await shift()) - shifted).toBeLessThanOrEqual(0.02);
});

/** Not every browser holds what is read in its place by itself, and none does when a page says not to. */
test.each([
  'auto',
  'none',
])('what changes above the place that is read does not move it, overflow-anchor %s', async (anchor) => {
  const above = `above-${anchor}`;
  const { page } = await reading(site, browser, above, { updates: 30 });
  await page.addStyleTag({ content: `html { overflow-anchor: ${anchor} }` });
  await page.locator('#update-u10').evaluate((element) => element.scrollIntoView());
  await expect.poll(() => page.locator('.at-edge').count()).toBe(0);
  const before = await topOf(page, 'u10');
  await site.append(above, { type: 'pinned', update: 'u3' });
  const content = {
    kind: 'paragraph',
    headline: 'Key',
    key: true,
    text: 'Much more than it said before. '.repeat(30),
  } as const;
  await site.append(above, { type: 'revised', update: 'u12', expected: 1, content, correction: { note: 'More' } });
  await site.append(above, { type: 'retracted', update: 'u11' });
  await expect.poll(() => page.locator('.pinned').count()).toBe(1);
  await expect.poll(() => page.locator('#update-u11.withdrawn').count()).toBe(1);
  expect(await topOf(page, 'u10')).toBeCloseTo(before, 0);
});

test('a correction says what and when, and shows the difference when it is asked for', async () => {
  const { page, violations } = await reading(site, browser, 'corrected');
  const content = { kind: 'paragraph', headline: 'Headline 2', text: 'It lasts six hours.' } as const;
  const diff = [
    ['=', 'It lasts '],
    ['-', 'eight'],
    ['+', 'six'],
    ['=', ' hours.'],
  ] as const;
  const correction = { note: 'Six hours, not eight', diff };
  await site.append('corrected', { type: 'revised', update: 'u2', expected: 1, content, correction });
  const article = page.locator('#update-u2');
  await expect.poll(() => article.innerText()).toMatch(/Corrected .*: Six hours, not eight/s);
  expect(await pill(page).count()).toBe(0);
  expect(await article.locator('ins').isVisible()).toBe(false);
  await article.getByText('What changed').click();
  expect(await article.locator('del').innerText()).toBe('eight');
  expect(await article.locator('ins').innerText()).toBe('six');
  expect(await violations()).toEqual([]);
});

test('a retracted text is nowhere in the page any more', async () => {
  const { page } = await reading(site, browser, 'retracted');
  await site.say('retracted', 'secret', { headline: 'Quixotania', key: true });
  await site.append('retracted', { type: 'pinned', update: 'secret' });
  await expect.poll(() => page.getByText('Quixotania').count()).toBe(3);
  await site.append('retracted', { type: 'retracted', update: 'secret', reason: 'Not so' });
  await expect.poll(() => page.locator('#update-secret').innerText()).toMatch(/An update was withdrawn at .*: Not so/);
  expect(await page.locator('live-briefing').evaluate((element) => element.shadowRoot?.textContent)).not.toContain(
    'Quixotania',
  );
});

test('an address with the name of an update leads to it, however old it is', async () => {
  const { page } = await reading(site, browser, 'old', { updates: 130, hash: '#update-u5' });
  await expect.poll(() => page.locator('#update-u5').count()).toBe(1);
  await expect.poll(async () => Math.abs(await topOf(page, 'u5'))).toBeLessThan(800);
  expect(await page.evaluate(() => document.querySelector('live-briefing')?.shadowRoot?.activeElement?.id)).toBe(
    'update-u5',
  );
  expect((await headlines(page)).length).toBeGreaterThanOrEqual(126);
});

test('a connection that breaks is told of, and what was missed comes when it is back', async () => {
  const { page } = await reading(site, browser, 'broken');
  const tolerates = /WebSocket|ERR_/;
  site.show('<live-briefing src="/briefings/broken"></live-briefing>');
  const tab = await browser.open(site.url, { tolerates });
  await expect.poll(() => tab.page.locator('.status').getAttribute('data-condition')).toBe('live');
  await page.close();
  await tab.offline(true);
  await expect
    .poll(() => tab.page.locator('.status').innerText(), { timeout: 8_000 })
    .toMatch(/You are offline\s+What you see is from/);
  await site.say('broken', 'u9', { headline: 'Headline 9' });
  await tab.offline(false);
  await expect.poll(() => headlines(tab.page), { timeout: 8_000 }).toContain('Headline 9');
});
