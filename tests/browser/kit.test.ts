import { expect, test } from 'vitest';
import { useBrowser } from '../kit/browser.ts';

/** What the kit does not see, no test in a browser would. */
const browser = useBrowser();
const page = (html: string) =>
  `data:text/html,${encodeURIComponent(`<!doctype html><html lang=en><title>A page</title>${html}`)}`;

test('what a page shifts, holds up and hides from some readers is seen', async () => {
  const { page: tab, ...seen } = await browser.open(page('<main><h1>A page</h1><img src="data:,"><p>Text</p></main>'));
  expect(await seen.violations()).toEqual([expect.stringMatching(/^image-alt: .*\(img\)$/)]);
  expect(await seen.shift()).toBe(0);
  await tab.evaluate(() => {
    document.querySelector('h1')!.style.marginTop = '300px'; // the page has one
    setTimeout(() => {
      const end = performance.now() + 120;
      while (performance.now() < end);
    });
  });
  await expect.poll(() => seen.shift()).toBeGreaterThan(0.02);
  await expect.poll(() => seen.longestTask()).toBeGreaterThanOrEqual(120);
});

test.fails.each([
  'missing()',
  'console.error("No")',
  'fetch("http://127.0.0.1:9/")',
])('a page that runs %s fails its test', async (script) => {
  const { page: tab } = await browser.open(page(`<script>${script}</script>`));
  await tab.waitForLoadState('networkidle');
});

test('errors that a page tolerates are tolerated, and nothing else is run', async () => {
  const { page: tab } = await browser.open(page('<p>Text</p><script>document.title = "Ran"; missing()</script>'), {
    tolerates: /missing is not defined/,
  });
  expect(await tab.title()).toBe('Ran');
  const still = await browser.open(page('<script>document.title = "Ran"</script>'), { javaScriptEnabled: false });
  expect(await still.page.title()).toBe('A page');
});
