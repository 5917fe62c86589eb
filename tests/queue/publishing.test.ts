import { afterEach, beforeEach, expect, test } from 'vitest';
import { Refusal } from '../../src/protocol/codes.ts';
import { publish } from '../../workers/publishing.ts';
import { watchLag } from '../kit/lag.ts';
import { type Arrow, bodyOf, byParagraph, planOf, previewByParagraph, startArrow, textOf, until } from './arrow.ts';

let arrow: Arrow;
beforeEach(async () => {
  arrow = await startArrow();
  await arrow.open();
});
afterEach(() => arrow.stop());

const range = (count: number) => Array.from({ length: count }, (_, at) => at);
const texts = (article: string, count: number) => range(count).map((at) => textOf(article, at));
const quiet = { signal: new AbortController().signal, stalls: 0, progress: () => {} };
const publishing = () => ({ log: arrow.log, articles: arrow.articles, cut: byParagraph, now: Date.now });

test('an article becomes its segments, in order, each saying where it comes from', async () => {
  arrow.work();
  const facts = { title: 'The storm', url: 'https://news.example/storm', byline: 'A. Reporter', language: 'en' };
  await arrow.handIn('a1', 5, facts);
  await arrow.done('a1');
  expect(await arrow.published('a1')).toEqual(texts('a1', 5));
  const { updates } = await arrow.state();
  expect(updates.get('a1.3')).toMatchObject({
    byline: 'A. Reporter',
    language: 'en',
    source: { article: 'a1', segment: 3, url: 'https://news.example/storm', title: 'The storm' },
  });
  expect(await arrow.articles.status({ briefing: 'storm', article: 'a1' })).toEqual({
    version: 1,
    state: 'done',
    segments: 5,
    published: 5,
  });
});

test('2,000 segments are in the log within two seconds, each of them on the disk', async () => {
  await arrow.stop();
  arrow = await startArrow({ appendfsync: 'always' });
  await arrow.open();
  arrow.work();
  const lag = watchLag();
  const began = performance.now();
  await arrow.handIn('long', 2_000);
  await arrow.done('long');
  expect(performance.now() - began).toBeLessThan(2_000 + lag());
  expect(await arrow.published('long')).toEqual(texts('long', 2_000));
});

test('articles that are handed in together each keep their order', async () => {
  arrow.work();
  arrow.work();
  await Promise.all(range(20).map((at) => arrow.handIn(`a${at}`, 30)));
  for (const at of range(20)) await arrow.done(`a${at}`);
  for (const at of range(20)) expect(await arrow.published(`a${at}`)).toEqual(texts(`a${at}`, 30));
});

test('two runs of one job at once publish each segment once, in order', async () => {
  const job = { briefing: 'storm', article: 'twice', version: 1 };
  await arrow.articles.accept(job, { pace: 0, base: 0 }, bodyOf('twice', 200), { request: 'first' });
  const outcomes = await Promise.all(range(3).map(() => publish(job, quiet, publishing())));
  expect(outcomes).toEqual(['done', 'done', 'done']);
  expect(await arrow.published('twice')).toEqual(texts('twice', 200));
});

test('a job that is run again after it has ended adds nothing', async () => {
  const job = { briefing: 'storm', article: 'again', version: 1 };
  await arrow.articles.accept(job, { pace: 0, base: 0 }, bodyOf('again', 3), { request: 'first' });
  await publish(job, quiet, publishing());
  const entries = await arrow.entries();
  expect(await publish(job, quiet, publishing())).toBe('done');
  expect(await arrow.entries()).toEqual(entries);
});

test('no text stays in Redis beside the log once it is in the log', async () => {
  const job = await arrow.handIn('kept', 50, { title: 'Kept' });
  expect(await arrow.everything()).toContain(textOf('kept', 7));
  arrow.work();
  await arrow.done('kept');
  const logs = ['dl:{storm}:log', 'dl:{storm}:bodies', 'dl:{storm}:meta', 'dl:{storm}:index'];
  await arrow.client.del(...logs);
  expect(await arrow.everything()).not.toContain('Paragraph');
  expect(await arrow.client.ttl(`dl:{storm}:article:${job.article}`)).toBeGreaterThan(86_400);
});

test('a job holds ids and nothing else', async () => {
  await arrow.handIn('plain', 3, { title: 'A title of its own' });
  const keys = await arrow.client.keys('{dateline}:articles:storm/plain/1');
  expect(keys).toHaveLength(1);
  expect(JSON.parse((await arrow.client.hget(keys[0]!, 'data')) ?? '')).toEqual({
    briefing: 'storm',
    article: 'plain',
    version: 1,
  });
});

test('a segment is forgotten at once, also when its article has not got on since', async () => {
  const job = { briefing: 'storm', article: 'gone', version: 1 };
  await arrow.articles.accept(job, { pace: 0, base: 0 }, bodyOf('gone', 4), { request: 'first' });
  // A worker that died between the log and its note of it: segment 1 is published, its text is still here.
  await arrow.articles.cut(job, planOf('gone', await previewByParagraph({ body: bodyOf('gone', 4) })), 0);
  for (const at of [0, 1])
    await arrow.log.append('storm', `publish:gone/1/${at}`, {
      type: 'published',
      update: `gone.${at}`,
      content: { kind: 'paragraph', text: textOf('gone', at) },
      article: { id: 'gone', version: 1 },
    });
  await arrow.log.append('storm', 'retract', { type: 'retracted', update: 'gone.1' });
  await arrow.articles.forget(job, 'gone.1');
  expect(await arrow.everything()).not.toContain(textOf('gone', 1));
  expect(await publish(job, quiet, publishing())).toBe('done');
  expect(await arrow.published('gone')).toEqual([textOf('gone', 0), '', textOf('gone', 2), textOf('gone', 3)]);
});

test('forgetting a segment of an article that is not here makes no record', async () => {
  await arrow.articles.forget({ briefing: 'storm', article: 'none' }, 'none.0');
  expect(await arrow.client.exists('dl:{storm}:article:none')).toBe(0);
});

test('a segment whose text could not be taken away is taken away by the next run', async () => {
  const job = { briefing: 'storm', article: 'sticky', version: 1 };
  await arrow.articles.accept(job, { pace: 0, base: 0 }, bodyOf('sticky', 6), { request: 'first' });
  const take: typeof arrow.articles.take = () => Promise.reject(new Error('no answer'));
  await expect(publish(job, quiet, { ...publishing(), articles: { ...arrow.articles, take } })).rejects.toThrow(
    'no answer',
  );
  expect(await publish(job, quiet, publishing())).toBe('done');
  expect(await arrow.published('sticky')).toEqual(texts('sticky', 6));
  await arrow.client.del('dl:{storm}:bodies');
  expect(await arrow.everything()).not.toContain('Paragraph');
});

test('what a worker still holds of a version comes too late once the next one is worked on, though that adds nothing', async () => {
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  const sent = Promise.withResolvers<void>();
  const slow: typeof arrow.log = {
    ...arrow.log,
    async append(...call) {
      if (call[1] === 'publish:paper/1/2') {
        sent.resolve();
        await held;
      }
      return arrow.log.append(...call);
    },
  };
  const address = { briefing: 'storm', article: 'paper' };
  const accept = (count: number, request: string) =>
    arrow.articles.accept(address, { pace: 0, base: 0 }, bodyOf('paper', count), { request });
  const first = publish((await accept(3, 'first')).job, quiet, { ...publishing(), log: slow });
  await sent.promise;
  await until(
    async () => (await arrow.published('paper')).length === 2,
    5_000,
    async () => 'two are not in the log',
  );
  expect(await publish((await accept(2, 'second')).job, quiet, publishing())).toBe('done');
  release();
  expect(await first).toBe('done');
  expect(await arrow.published('paper')).toEqual(texts('paper', 2));
});

test('of segments that are on their way together, none overtakes one that is lost', async () => {
  let lost = 0;
  const lossy: typeof arrow.log = {
    ...arrow.log,
    append: async (...call) => {
      if (call[1] === 'publish:order/1/1' && lost++ === 0) throw new Refusal('UNAVAILABLE');
      return arrow.log.append(...call);
    },
  };
  const address = { briefing: 'storm', article: 'order' };
  const { job } = await arrow.articles.accept(address, { pace: 0, base: 0 }, bodyOf('order', 120), {
    request: 'first',
  });
  const parts = { ...publishing(), log: lossy };
  await expect(publish(job, quiet, parts)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  expect(await arrow.published('order')).toEqual(texts('order', 1));
  expect(await publish(job, quiet, parts)).toBe('done');
  expect(await arrow.published('order')).toEqual(texts('order', 120));
});
