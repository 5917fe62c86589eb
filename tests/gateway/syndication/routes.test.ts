import { afterAll, beforeAll, expect, test } from 'vitest';
import { ninjs } from '../../../src/protocol/ninjs.ts';
import { type GatewaySite, PUBLIC_URL, startGatewaySite } from '../../kit/gateway-site.ts';

const PAGE = `${PUBLIC_URL}/briefings/storm`;
const DOCUMENTS = ['/briefings/storm/feed.json', '/briefings/storm/feed.atom', '/briefings/storm/feed.rss'];
const PATHS = [...DOCUMENTS, '/v1/briefings/storm/ninjs', `/oembed?url=${PAGE}`];

let site: GatewaySite;
beforeAll(async () => {
  site = await startGatewaySite();
  await site.append('storm', { type: 'opened', briefing: { title: 'Storm & "sea"' } });
  await site.publish('storm', 3);
});
afterAll(async () => {
  expect(site.journalled).toEqual([]);
  await site.stop();
});

async function get(path: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${site.url}${path}`, { headers });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

test('each document has its type, in UTF-8', async () => {
  const types = await Promise.all(PATHS.map(async (path) => (await get(path)).headers.get('content-type')));
  expect(types).toEqual(
    [
      'application/feed+json',
      'application/atom+xml',
      'application/rss+xml',
      'application/json',
      'application/json',
    ].map((type) => `${type}; charset=utf-8`),
  );
});

test('a cache has to ask, and is told when nothing has changed', async () => {
  for (const path of PATHS) {
    const { headers } = await get(path);
    expect(headers.get('cache-control')).toBe('no-cache');
    const again = { 'If-None-Match': headers.get('etag') ?? '' };
    expect((await get(path, again)).status).toBe(304);
    await site.publish('storm', 1);
    expect((await get(path, again)).status).toBe(200);
  }
});

test('addresses are those of the service, whatever a request says of its host', async () => {
  for (const path of PATHS) {
    const { text } = await get(path, { 'X-Forwarded-Host': 'evil.example', Forwarded: 'host=evil.example' });
    expect(text).toContain(PUBLIC_URL);
    expect(text).not.toMatch(/evil|127\.0\.0\.1/);
  }
});

test('a retraction has left every document when it is acknowledged', async () => {
  const text = 'The witness is Quixotania.';
  await site.append('storm', { type: 'published', update: 'q', content: { kind: 'paragraph', text, tags: [text] } });
  for (const path of PATHS.slice(0, 4)) expect((await get(path)).text).toContain('Quixotania');
  await site.append('storm', { type: 'retracted', update: 'q' });
  for (const path of PATHS) expect((await get(path)).text).not.toContain('Quixotania');
});

test('ninjs keeps to the standard, and names the next part', async () => {
  await site.append('long', { type: 'opened', briefing: { title: 'Long' } });
  await site.publish('long', 101);
  const { headers, text } = await get('/v1/briefings/long/ninjs');
  expect(ninjs.safeParse(JSON.parse(text)).error?.issues).toBe(undefined);
  const [, next] = /^<https:\/\/live\.example(.*)>; rel="next"$/.exec(headers.get('link') ?? '') ?? [];
  expect(JSON.parse((await get(next ?? '')).text).associations).toHaveLength(1);
});

test('oEmbed gives a frame for a page and for a frame, within the size that was asked for', async () => {
  const oembed = async (query: string) => JSON.parse((await get(`/oembed?${query}`)).text);
  const title = 'Storm &#38; &#34;sea&#34;';
  expect(await oembed(`url=${PAGE}`)).toEqual({
    type: 'rich',
    version: '1.0',
    title: 'Storm & "sea"',
    provider_name: 'live.example',
    provider_url: PUBLIC_URL,
    cache_age: 3600,
    html:
      `<iframe src="${PUBLIC_URL}/embed/storm" title="${title}" width="600" height="800" loading="lazy"` +
      ' style="border:0;max-width:100%"></iframe>',
    width: 600,
    height: 800,
  });
  const asked = await oembed(
    `url=${encodeURIComponent(`${PUBLIC_URL}/embed/storm?x=1#u`)}&maxwidth=320&maxheight=9999`,
  );
  expect([asked.width, asked.height]).toEqual([320, 800]);
  expect(asked.html).toContain('width="320" height="800"');
  expect(await oembed(`url=${PAGE}&maxwidth=9999&maxheight=200`)).toMatchObject({ width: 600, height: 200 });
});

const refused: [path: string, status: number, code: string][] = [
  ['/briefings/nobody/feed.atom', 404, 'BRIEFING_UNKNOWN'],
  ['/briefings/__proto__/feed.json', 404, 'BRIEFING_UNKNOWN'],
  ['/briefings/storm/feed.xml', 404, 'PATH_UNKNOWN'],
  ['/briefings/storm/feed.rss?before=', 400, 'BAD_REQUEST'],
  ['/briefings/storm/feed.rss?before=a&before=b', 400, 'BAD_REQUEST'],
  ['/v1/briefings/nobody/ninjs', 404, 'BRIEFING_UNKNOWN'],
  ['/oembed', 400, 'BAD_REQUEST'],
  [`/oembed?url=${PAGE}&maxwidth=0`, 400, 'BAD_REQUEST'],
  [`/oembed?url=${PAGE}&format=xml`, 501, 'FORMAT_UNSERVED'],
  [`/oembed?url=${PUBLIC_URL}/briefings/nobody`, 404, 'BRIEFING_UNKNOWN'],
  [`/oembed?url=${PUBLIC_URL}/briefings/storm/feed.atom`, 404, 'PATH_UNKNOWN'],
  [`/oembed?url=${PUBLIC_URL}/`, 404, 'PATH_UNKNOWN'],
  ['/oembed?url=https://evil.example/briefings/storm', 404, 'PATH_UNKNOWN'],
  [`/oembed?url=${PUBLIC_URL}@evil.example/briefings/storm`, 404, 'PATH_UNKNOWN'],
  ['/oembed?url=storm', 404, 'PATH_UNKNOWN'],
];

test.for(refused)('GET %s is refused with %i %s', async ([path, status, code]) => {
  const answer = await get(path);
  expect(answer.status).toBe(status);
  if (code !== 'PATH_UNKNOWN' || path.startsWith('/oembed')) expect(JSON.parse(answer.text).code).toBe(code);
});
