import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Content } from '../../src/protocol/update.ts';
import { useBrowser } from '../kit/browser.ts';
import { reading, startWidgetSite, type WidgetSite } from './widget-site.ts';

const browser = useBrowser();
let site: WidgetSite;
beforeAll(async () => {
  site = await startWidgetSite();
});
afterAll(() => site.stop());

/** One of every kind, with everything that an update may have. */
const KINDS: Record<string, Partial<Content>> = {
  kicker: { kind: 'kicker', text: 'Harbour life' },
  heading: { kind: 'heading', text: 'The first night' },
  quote: { kind: 'quote', text: 'We were early.', byline: 'By Ann Lee' },
  list: { kind: 'list', text: '• One boat\n• Two boats' },
  table: {
    kind: 'table',
    text: 'a\tb',
    html: '<table><thead><tr><th>Boat</th></tr></thead><tbody><tr><td>Meridian</td></tr></tbody></table>',
  },
  media: {
    kind: 'media',
    text: 'The pier',
    media: [
      {
        type: 'image',
        caption: 'The pier',
        credit: 'Ann Lee',
        alt: 'A pier',
        url: 'https://pictures.example/p.png',
        width: 1200,
        height: 800,
      },
    ],
  },
  rich: {
    headline: 'Rich',
    html: '<p>With a <a href="https://a.example/">link</a></p>',
    byline: 'Ann Lee',
    sources: ['Port', 'Police'],
  },
  warned: { headline: 'Warned', warning: 'Violence', text: 'Something bad.' },
  arabic: { headline: 'عنوان', text: 'نص عربي', language: 'ar', direction: 'rtl' },
  key: { headline: 'A turn', key: true },
};

async function everything(briefing: string, attributes: string, scheme: 'light' | 'dark') {
  const options = { colorScheme: scheme, tolerates: /pictures\.example/ };
  const tab = await reading(site, browser, briefing, { updates: 1, attributes, options });
  for (const [id, content] of Object.entries(KINDS)) await site.say(briefing, id, content);
  await site.append(briefing, { type: 'pinned', update: 'rich' });
  const correction = {
    note: 'Two, not one',
    diff: [
      ['-', 'one'],
      ['+', 'two'],
    ] as const,
  };
  const content = { kind: 'paragraph', headline: 'Headline 1', text: 'two' } as const;
  await site.append(briefing, { type: 'revised', update: 'u1', expected: 1, content, correction });
  await site.append(briefing, { type: 'retracted', update: 'kicker', reason: 'Not so' });
  await tab.page.locator('#update-kicker.withdrawn').waitFor();
  return tab;
}

test.each([
  'light',
  'dark',
] as const)('axe finds nothing in a live briefing with one of everything, %s', async (scheme) => {
  const { page, violations, picture } = await everything(`all-${scheme}`, '', scheme);
  for (const details of await page.locator('details').all())
    await details.evaluate((element: HTMLDetailsElement) => {
      element.open = true;
    });
  expect(await violations()).toEqual([]);
  await picture(`widget-phone-${scheme}`);
  await page.setViewportSize({ width: 1280, height: 900 });
  expect(await violations()).toEqual([]);
  await picture(`widget-laptop-${scheme}`);
});

test.each(['light', 'dark'] as const)('axe finds nothing in any other state, %s', async (scheme) => {
  const briefing = `states-${scheme}`;
  const tab = await reading(site, browser, briefing, {
    updates: 30,
    options: { colorScheme: scheme, tolerates: /ERR_|WebSocket/ },
  });
  const { page, violations } = tab;
  await page.locator('#update-u10').evaluate((element) => element.scrollIntoView());
  await page.locator('.at-edge').waitFor({ state: 'detached' });
  await site.say(briefing, 'new');
  await page.getByRole('button', { name: '1 new update' }).waitFor();
  expect(await violations()).toEqual([]);
  for (const wish of ['held', 'keyOnly'] as const) {
    await page.locator('live-briefing').evaluate((element, name) => Object.assign(element, { [name]: true }), wish);
    expect(await violations()).toEqual([]);
  }
  await tab.offline(true);
  await page.locator('.status[data-condition=offline]').waitFor();
  expect(await violations()).toEqual([]);
  await tab.offline(false);
  await page.locator('.status[data-condition=live]').waitFor();
  await site.append(briefing, { type: 'ended' });
  await page.locator('.status[data-condition=ended]').waitFor();
  expect(await violations()).toEqual([]);
  site.show('<live-briefing src="/briefings/nobody"></live-briefing>');
  await page.goto(site.url);
  await page.locator('.status[data-condition=failed]').waitFor();
  expect(await violations()).toEqual([]);
});

test.each([
  'light',
  'dark',
] as const)('axe finds nothing before there is anything, and while all stands still, %s', async (scheme) => {
  const options = { colorScheme: scheme, tolerates: /ERR_|WebSocket/ };
  const { page, violations } = await reading(site, browser, `empty-${scheme}`, { updates: 0, options });
  expect(await violations()).toEqual([]);
  await site.say(`empty-${scheme}`, 'first');
  await page.locator('#update-first').waitFor();
  await page.locator('live-briefing').evaluate((element: HTMLElement & { pause(): void }) => element.pause());
  await page.locator('.status[data-condition=paused]').waitFor();
  expect(await violations()).toEqual([]);
  site.show('<live-briefing src="http://127.0.0.1:1/briefings/nowhere"></live-briefing>');
  await page.goto(site.url);
  await page.locator('.status[data-condition=connecting]').waitFor();
  expect(await violations()).toEqual([]);
});

test('a screen reader finds a feed of named articles that know their place', async () => {
  const { page } = await reading(site, browser, 'tree', { updates: 2 });
  await expect(page.locator('live-briefing').ariaSnapshot()).resolves.toMatch(
    /heading "tree" \[level=2\][\s\S]*feed "Updates":\n\s+- article "Headline 2":[\s\S]*- heading "Headline 2" \[level=3\][\s\S]*- article "Headline 1":[\s\S]*- status/,
  );
  const places = page
    .getByRole('article')
    .evaluateAll((all) => all.map(({ ariaPosInSet, ariaSetSize }) => `${ariaPosInSet} of ${ariaSetSize}`));
  expect(await places).toEqual(['1 of 2', '2 of 2']);
  expect(await page.getByRole('feed').getAttribute('aria-busy')).toBe('false');
});

test('the keyboard walks from update to update and leaves the feed at either end', async () => {
  const { page } = await reading(site, browser, 'keys', { updates: 60 });
  const focused = () =>
    page.evaluate(() => {
      const inside = document.querySelector('live-briefing')?.shadowRoot?.activeElement;
      return inside?.id || inside?.textContent?.trim();
    });
  await page.locator('#update-u60').focus();
  await page.keyboard.press('PageDown');
  expect(await focused()).toBe('update-u59');
  await page.keyboard.press('PageUp');
  expect(await focused()).toBe('update-u60');
  await page.keyboard.press('Control+End');
  expect(await focused()).toBe('Load older updates');
  await page.locator('#update-u60').focus();
  await page.keyboard.press('Control+Home');
  expect(await focused()).toBe('Stop automatic updates');
});

test('who reads an update with the keyboard is not pushed on by a new one, and can stop all new ones', async () => {
  const { page } = await reading(site, browser, 'held');
  await page.locator('#update-u3').focus();
  await site.say('held', 'u4', { headline: 'Headline 4' });
  await page.getByRole('button', { name: '1 new update' }).click();
  expect(await page.getByRole('article').first().getAttribute('id')).toBe('update-u4');
  await page.getByRole('button', { name: 'Stop automatic updates' }).click();
  await site.say('held', 'u5', { headline: 'Headline 5' });
  await page.getByRole('button', { name: '1 new update' }).waitFor();
  await page.getByRole('button', { name: 'Resume automatic updates' }).click();
  await page.locator('#update-u5').waitFor();
});

test('a language that is written from right to left turns the widget round, and each text keeps its own direction', async () => {
  const { page, picture, violations } = await reading(site, browser, 'rtl', { attributes: 'lang="ar"' });
  await site.say('rtl', 'fr', { headline: 'Un titre', language: 'fr', direction: 'ltr' });
  await page.locator('#update-fr').waitFor();
  const directionOf = (selector: string) =>
    page.locator(selector).evaluate((element) => getComputedStyle(element).direction);
  expect(await directionOf('.status')).toBe('rtl');
  expect(await directionOf('#update-fr .text')).toBe('ltr');
  expect(await page.locator('#update-fr .text').getAttribute('lang')).toBe('fr');
  expect(await page.locator('.frame').getAttribute('lang')).toMatch(/^ar/);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  expect(await violations()).toEqual([]);
  await picture('widget-arabic');
});

test('nothing is wider than a phone, whatever it is', async () => {
  const { page } = await reading(site, browser, 'wide', { options: { viewport: { width: 320, height: 640 } } });
  await site.say('wide', 'long', {
    headline: 'W'.repeat(300),
    text: 'https://a.example/'.repeat(50),
    byline: 'N'.repeat(300),
    key: true,
  });
  await site.say('wide', 'table', {
    kind: 'table',
    html: `<table><tr>${'<td>A cell of a table</td>'.repeat(30)}</tr></table>`,
  });
  await site.append('wide', { type: 'pinned', update: 'long' });
  await page.locator('.pinned').waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
});
