// Draws the pictures of the README anew, after a build: npm run pictures
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { findChromium, NO_CHROMIUM } from '../../scripts/setup/chromium.mjs';
import { startSite } from '../journeys/site.ts';
import { EVENING, MIDDLE, STORIES } from './story.ts';

const FOLDER = join(import.meta.dirname, '../../docs/images');
const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 720 },
  deviceScaleFactor: 1.5,
  hasTouch: true,
  locale: 'en-GB',
  timezoneId: 'UTC',
  reducedMotion: 'reduce',
};

/** The states that readers meet most: as it happens, once more from the middle, and corrected, in another script and at night. */
const PICTURES: readonly {
  name: string;
  path: string;
  options?: BrowserContextOptions;
  show(page: Page): Promise<void>;
}[] = [
  {
    name: 'live',
    path: '/briefings/ferry',
    show: (page) => page.locator('.status[data-condition=live]').waitFor(),
  },
  {
    name: 'replaying',
    path: `/briefings/ferry?at=${MIDDLE}`,
    async show(page) {
      await page.locator('.status[data-condition=replaying]').waitFor();
      await page.getByRole('button', { name: 'Pause' }).click();
      await page.locator('.status[data-condition=paused]').waitFor();
    },
  },
  {
    name: 'corrected',
    path: '/briefings/abbara',
    options: { colorScheme: 'dark', locale: 'ar' },
    async show(page) {
      await page.locator('.status[data-condition=live]').waitFor();
      await page.locator('.correction summary').click();
    },
  },
];

const executablePath = findChromium();
if (!executablePath) throw new Error(NO_CHROMIUM);
const folder = await mkdtemp(join(tmpdir(), 'dl-pictures-'));
const site = await startSite();
const browser = await chromium.launch({ executablePath });
try {
  for (const [name, file] of Object.entries(STORIES)) {
    await writeFile(join(folder, name), file);
    await site.import(join(folder, name));
  }
  for (const { name, path, options, show } of PICTURES) {
    const context = await browser.newContext({ ...PHONE, ...options });
    const page = await context.newPage();
    await page.clock.setFixedTime(EVENING);
    await page.goto(site.url + path);
    await show(page);
    await page.screenshot({ path: join(FOLDER, `${name}.png`) });
    console.log(join('docs/images', `${name}.png`));
  }
} finally {
  await browser.close();
  await site.stop();
  await rm(folder, { recursive: true });
}
