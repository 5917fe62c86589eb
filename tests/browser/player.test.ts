import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Site, startSite } from '../journeys/site.ts';
import { type TabOptions, useBrowser } from '../kit/browser.ts';
import { watchLag } from '../kit/lag.ts';
import { type Opening, startStand } from './player/stand.ts';
import { STORY, STORY_BEGINS, storyFile } from './player/story.ts';

/** What a reader feels as at once, ms. */
const AT_ONCE_MS = 100;

const browser = useBrowser();
let site: Site;
let stand: Awaited<ReturnType<typeof startStand>>;
let folder: string;
let briefings = 0;

beforeAll(async () => {
  [site, stand, folder] = await Promise.all([startSite(), startStand(), mkdtemp(join(tmpdir(), 'dateline-'))]);
});
afterAll(async () => {
  stand.stop();
  expect(await site.stop()).toEqual([]);
  await rm(folder, { recursive: true });
});

/** The controls of a player over a story of its own; `more` follows in its log. */
async function opened(opening: Partial<Opening> = {}, tab: TabOptions = {}, more: readonly object[] = []) {
  briefings += 1;
  const briefing = `story-${briefings}`;
  const file = join(folder, briefing);
  await writeFile(file, storyFile(briefing, more));
  await site.import(file);
  const { page, ...seen } = await browser.open(stand.address({ service: site.url, briefing, ...opening }), {
    viewport: { width: 390, height: 500 },
    ...tab,
  });
  const slider = page.getByRole('slider');
  const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });
  const become = (status: string) => page.waitForSelector(`html[data-status=${status}]`);
  return {
    briefing,
    page,
    slider,
    button,
    become,
    ...seen,
    publish: (text: string) => site.call('POST', `/${briefing}/updates`, { text }),
  };
}

/** Paused at an update of the story, by its number from 1, with all of it loaded. */
async function pausedAt(update: number, opening: Partial<Opening> = {}, tab: TabOptions = {}) {
  const player = await opened({ ...opening, options: { from: 'start', ...opening.options } }, tab);
  await player.page.waitForFunction(() => window.reading.timeline(1)?.whole);
  await player.page.evaluate(
    (at) => {
      window.reading.pause();
      window.reading.seek(at);
    },
    STORY[update - 1]!,
  ); // the story has so many
  await player.become('paused');
  return player;
}

const moment = (page: Page) => page.evaluate(() => Date.parse(window.reading.playhead?.at ?? ''));
const clock = (at: number) => new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone: 'UTC' }).format(at);
const newest = (page: Page) => page.locator('li').first();

/** Where the middle of the thumb is on the screen, of 0 to 1 along the axis. */
async function spot(slider: Locator, share: number): Promise<{ x: number; y: number }> {
  const box = (await slider.boundingBox())!; // it is on the screen
  const thumb = 16;
  return { x: box.x + thumb / 2 + (box.width - thumb) * share, y: box.y + box.height / 2 };
}

test('a reader who is live replays the story from its start, holds it, and goes on', async () => {
  const { page, button, become, slider } = await opened(
    { options: { maxGap: 200 } },
    { viewport: { width: 900, height: 500 } },
  );
  await become('live');
  await expect.poll(() => slider.getAttribute('aria-valuetext')).toBe('Live');
  await button('Replay from the start').click();
  await become('replaying');
  expect((await moment(page)) - STORY_BEGINS).toBeLessThan(4 * 60_000);
  await expect.poll(() => newest(page).textContent()).toBe('Text 1');
  await button('Pause').click();
  await become('paused');
  const before = await slider.inputValue();
  const at = await moment(page);
  await button('Play').click();
  await become('replaying');
  await expect.poll(() => moment(page)).toBeGreaterThan(at);
  await expect.poll(() => slider.inputValue()).not.toBe(before);
});

test('on a narrow screen the controls take one line until the reader turns to the past', async () => {
  const { page, button, become, slider, violations } = await opened();
  await become('live');
  const height = async () => (await page.locator('dateline-player').boundingBox())?.height;
  await expect.poll(height).toBeLessThan(60);
  expect(await slider.count()).toBe(0);
  expect(await violations()).toEqual([]);
  await button('Replay from the start').click();
  await slider.focus();
  const whole = await height();
  await page.keyboard.press('End');
  await become('live');
  expect([await height(), await slider.count()]).toEqual([whole, 1]);
});

test('dragging shows the time and the headline of each moment, and the list follows', async () => {
  const { page, slider, become } = await pausedAt(1);
  const from = await spot(slider, 0.02);
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  const seen = new Set<string>();
  for (const share of [0.25, 0.5, 0.75, 0.4]) {
    const to = await spot(slider, share);
    await page.mouse.move(to.x, to.y, { steps: 4 });
    await expect
      .poll(async () => Number(await slider.inputValue()) / Number(await slider.getAttribute('max')))
      .toBeCloseTo(share, 1);
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    const { at, text } = await page.evaluate(() => ({
      at: Date.parse(window.reading.playhead?.at ?? ''),
      text: document.querySelector('li')?.textContent ?? '',
    }));
    const shown = await page.locator('.moment').innerText();
    expect(shown).toContain(clock(at));
    expect(shown).toContain(`Headline ${text.replace('Text ', '')} of`);
    expect(STORY.filter((published) => published <= at)).toHaveLength(Number(text.replace('Text ', '')));
    seen.add(text);
  }
  await page.mouse.up();
  expect(seen.size).toBe(4);
  await become('paused');
});

test('a replay is held while a finger is on the scrubber, and goes on from there', async () => {
  const { page, slider, become } = await opened({ options: { from: 'start' } });
  await become('replaying');
  await page.waitForFunction(() => window.reading.timeline(1)?.whole);
  const to = await spot(slider, 0.5);
  await page.mouse.move(to.x, to.y);
  await page.mouse.down();
  await become('paused');
  await page.mouse.up();
  await become('replaying');
  const share = async () => Number(await slider.inputValue()) / Number(await slider.getAttribute('max'));
  await expect.poll(share).toBeGreaterThan(0.4);
});

test('the end of the scrubber is live', async () => {
  const { page, slider, become } = await pausedAt(10);
  const [from, to] = [await spot(slider, 0.2), await spot(slider, 1)];
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y, { steps: 3 });
  await become('paused');
  await page.mouse.up();
  await become('live');
});

test('a thumb scrubs on a touch screen, and the page still scrolls by it', async () => {
  const { page, slider, become } = await pausedAt(1, {}, { hasTouch: true, isMobile: true });
  const touch = await page.context().newCDPSession(page);
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', at?: { x: number; y: number }) =>
    touch.send('Input.dispatchTouchEvent', { type, touchPoints: at ? [at] : [] });
  await send('touchStart', await spot(slider, 0));
  for (const share of [0.1, 0.3, 0.6]) await send('touchMove', await spot(slider, share));
  await expect
    .poll(async () => Number(await slider.inputValue()) / Number(await slider.getAttribute('max')))
    .toBeCloseTo(0.6, 1);
  await send('touchEnd');
  await become('paused');
  const box = (await slider.boundingBox())!; // it is on the screen
  expect(box.height).toBeGreaterThanOrEqual(44);
  expect(await slider.evaluate((input) => getComputedStyle(input).touchAction)).toBe('pan-y');
});

test.each([
  ['en-GB', 'ArrowRight', 'ArrowLeft'],
  ['ar-EG', 'ArrowLeft', 'ArrowRight'],
])('in %s, %s leads on and %s back, from update to update', async (lang, on, back) => {
  const { page, slider } = await pausedAt(10, { lang });
  await slider.focus();
  const at = () => moment(page);
  for (const [key, update] of [
    [on, 11],
    [on, 12],
    [back, 11],
    ['ArrowUp', 12],
    ['ArrowDown', 11],
  ] as const) {
    await page.keyboard.press(key);
    await expect.poll(at, { message: key }).toBe(STORY[update - 1]);
  }
  await page.keyboard.press(`Shift+${on}`);
  const far = await at();
  expect(far).toBeGreaterThan(STORY[12]!);
  await page.keyboard.press('PageUp');
  const further = await at();
  expect(further).toBeGreaterThan(far);
  await page.keyboard.press('PageDown');
  await expect.poll(at).toBeLessThan(further);
  await page.keyboard.press('Home');
  await expect.poll(at).toBe(STORY_BEGINS);
  await page.keyboard.press(back);
  expect(await at()).toBe(STORY_BEGINS);
});

test('the end key leads to live, an arrow back from there, and the space bar plays and pauses', async () => {
  const { page, slider, become } = await pausedAt(10);
  await slider.focus();
  await page.keyboard.press('Space');
  await become('replaying');
  await page.keyboard.press('Space');
  await become('paused');
  await page.keyboard.press('End');
  await become('live');
  await page.keyboard.press('ArrowLeft');
  await become('paused');
  expect(await moment(page)).toBe(STORY.at(-2));
  await expect.poll(() => slider.getAttribute('aria-valuetext')).toMatch(/^2 Mar, \d\d:\d\d: Headline 69 of the storm/);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await become('live');
});

test('speed and silences change the pace and leave the playhead where it is', async () => {
  const { page, slider } = await pausedAt(40);
  const at = await moment(page);
  const length = async () => Number(await slider.getAttribute('max'));
  const whole = STORY.at(-1)! - STORY_BEGINS; // it is not empty
  const short = STORY.length * 5_000; // where the author has not said more, none is longer than 5 s
  const speed = page.getByRole('combobox', { name: 'Speed' });
  const skips = page.getByRole('checkbox', { name: 'Skip silence' });
  await expect.poll(length).toBe(short);
  await speed.selectOption('10×');
  await expect.poll(length).toBeCloseTo(short / 10, 5);
  await skips.uncheck();
  await expect.poll(length).toBe(whole / 10);
  await speed.selectOption('600×');
  await expect.poll(length).toBe(whole / 600);
  expect(await page.evaluate(() => window.reading.pace)).toEqual({ speed: 600 });
  await skips.check();
  await expect.poll(length).toBeCloseTo(short / 600, 5);
  expect(await moment(page)).toBe(at);
});

test('the author may say how long a silence takes', async () => {
  const { slider } = await pausedAt(40, { options: { speed: 10, maxGap: 300 } });
  await expect.poll(async () => Number(await slider.getAttribute('max'))).toBe(STORY.length * 300);
});

test('the way back to live is one tap, and says how far it is', async () => {
  const { button, become, page } = await pausedAt(69);
  await expect.poll(() => button(/^Back to live/).innerText()).toMatch(/Back to live\s+12 mins behind/);
  await button(/^Back to live/).click();
  await become('live');
  await expect.poll(() => newest(page).textContent()).toBe('Text 70');
});

test('a replay of what has ended comes to its end, and begins again', async () => {
  const { button, become, page } = await opened({ options: { from: { at: STORY.at(-1)! - 10 } } }, {}, [
    { type: 'ended' },
  ]);
  await become('finished');
  expect(await page.locator('.moment').innerText()).toBe('Ended');
  await button('Play').click();
  await become('replaying');
  expect(await button('To the end').count()).toBe(1);
});

test('a live briefing is read from its start while it grows, and the thumb stays under the finger', async () => {
  const { page, slider, publish, become } = await opened({ options: { from: 'start', maxGap: 60 } });
  await become('replaying');
  await page.waitForFunction(() => window.reading.timeline(1)?.whole);
  const to = await spot(slider, 0.5);
  await page.mouse.move(to.x, to.y);
  await page.mouse.down();
  await become('paused');
  const look = () => Promise.all([slider.getAttribute('max'), slider.inputValue()]);
  const under = await look();
  for (let more = 1; more <= 3; more += 1) await publish(`Grown ${more}`);
  await page.waitForFunction(() => window.reading.span?.entries === 74);
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  expect(await look()).toEqual(under);
  await page.mouse.up();
  await expect.poll(async () => Number(await slider.getAttribute('max'))).toBeGreaterThan(Number(under[0]));
  await become('live');
  expect(await newest(page).textContent()).toBe('Grown 3');
});

test('pausing, playing and seeking answer at once', async () => {
  const { page } = await pausedAt(40);
  const lag = watchLag();
  const took = await page.evaluate(async () => {
    const controls = document.querySelector('dateline-player')?.shadowRoot;
    const slider = controls?.querySelector<HTMLInputElement>('input[type=range]');
    const play = controls?.querySelector<HTMLElement>('.controls button');
    if (!slider || !play) throw new Error('There are no controls');
    const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    const measured = async (name: string, act: () => void, holds: () => boolean) => {
      performance.mark(name);
      act();
      while (!holds()) await painted();
      await painted();
      return performance.measure(name, name).duration;
    };
    const status = () => document.documentElement.dataset.status;
    const longest = { play: 0, pause: 0, seek: 0 };
    for (let turn = 0; turn < 10; turn += 1) {
      const first = document.querySelector('li')?.textContent;
      const seek = () => {
        slider.value = String((Number(slider.max) * ((turn * 3 + 1) % 10)) / 10);
        slider.dispatchEvent(new Event('input'));
      };
      const times = {
        play: await measured(
          'play',
          () => play.click(),
          () => status() === 'replaying',
        ),
        pause: await measured(
          'pause',
          () => play.click(),
          () => status() === 'paused',
        ),
        seek: await measured('seek', seek, () => document.querySelector('li')?.textContent !== first),
      };
      for (const name of ['play', 'pause', 'seek'] as const) longest[name] = Math.max(longest[name], times[name]);
    }
    return longest;
  });
  console.info(
    `longest of 10, painted: play ${took.play} ms, pause ${took.pause} ms, seek ${took.seek} ms; lag ${lag()} ms`,
  );
  for (const ms of Object.values(took)) expect(ms - lag()).toBeLessThan(AT_ONCE_MS);
});

test.each([
  ['en-GB', 'light', 320],
  ['de', 'dark', 320],
  ['ar-EG', 'light', 320],
  ['uk', 'dark', 390],
  ['fr', 'light', 900],
] as const)('in %s, %s, at %i px, it fits, has room for fingers and hides nothing from anybody', async (lang, colorScheme, width) => {
  const { page, violations, picture, shift, become, slider } = await pausedAt(
    34,
    { lang },
    { colorScheme, viewport: { width, height: 500 } },
  );
  await slider.focus();
  await expect.poll(() => slider.getAttribute('aria-valuetext')).toContain('Headline 34');
  expect(await violations()).toEqual([]);
  await picture(`player-${lang}-${width}-${colorScheme}`);
  const height = () => page.locator('dateline-player').evaluate((element) => element.getBoundingClientRect().height);
  const [before, shifted] = [await height(), await shift()];
  await page.keyboard.press('End');
  await become('live');
  expect(await violations()).toEqual([]);
  await picture(`player-${lang}-${width}-${colorScheme}-live`);
  expect(await height()).toBe(before);
  expect((await shift()) - shifted).toBeLessThan(0.02);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  for (const control of await page.locator('button, select, label, input[type=range]').all()) {
    const box = (await control.boundingBox())!; // it is on the screen
    expect(Math.min(box.width, box.height)).toBeGreaterThanOrEqual(44);
  }
});

test('the axis is mirrored where writing is: it ends at the left', async () => {
  const { page, slider, become } = await pausedAt(10, { lang: 'ar-EG' });
  const box = (await slider.boundingBox())!; // it is on the screen
  await page.mouse.click(box.x + box.width * 0.7, box.y + 22);
  await expect
    .poll(async () => Number(await slider.inputValue()) / Number(await slider.getAttribute('max')))
    .toBeCloseTo(0.3, 1);
  const key = (await page.locator('.key').first().boundingBox())!; // there are several
  expect(key.x).toBeGreaterThan(box.x + box.width / 2);
  const drawn = await page.locator('.drawing path').evaluate((path) => {
    const [bars, all] = [path, path.closest('.drawing')!].map((element) => element.getBoundingClientRect());
    return { left: bars!.left - all!.left, right: all!.right - bars!.right };
  });
  expect(drawn.right).toBeGreaterThan(drawn.left); // the story begins with a silence
  await page.mouse.click(box.x + 4, box.y + 22);
  await become('live');
});
