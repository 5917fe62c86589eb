import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type axe from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { findChromium, NO_CHROMIUM } from '../../scripts/setup/chromium.mjs';

/** Pictures of what a test saw, to look at; not kept. */
const PICTURES = join(import.meta.dirname, '../../dist/pictures');
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** A telephone's screen, as most readers have it. */
const PHONE = { width: 390, height: 844 };

/**
 * `tolerates`: what the console may say besides, such as that a server which the test ended is not there. `blank`: addresses that
 * give nothing, and are asked for at no server.
 */
export type TabOptions = BrowserContextOptions & { tolerates?: RegExp; blank?: RegExp };

/** A page in a browser profile of its own. Anything that it puts on the console as an error fails the test, after it. */
export type Tab = {
  readonly page: Page;
  /** The addresses that it has asked for, in order, websockets too. */
  readonly requests: readonly string[];
  offline(is: boolean): Promise<void>;
  /** What axe-core finds in the page, or in a part of it, each a line. */
  violations(within?: string): Promise<string[]>;
  /** The layout shifts until now, summed, those after a touch or a key left out (Layout Instability, `hadRecentInput`). */
  shift(): Promise<number>;
  /** The longest task on the page's thread until now, ms; 0 when none took 50 ms. */
  longestTask(): Promise<number>;
  /** Keeps a picture for those who want to look. */
  picture(name: string): Promise<void>;
};

export type TestBrowser = {
  /** Opens a page on a phone's screen, unless the options say otherwise. */
  open(url: string, options?: TabOptions): Promise<Tab>;
};

/** A Chromium for the tests of a file, whose pages are closed after each test. Without a Chromium they are skipped; in CI they fail. */
export function useBrowser(): TestBrowser {
  const executablePath = findChromium();
  let browser: Browser | undefined;
  const tabs: { close(): Promise<void>; faults: string[] }[] = [];

  beforeAll(async () => {
    if (executablePath) browser = await chromium.launch({ executablePath });
    else if (process.env.CI) throw new Error(NO_CHROMIUM);
  });
  beforeEach(({ skip }) => skip(!executablePath, NO_CHROMIUM));
  afterEach(async () => {
    const closing = tabs.splice(0);
    await Promise.all(closing.map(({ close }) => close()));
    expect(closing.flatMap(({ faults }) => faults)).toEqual([]);
  });
  afterAll(() => browser?.close());

  return {
    async open(url, { tolerates, blank, ...options } = {}) {
      if (!browser) throw new Error('pages are opened in tests');
      const context = await browser.newContext({ viewport: PHONE, ...options });
      await context.addInitScript(observe);
      if (blank) await context.route(blank, (route) => route.fulfill({ body: '', contentType: 'text/javascript' }));
      const page = await context.newPage();
      const faults: string[] = [];
      let network = true;
      const fault = (text: string) => {
        const known = tolerates?.test(text) || (!network && /ERR_INTERNET_DISCONNECTED/.test(text));
        if (!known) faults.push(text);
      };
      page.on('pageerror', (error) => fault(String(error.stack ?? error)));
      page.on('console', (message) => {
        if (message.type() === 'error') fault(`${message.text()} (${message.location().url})`);
      });
      const requests: string[] = [];
      page.on('request', (request) => requests.push(request.url()));
      page.on('websocket', (socket) => requests.push(socket.url()));
      tabs.push({ close: () => context.close(), faults });
      await page.goto(url);
      return {
        page,
        requests,
        async offline(is) {
          if (is) network = false;
          await context.setOffline(is);
        },
        violations: (within) => violations(page, within),
        shift: () => page.evaluate(() => window.observed.shift),
        longestTask: () => page.evaluate(() => window.observed.longestTask),
        async picture(name) {
          await page.screenshot({ path: join(PICTURES, `${name}.png`) });
        },
      };
    },
  };
}

declare global {
  interface Window {
    /** What `observe` has seen. */
    observed: { shift: number; longestTask: number };
    /** What `violations` has put there. */
    axe: typeof axe;
  }
}

/** Runs in the page, before anything of its own. */
function observe(): void {
  const observed = { shift: 0, longestTask: 0 };
  window.observed = observed;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & { hadRecentInput: boolean; value: number })[])
      if (!entry.hadRecentInput) observed.shift += entry.value;
  }).observe({ type: 'layout-shift', buffered: true });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) observed.longestTask = Math.max(observed.longestTask, duration);
  }).observe({ type: 'longtask', buffered: true });
}

async function violations(page: Page, within = 'html'): Promise<string[]> {
  await page.evaluate(AXE);
  const found: axe.AxeResults['violations'] = await page.evaluate(
    async (part) => (await window.axe.run(part)).violations,
    within,
  );
  return found.flatMap(({ id, help, nodes }) => nodes.map(({ target }) => `${id}: ${help} (${target.join(' ')})`));
}
