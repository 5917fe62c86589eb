import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Site, startSite } from '../journeys/site.ts';

let site: Site;
beforeAll(async () => {
  site = await startSite();
  for (const id of ['storm', 'calm', 'quake']) await site.call('POST', '', { id, title: `The ${id}` });
  for (let number = 1; number <= 120; number += 1) await publish(`Gust ${number}`, number % 60 === 0);
  await site.call('POST', '/calm/end');
});
afterAll(async () => expect(await site.stop()).toEqual([]));

const publish = async (text: string, key = false) =>
  (await site.call('POST', '/storm/updates', { text, ...(key && { key }) })).json.update;

const get = async (path: string, headers: Record<string, string> = {}) => {
  const response = await fetch(site.url + path, { headers });
  return { response, text: await response.text(), status: response.status };
};
const gusts = (text: string) => [...text.matchAll(/<p>Gust (\d+)<\/p>/g)].map(([, number]) => Number(number));
const linkOf = (text: string, rel: string) =>
  new RegExp(`<a rel="${rel}" href="([^"]*)"`).exec(text)?.[1]?.replaceAll('&#38;', '&');

describe('without a script, links lead', () => {
  test('to every update and back', async () => {
    const shown: number[] = [];
    const pages: string[] = [];
    for (let path: string | undefined = '/briefings/storm'; path !== undefined; ) {
      pages.push(path);
      const { text } = await get(path);
      shown.push(...gusts(text));
      path = linkOf(text, 'next');
    }
    expect(shown).toEqual(Array.from({ length: 120 }, (_, index) => 120 - index));
    expect(pages).toHaveLength(3);
    for (const [at, path] of pages.entries())
      expect(linkOf((await get(path)).text, 'prev'), path).toBe(at === 0 ? undefined : pages[at - 1]);
  });

  test('from a page of the list to the next, live briefings first', async () => {
    const { text } = await get('/');
    const order = ['/briefings/quake', '/briefings/storm', '/briefings/calm'].map((path) => text.indexOf(path));
    expect(order).toEqual(order.toSorted((one, other) => one - other));
    expect((await get('/?after=calm')).text).toContain('/briefings/storm');
    expect((await get('/?after=calm')).text).not.toContain('/briefings/quake');
  });
});

test('a page shows the briefing as it read at a moment, and its key updates, as the read API does', async () => {
  const before = await publish('Before');
  const at = new Date().toISOString();
  while (Date.now() <= Date.parse(at)) await get('/'); // another millisecond, another moment
  await site.call('PATCH', `/storm/updates/${before.id}`, { revision: 1, text: 'After' });
  const then = await get(`/briefings/storm?at=${at}`);
  expect(then.text).toContain('<p>Before</p>');
  expect(then.text).not.toContain('After');
  expect((await get('/briefings/storm')).text).toContain('<p>After</p>');
  expect(gusts((await get('/briefings/storm?key=true')).text)).toEqual([120, 60]);
  expect((await get('/briefings/storm?at=1990-01-01T00:00:00Z')).status).toBe(404);
  expect((await get('/briefings/storm?at=yesterday')).status).toBe(400);
});

describe('caches', () => {
  test.each([
    '/briefings/storm',
    '/briefings/storm?key=true',
    '/embed/storm',
    '/',
  ])('may keep %s and have to ask', async (path) => {
    const { response } = await get(path);
    const tag = response.headers.get('etag') ?? '';
    expect(response.headers.get('cache-control')).toBe('public, no-cache');
    const again = await get(path, { 'If-None-Match': `W/${tag}` });
    expect([again.status, again.text]).toEqual([304, '']);
    await publish('News');
    const changed = await get(path, { 'If-None-Match': tag });
    expect(changed.status).toBe(200);
    expect(changed.response.headers.get('etag')).not.toBe(tag);
  });

  test('learn of a page by HEAD', async () => {
    const head = await fetch(`${site.url}/briefings/storm`, { method: 'HEAD' });
    expect(head.headers.get('etag')).toBe((await get('/briefings/storm')).response.headers.get('etag'));
  });
});

describe('frames', () => {
  const ancestors = async (path: string) =>
    /frame-ancestors ([^;]*)/.exec((await get(path)).response.headers.get('content-security-policy') ?? '')?.[1];

  test('of other sites may show what is made for them, and nothing else', async () => {
    expect(await ancestors('/embed/storm')).toBe('*');
    for (const path of ['/', '/briefings/storm', '/nowhere', '/v1/briefings'])
      expect(await ancestors(path)).toBe("'self'");
    expect((await get('/embed/storm')).response.headers.get('x-frame-options')).toBeNull();
  });
});

describe('what is not there', () => {
  const person = { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

  test.each([
    ['/briefings/none', 404, 'There is no briefing with this id'],
    ['/briefings/-', 404, 'There is no briefing with this id'],
    ['/embed/none', 404, 'There is no briefing with this id'],
    ['/nowhere', 404, 'There is nothing at this address'],
    ['/briefings/storm?at=x', 400, 'The request does not have the shape that this call takes'],
  ])('%s is said in a page to people, as a problem to programs', async (path, status, title) => {
    const page = await get(path, person);
    expect(page.status).toBe(status);
    expect(page.response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.response.headers.get('vary')).toContain('Accept');
    expect(page.text).toContain(`<h1>${title}</h1>`);
    const problem = await get(path);
    expect(problem.response.headers.get('content-type')).toContain('application/problem+json');
    expect(JSON.parse(problem.text)).toMatchObject({ status, title });
  });
});
