import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Site, startSite } from '../journeys/site.ts';
import { useBrowser } from '../kit/browser.ts';

/** Whatever of this is taken for markup ends a script, opens a comment or runs. */
const HOSTILE = `</script><script>document.title = "Run"</script><!-- <img src=x onerror="document.title='Run'"> \u2028&amp;`;
const IMAGE = { type: 'image', url: 'https://pictures.example/pier.png', width: 1200, height: 800 } as const;
const pictures = /pictures\.example/;
/** As readers without scripts have it, and search engines. */
const unscripted = { javaScriptEnabled: false, blank: pictures };
/** As it is before its script has come. */
const early = { blank: /pictures\.example|\/assets\/.*\.js/ };

const browser = useBrowser();
let site: Site;
let ids: Record<'kept' | 'corrected' | 'gone' | 'hostile', string>;
beforeAll(async () => {
  site = await startSite();
  await site.call('POST', '', { id: 'storm', title: 'The storm', language: 'en-GB', summary: 'Wind and water.' });
  await site.call('POST', '', { id: 'hostile', title: HOSTILE, summary: HOSTILE });
  const media = [{ ...IMAGE, alt: 'A pier', caption: 'The pier at noon' }];
  ids = {
    kept: await publish('storm', {
      headline: 'The pier holds',
      text: 'It holds.',
      byline: 'Ann Lee',
      media,
      key: true,
    }),
    corrected: await publish('storm', { text: 'Eight boats are out.' }),
    gone: await publish('storm', { text: 'Quixotania is her name.' }),
    hostile: await publish('hostile', { text: HOSTILE, headline: HOSTILE, byline: HOSTILE }),
  };
  const change = { revision: 1, text: 'Six boats are out.', correction: 'Six boats, not eight' };
  await site.call('PATCH', `/storm/updates/${ids.corrected}`, change);
  await site.call('DELETE', `/storm/updates/${ids.gone}?reason=Asked`);
  await site.call('PUT', `/storm/updates/${ids.kept}/pin`);
});
afterAll(async () => expect(await site.stop()).toEqual([]));

async function publish(briefing: string, update: object): Promise<string> {
  return (await site.call('POST', `/${briefing}/updates`, update)).json.update.id;
}

test('a page without a script has everything in it, for everybody', async () => {
  const tab = await browser.open(`${site.url}/briefings/storm`, unscripted);
  const { page } = tab;
  expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('The storm');
  expect(await page.getByRole('region', { name: 'Pinned' }).getByRole('listitem').count()).toBe(1);
  const list = page.getByRole('region', { name: 'Updates' }).getByRole('article');
  expect(await list.evaluateAll((articles) => articles.map(({ id }) => id))).toEqual(
    [ids.gone, ids.corrected, ids.kept].map((id) => `update-${id}`),
  );
  expect(await list.nth(0).innerText()).toMatch(/An update was withdrawn at .*: Asked/s);
  expect(await list.nth(1).innerText()).toMatch(/Six boats are out\..*Corrected .*: Six boats, not eight/s);
  expect(await list.nth(2).innerText()).toMatch(
    /Key update.*The pier holds.*It holds\..*The pier at noon.*By Ann Lee/s,
  );
  expect(await list.nth(2).locator('figcaption').count()).toBe(1);
  await tab.picture('page-without-a-script');
});

test('a link to an update leads to it, and the summary too', async () => {
  const { page } = await browser.open(`${site.url}/briefings/storm`, unscripted);
  await page.getByRole('navigation', { name: 'Key updates' }).getByRole('link', { name: 'The pier holds' }).click();
  expect(page.url()).toContain(`#update-${ids.kept}`);
  await expect
    .poll(() => page.locator(':target').evaluate((update) => update.getBoundingClientRect().top))
    .toBeLessThan(844);
});

test('room is kept for a picture that has not come', async () => {
  const { page } = await browser.open(`${site.url}/briefings/storm`, unscripted);
  const box = await page.getByRole('region', { name: 'Updates' }).locator('img').boundingBox();
  expect((box?.width ?? 0) / (box?.height ?? 1)).toBeCloseTo(IMAGE.width / IMAGE.height, 1);
});

test.each(['light', 'dark'] as const)('pages have no violations that axe-core finds, %s', async (colorScheme) => {
  const { page, violations } = await browser.open(site.url, { ...early, colorScheme, tolerates: /404/ });
  for (const path of ['/', '/briefings/storm', '/briefings/storm?key=true', '/embed/storm', '/nowhere']) {
    await page.goto(site.url + path);
    expect(await violations(), path).toEqual([]);
  }
});

test('what a briefing says of itself to search engines, field by field', async () => {
  const { page } = await browser.open(`${site.url}/briefings/storm`, unscripted);
  const data = JSON.parse((await page.locator('script[type="application/ld+json"]').textContent()) ?? '');
  const { json: state } = await site.call('GET', '/storm');
  const [gone, corrected, kept] = state.updates;
  const url = `${site.url}/briefings/storm`;
  const publisher = { '@type': 'Organization', name: '127.0.0.1', url: `${site.url}/` };
  const post = (update: typeof kept) => ({
    '@type': 'BlogPosting',
    '@id': `${url}#update-${update.id}`,
    url: `${url}#update-${update.id}`,
    articleBody: update.text,
    datePublished: update.publishedAt,
    author: publisher,
  });
  expect(gone.retracted).toBe(true);
  expect(data).toEqual({
    '@context': 'https://schema.org',
    '@type': 'LiveBlogPosting',
    '@id': url,
    url,
    mainEntityOfPage: { '@type': 'WebPage', '@id': url },
    headline: 'The storm',
    description: 'Wind and water.',
    inLanguage: 'en-GB',
    datePublished: state.briefing.openedAt,
    dateModified: state.briefing.updatedAt,
    coverageStartTime: state.briefing.startedAt,
    author: publisher,
    publisher,
    liveBlogUpdate: [
      {
        ...post(corrected),
        headline: 'Six boats are out.',
        dateModified: corrected.revisedAt,
        correction: [
          { '@type': 'CorrectionComment', text: 'Six boats, not eight', datePublished: corrected.corrections[0].at },
        ],
      },
      {
        ...post(kept),
        headline: 'The pier holds',
        dateModified: kept.publishedAt,
        author: { '@type': 'Person', name: 'Ann Lee' },
        image: [{ '@type': 'ImageObject', url: IMAGE.url, caption: 'The pier at noon', width: 1200, height: 800 }],
      },
    ],
  });
});

test('coverage has an end only once it has ended, and search engines get a bounded number of updates', async () => {
  await site.call('POST', '', { id: 'long', title: 'Long' });
  for (let number = 1; number <= 40; number += 1) await publish('long', { text: `Update ${number}` });
  const posting = async () => {
    const text = await (await fetch(`${site.url}/briefings/long`)).text();
    return JSON.parse(/<script type="application\/ld\+json">(.*?)<\/script>/s.exec(text)?.[1] ?? '');
  };
  const before = await posting();
  expect(before).not.toHaveProperty('coverageEndTime');
  expect(before.liveBlogUpdate).toHaveLength(30);
  expect(before.liveBlogUpdate[0].articleBody).toBe('Update 40');
  const { json } = await site.call('POST', '/long/end');
  expect(await posting()).toMatchObject({
    coverageEndTime: json.briefing.endedAt,
    datePublished: before.datePublished,
  });
});

test('cards, feeds and the address of a page are in its head', async () => {
  const { page } = await browser.open(`${site.url}/briefings/storm`, unscripted);
  const url = `${site.url}/briefings/storm`;
  const meta = (name: string) => page.locator(`meta[property="${name}"], meta[name="${name}"]`).getAttribute('content');
  const href = (selector: string) => page.locator(`link${selector}`).getAttribute('href');
  expect(await href('[rel=canonical]')).toBe(url);
  for (const [type, name] of [
    ['feed+json', 'feed.json'],
    ['atom+xml', 'feed.atom'],
    ['rss+xml', 'feed.rss'],
  ] as const) {
    const feed = (await href(`[rel=alternate][type="application/${type}"]`)) ?? '';
    expect(feed).toBe(`${url}/${name}`);
    expect((await fetch(feed)).headers.get('content-type')).toContain(`application/${type}`);
  }
  const oembed = await fetch((await href('[type="application/json+oembed"]')) ?? '');
  expect(await oembed.json()).toMatchObject({ version: '1.0', type: 'rich' });
  expect(await meta('og:title')).toBe('The storm');
  expect(await meta('og:type')).toBe('article');
  expect(await meta('og:url')).toBe(url);
  expect(await meta('og:description')).toBe('Wind and water.');
  expect(await meta('og:image')).toBe(IMAGE.url);
  expect(await meta('og:image:width')).toBe('1200');
  expect(await meta('og:locale')).toBe('en_GB');
  expect(await meta('twitter:card')).toBe('summary_large_image');
});

test('hostile text is shown as text on every page, by the server and by the widget', async () => {
  const { page } = await browser.open(site.url, { blank: pictures });
  for (const path of ['/', '/briefings/hostile', '/embed/hostile', '/briefings/hostile?key=true']) {
    await page.goto(site.url + path);
    if (path === '/briefings/hostile') await page.locator('live-briefing .status[data-condition=live]').waitFor();
    expect(await page.getByText('</script>').count(), path).toBeGreaterThan(0);
    expect(await page.title(), path).not.toBe('Run');
    expect(await page.locator('img').count(), path).toBe(0);
  }
});

test('a text that was retracted is on no page', async () => {
  const { page } = await browser.open(site.url, unscripted);
  for (const path of ['/', '/briefings/storm', '/embed/storm', `/briefings/storm?at=${new Date().toISOString()}`]) {
    await page.goto(site.url + path);
    expect(await page.content(), path).not.toContain('Quixotania');
  }
});
