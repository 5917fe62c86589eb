import { afterAll, beforeAll, expect, test } from 'vitest';
import { isRetracted } from '../../src/protocol/entries.ts';
import { type House, startHouse } from './house.ts';

const PAGE = `<!doctype html><html lang="en-GB"><head><title>Storm | The Harbour News</title>
<meta property="og:title" content="Storm closes the harbour"><meta name="author" content="Ada Lee">
<link rel="canonical" href="https://news.example/storm"></head><body>
<nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<article><h1>Storm closes the harbour</h1>
<p>The harbour was closed at noon, and <a href="/ferries">ferries</a> stay in port until the wind has gone down, the harbour master said.</p>
<ul><li>Two trees fell.</li><li>Nobody was hurt.</li></ul>
<p onclick="alert(1)">Schools are closed tomorrow as well, the council has decided in a meeting that took until the evening.</p>
</article><script>alert(2)</script></body></html>`;

let house: House;
beforeAll(async () => {
  house = await startHouse();
  await house.write('POST', '/v1/briefings', { id: 'storm', title: 'The storm' });
});
afterAll(() => house.stop());

/** Hands an article in; gives its updates as readers have them. */
async function published(request: object) {
  const { article } = (await house.write('POST', '/v1/briefings/storm/articles', request)).json;
  await house.done(article);
  const updates = [...(await house.state()).updates.values()];
  return updates.flatMap((update) => (isRetracted(update) || update.source?.article !== article ? [] : [update]));
}

test('a page that is handed in is published as its preview shows it, and says what it says of itself', async () => {
  const request = { body: PAGE, format: 'html' };
  const updates = await published(request);
  const { json } = await house.write('POST', '/v1/segments', request);
  expect(updates).toMatchObject(json.segments);
  expect(updates.map(({ kind }) => kind)).toEqual(['headline', 'paragraph', 'list', 'paragraph']);
  expect(updates[1]?.html).toContain('<a href="https://news.example/ferries" rel="noopener nofollow">ferries</a>');
  expect(JSON.stringify(updates)).not.toMatch(/Sport|alert|onclick/);
  for (const [segment, update] of updates.entries())
    expect(update).toMatchObject({
      byline: 'Ada Lee',
      language: 'en-GB',
      source: { segment, url: 'https://news.example/storm' },
    });
});

test('a headline that is retracted is not read beside the other updates either', async () => {
  const secret = 'Quixotania is the suspect';
  const body = PAGE.replaceAll('Storm closes the harbour', secret).replaceAll('news.example', 'other.example');
  const [headline, next] = await published({ body, format: 'html', title: secret });
  expect(headline).toMatchObject({ kind: 'headline', text: secret });
  expect(next?.source).not.toHaveProperty('title');
  await house.write('DELETE', `/v1/briefings/storm/updates/${headline?.id}`);
  expect((await house.read('/v1/briefings/storm')).text).not.toContain(secret);
  expect(await house.everything()).not.toContain(secret);
});

test('what the newsroom says of a page goes before what the page says', async () => {
  const said = { title: 'Harbour closed', byline: 'Desk', language: 'en', url: 'https://news.example/other' };
  const [first] = await published({ body: PAGE, format: 'html', ...said });
  const { title, url } = said;
  expect(first).toMatchObject({ byline: 'Desk', source: { title, url } });
});

test('a page that has nothing to read but furniture fails as such, and publishes nothing', async () => {
  const body = '<!doctype html><body><p>Advertisement</p></body>';
  const { article } = (await house.write('POST', '/v1/briefings/storm/articles', { body, format: 'html' })).json;
  await house.reaches(article, (status) => status?.state === 'failed');
  expect((await house.write('GET', `/v1/briefings/storm/articles/${article}`)).json).toMatchObject({
    published: 0,
    error: { code: 'NO_TEXT' },
  });
});
