import { chromium, type Page } from 'playwright-core';
import { findChromium, NO_CHROMIUM } from '../scripts/setup/chromium.mjs';
import { startRunning } from '../tests/kit/running.ts';
import { pause, quantile } from './figures.ts';
import type { Figures, Options } from './measure.ts';
import type { System } from './systems.ts';

const BRIEFING = 'bench';
const PHONE = { width: 390, height: 844 };
/** Updates that are in the list before it is looked at: more than fill a screen. */
const BEFORE = 12;
/** After the last update, for what is still on its way, ms. */
const PATIENCE_MS = 2_000;

/** What the page has seen: for each update, ms from its append to the frame that shows it; and every layout shift. */
type Seen = { painted: number[]; shifts: number[] };

/**
 * How long it takes from the append to the log until a reader sees an update, with the service as `npm start` runs it, its worker
 * and a browser side by side on one machine; and how much of the page jumps when it comes.
 */
export async function paint(_: System, { seconds, rate }: Options): Promise<Figures> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error(NO_CHROMIUM);
  const site = await startRunning();
  const browser = await chromium.launch({ executablePath });
  try {
    await site.write('POST', '/v1/briefings', { id: BRIEFING, title: 'Bench' });
    for (let at = 0; at < BEFORE; at += 1) await publish(site, at);
    const page = await browser.newPage({ viewport: PHONE });
    await page.goto(`${site.url}/briefings/${BRIEFING}`);
    await page.locator('.status[data-condition=live]').waitFor();
    const { painted, shifts } = await watch(page, async () => {
      for (let at = 0; at < seconds * rate; at += 1) {
        await publish(site, BEFORE + at);
        await pause(1_000 / rate);
      }
      await pause(PATIENCE_MS);
    });
    return {
      'append to painted, p95 ms': quantile(painted, 0.95),
      'append to painted, p50 ms': quantile(painted, 0.5),
      'updates seen': painted.length,
      'largest layout shift': Math.max(0, ...shifts),
    };
  } finally {
    await browser.close();
    await site.stop();
  }
}

export function paintLoad({ seconds, rate }: Options): string {
  return `one reader's page, ${rate} updates/s for ${seconds} s, appendfsync always, service, worker and browser side by side`;
}

function publish(site: Awaited<ReturnType<typeof startRunning>>, at: number) {
  const update = { headline: `Headline ${at}`, text: `What number ${at} says, at some length. `.repeat(5) };
  return site.write('POST', `/v1/briefings/${BRIEFING}/updates`, update);
}

async function watch(page: Page, act: () => Promise<void>): Promise<Seen> {
  const seen = await page.evaluateHandle(() => {
    const seen: Seen = { painted: [], shifts: [] };
    const feed = document.querySelector('live-briefing')?.shadowRoot?.querySelector('.feed');
    const mark = (article: Element) => {
      const at = Date.parse(article.querySelector('time')?.dateTime ?? '');
      // A frame's callbacks come before it is painted, and a task of after it once it is.
      requestAnimationFrame(() => setTimeout(() => seen.painted.push(Date.now() - at)));
    };
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes) for (const node of addedNodes) if (node instanceof Element) mark(node);
    }).observe(feed!, { childList: true }); // a page that is live has one
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number })[]) seen.shifts.push(entry.value);
    }).observe({ type: 'layout-shift' });
    return seen;
  });
  await act();
  return seen.jsonValue();
}
