import { afterEach, beforeEach, expect, test } from 'vitest';
import { ARTICLES_PENDING } from '../../src/protocol/limits.ts';
import { segmentOf, updateOf } from '../../src/queue/index.ts';
import { type Arrow, bodyOf, planOf, previewByParagraph, startArrow } from './arrow.ts';

let arrow: Arrow;
beforeEach(async () => {
  arrow = await startArrow();
});
afterEach(() => arrow.stop());

const job = { briefing: 'storm', article: 'a', version: 1 };
const body = bodyOf('a', 4);
const accept = async (facts = { pace: 0, base: 0 }, request = 'first', above = 0) =>
  (await arrow.articles.accept(job, facts, body, { request, above })).result;
const cut = async () => arrow.articles.cut(job, planOf('a', await previewByParagraph({ body })), 0);
const status = () => arrow.articles.status(job);

test('an article is taken in once a request', async () => {
  expect(await accept()).toBe('new');
  expect(await accept()).toBe('again');
  await cut();
  expect(await accept()).toBe('again');
  for (const at of [0, 1, 2, 3]) await arrow.articles.take(job, at, 0);
  expect(await accept()).toBe('again');
  expect(await status()).toEqual({ version: 1, state: 'done', segments: 4, published: 4 });
  expect(await accept(undefined, 'second')).toBe('new');
  expect(await accept(undefined, 'first')).toBe('again');
  expect(await arrow.articles.find(job)).toBeUndefined();
});

test('the segments that were cut first count, and texts that have gone do not come back', async () => {
  await accept();
  expect(await cut()).toBe(4);
  await arrow.articles.take(job, 0, 0);
  expect(await arrow.articles.cut(job, planOf('a', [{ kind: 'paragraph', text: 'Another.' }]), 0)).toBe(4);
  expect(await arrow.articles.turns(job, 0, 2)).toEqual([
    undefined,
    { type: 'published', update: 'a.1', segment: { kind: 'paragraph', text: 'Paragraph 1 of a.' }, nth: 1 },
  ]);
  expect(await arrow.articles.body(job)).toBeUndefined();
});

test('what is said of an article stays here until it is out, like its texts', async () => {
  const words = { title: 'A title', byline: 'A. Reporter', url: 'https://news.example/a', language: 'en' };
  await accept({ pace: 0, base: 0, ...words });
  await cut();
  for (const at of [0, 1, 2]) await arrow.articles.take(job, at, 0);
  expect(await arrow.articles.find(job)).toMatchObject(words);
  await arrow.articles.take(job, 3, 0);
  const out = await arrow.articles.find(job);
  for (const name of Object.keys(words)) expect(out).not.toHaveProperty(name);
});

test('a segment that comes late from a worker that was thought dead takes nothing back', async () => {
  await accept();
  await cut();
  for (const at of [0, 1, 2]) await arrow.articles.take(job, at, 0);
  expect(await arrow.articles.take(job, 1, 0)).toBe(3);
  expect(await status()).toMatchObject({ state: 'publishing', published: 3 });
});

test('a failed article that is handed in again is due at once, and the rest keeps its distance', async () => {
  const pace = 3_600_000;
  await accept({ pace, base: 1_000 });
  await cut();
  await arrow.articles.take(job, 0, 0);
  await arrow.articles.fail(job, { code: 'BRIEFING_ENDED', message: 'It has ended' });
  const before = Date.now();
  expect(await accept({ pace, base: before })).toBe('resumed');
  const { base = 0, published = 0, state } = (await arrow.articles.find(job)) ?? {};
  expect(state).toBe('publishing');
  expect(base + published * pace).toBeGreaterThanOrEqual(before);
  expect(base + published * pace).toBeLessThan(before + 1_000);
  expect(await status()).toEqual({ version: 1, state: 'publishing', segments: 4, published: 1 });
});

test('what is done cannot fail any more', async () => {
  await accept();
  await cut();
  for (const at of [0, 1, 2, 3]) await arrow.articles.take(job, at, 0);
  await arrow.articles.fail(job, { code: 'INTERNAL', message: 'Too late' });
  expect(await status()).toEqual({ version: 1, state: 'done', segments: 4, published: 4 });
});

test('more articles than may wait are refused, with the advice to try later', async () => {
  const many = Array.from({ length: ARTICLES_PENDING }, (_, at) => [at, `storm/a${at}/1`]).flat();
  await arrow.client.zadd('dl:due', ...many);
  await expect(accept()).rejects.toMatchObject({ code: 'TOO_MANY', retry: 'later' });
  expect(await status()).toBeUndefined();
});

test("an update's id tells its article and segment, and a handwritten one neither", () => {
  expect(segmentOf(updateOf('a.b-c', 12))).toEqual({ article: 'a.b-c', segment: 12 });
  for (const update of ['u1', '.1', 'a.01', 'a.-1', 'a.1e3', 'a.']) expect(segmentOf(update)).toBeUndefined();
});
