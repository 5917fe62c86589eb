import { afterAll, beforeAll, expect, test } from 'vitest';
import { articleChanged, updatePlanned } from '../../src/protocol/answers.ts';
import { watchLag } from '../kit/lag.ts';
import { until } from '../queue/arrow.ts';
import { type Newsroom, startNewsroom } from './newsroom.ts';

let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await startNewsroom();
  await newsroom.open();
  newsroom.work();
});
afterAll(() => newsroom.stop());

const HOUR_MS = 3_600_000;
/** What an update may come after its time. */
const LATE_MS = 250;
const lag = watchLag();

const updates = '/v1/briefings/storm/updates';
const articles = '/v1/briefings/storm/articles';
const iso = (ms: number) => new Date(ms).toISOString();
const cancel = (article: string) => newsroom.call('DELETE', `${articles}/${article}`);
const move = (article: string, ms: number) =>
  newsroom.call('PATCH', `${articles}/${article}`, { json: { publishAt: iso(ms) } });
const statusOf = async (article: string) => (await newsroom.call('GET', `${articles}/${article}`)).json;
const scheduled = (article: string) => newsroom.reaches(article, (status) => status?.state === 'scheduled');

/** Hands an article of so many segments in; gives its id. */
async function handIn(count: number, publishAt: number, pace = 0): Promise<string> {
  const body = Array.from({ length: count }, (_, at) => `Segment ${at}.`).join('\n\n');
  const { json } = await newsroom.post(articles, { body, publishAt: iso(publishAt), pace });
  return String(json.article);
}

/** When each segment of an article was published, ms. */
async function timesOf(article: string): Promise<number[]> {
  const entries = await newsroom.entries();
  return entries.flatMap((entry) =>
    entry.type === 'published' && entry.update.id.startsWith(`${article}.`) ? [Date.parse(entry.at)] : [],
  );
}

const faultsOf = (article: string) =>
  newsroom.lines.filter((line) => line.includes(article) && /has failed|went wrong/.test(line));

/** Waits until an article that is due then is out: whatever was due before has had its time. */
async function passed(ms: number): Promise<void> {
  await newsroom.done(await handIn(1, ms));
}

test('an article waits for its time and says which', async () => {
  const at = Date.now() + 1_000;
  const article = await handIn(2, at);
  await scheduled(article);
  expect(await statusOf(article)).toEqual({
    version: 1,
    state: 'scheduled',
    segments: 2,
    published: 0,
    publishAt: iso(at),
  });
  expect(await timesOf(article)).toEqual([]);
  await newsroom.done(article);
  expect(await statusOf(article)).toEqual({ version: 1, state: 'done', segments: 2, published: 2 });
  for (const time of await timesOf(article)) {
    expect(time).toBeGreaterThanOrEqual(at);
    expect(time).toBeLessThan(at + LATE_MS + lag());
  }
});

test('a cancelled article is never out, and no word of it is left', async () => {
  const at = Date.now() + 700;
  const said = { title: 'Ada', byline: 'Ada', url: 'https://news.example/Ada' };
  const { json } = await newsroom.post(articles, { body: 'The minister is Ada.', ...said, publishAt: iso(at) });
  const article = String(json.article);
  await scheduled(article);
  expect(await newsroom.everything()).toContain('Ada');
  const answer = await cancel(article);
  expect(answer.status).toBe(200);
  expect(articleChanged.parse(answer.json)).toEqual({
    article,
    version: 1,
    state: 'cancelled',
    segments: 1,
    published: 0,
  });
  expect(await newsroom.everything()).not.toContain('Ada');
  expect((await cancel(article)).json).toEqual(answer.json);
  expect((await move(article, Date.now() + HOUR_MS)).json).toMatchObject({ code: 'ARTICLE_OUT', state: 'cancelled' });
  await passed(at + 100);
  expect(await timesOf(article)).toEqual([]);
  expect(await statusOf(article)).toMatchObject({ state: 'cancelled' });
  expect(faultsOf(article)).toEqual([]);
});

test('an article that is cancelled before it was cut is never out', async () => {
  const job = { briefing: 'storm', article: 'uncut', version: 1 };
  await newsroom.articles.accept(job, { pace: 0, base: Date.now() }, 'Never.', { request: 'first' });
  expect((await cancel('uncut')).json).toEqual({
    article: 'uncut',
    version: 1,
    state: 'cancelled',
    segments: 0,
    published: 0,
  });
  await newsroom.queue.add(job);
  await passed(Date.now());
  expect(await timesOf('uncut')).toEqual([]);
});

test('a paced article stops where it is cancelled, and says where', async () => {
  const article = await handIn(50, Date.now(), 20);
  await newsroom.reaches(article, (status) => (status?.published ?? 0) >= 3);
  const { json } = await cancel(article);
  expect(json).toMatchObject({ state: 'cancelled', segments: 50 });
  await passed(Date.now() + 100);
  expect(await timesOf(article)).toHaveLength(Number(json.published));
  expect(faultsOf(article), 'a worker that finds its article cancelled has done nothing wrong').toEqual([]);
});

test('whoever cancels at the very moment is told what is out, and nothing more comes', async () => {
  const at = Date.now() + 600;
  const ids = await Promise.all(Array.from({ length: 30 }, () => handIn(3, at)));
  await until(
    async () => Date.now() >= at - 15,
    2_000,
    async () => 'too early',
  );
  const answers = await Promise.all(
    ids.map(async (id, nth) => {
      for (let turn = 0; turn < nth; turn += 1) await newsroom.client.ping(); // each a little later than the one before
      return { id, answer: await cancel(id) };
    }),
  );
  await passed(Date.now() + 100);
  for (const { id, answer } of answers) {
    const published = (await timesOf(id)).length;
    expect(published).toBe(answer.status === 200 ? answer.json.published : 3);
    if (answer.status !== 200) expect(answer.json).toMatchObject({ status: 409, code: 'ARTICLE_OUT', state: 'done' });
  }
});

test('an article is moved to a later and to an earlier time', async () => {
  const late = await handIn(1, Date.now() + 500);
  const early = await handIn(1, Date.now() + HOUR_MS);
  await Promise.all([scheduled(late), scheduled(early)]);
  const [later, earlier] = [Date.now() + 1_500, Date.now() + 800];
  const answer = await move(late, later);
  expect(answer.status).toBe(200);
  expect(articleChanged.parse(answer.json)).toEqual({
    article: late,
    version: 1,
    state: 'scheduled',
    segments: 1,
    published: 0,
    publishAt: iso(later),
  });
  await move(early, earlier);
  await Promise.all([newsroom.done(late), newsroom.done(early)]);
  for (const [article, time] of [
    [late, later],
    [early, earlier],
  ] as const) {
    const [out = 0, ...more] = await timesOf(article);
    expect(more).toEqual([]);
    expect(out - time).toBeGreaterThanOrEqual(0);
    expect(out - time).toBeLessThan(LATE_MS + lag());
  }
});

test('whoever moves an article at the very moment moves it, or is told that it is out', async () => {
  const at = Date.now() + 600;
  const ids = await Promise.all(Array.from({ length: 30 }, () => handIn(2, at)));
  await until(
    async () => Date.now() >= at - 15,
    2_000,
    async () => 'too early',
  );
  const later = at + 1_500;
  const answers = await Promise.all(
    ids.map(async (id, nth) => {
      for (let turn = 0; turn < nth; turn += 1) await newsroom.client.ping();
      return { id, answer: await move(id, later) };
    }),
  );
  await Promise.all(ids.map((id) => newsroom.done(id)));
  for (const { id, answer } of answers) {
    const times = await timesOf(id);
    expect(times).toHaveLength(2);
    if (answer.status === 200) expect(Math.min(...times)).toBeGreaterThanOrEqual(later);
    else {
      expect(answer.json).toMatchObject({ status: 409, code: 'ARTICLE_OUT' });
      expect(Math.max(...times)).toBeLessThan(later);
    }
  }
});

test('of editors who move and cancel one article at once, the article does what one of them said', async () => {
  const first = Date.now() + HOUR_MS;
  const article = await handIn(1, first);
  await scheduled(article);
  const times = Array.from({ length: 10 }, (_, at) => first + (at + 1) * 1_000);
  const answers = await Promise.all(times.map((time) => move(article, time)));
  for (const { status } of answers) expect(status).toBe(200);
  expect(times.map(iso)).toContain((await statusOf(article)).publishAt);
  const version = await newsroom.client.hget(`dl:{storm}:article:${article}`, 'version');
  expect(await newsroom.client.zscore('dl:due', `storm/${article}/${version}`)).not.toBeNull();
  await cancel(article);
  expect(await statusOf(article)).toMatchObject({ state: 'cancelled' });
});

test.for([
  ['DELETE', 'nobody', undefined, 404, 'ARTICLE_UNKNOWN'],
  ['PATCH', 'nobody', { publishAt: '2026-12-01T00:00:00Z' }, 404, 'ARTICLE_UNKNOWN'],
  ['PATCH', 'nobody', {}, 400, 'BAD_REQUEST'],
  ['PATCH', 'nobody', { publishAt: 'tomorrow' }, 400, 'BAD_REQUEST'],
  ['PATCH', 'nobody', { publishAt: '2026-12-01T00:00:00Z', body: 'Other.' }, 400, 'BAD_REQUEST'],
] as const)('%s of %s with %j is refused with %i %s', async ([method, article, json, status, code]) => {
  const answer = await newsroom.call(method, `${articles}/${article}`, { ...(json && { json }) });
  expect(answer.json).toMatchObject({ status, code });
});

test('an article that is moved stands on the due list before anything else knows of it', async () => {
  const job = { briefing: 'storm', article: 'unqueued', version: 1 };
  const base = Date.now() + HOUR_MS;
  await newsroom.articles.accept(job, { pace: 0, base }, 'Later.', { request: 'first' });
  expect(await newsroom.articles.move(job, base + 1_000)).toMatchObject({ result: 'ok', before: base });
  expect(await newsroom.client.zscore('dl:due', 'storm/unqueued/2')).toBe(String(base + 1_000));
  expect(await newsroom.client.zscore('dl:due', 'storm/unqueued/1')).toBeNull();
  await cancel('unqueued');
  expect(await newsroom.client.zscore('dl:due', 'storm/unqueued/2')).toBeNull();
});

test('what is out can be neither cancelled nor moved', async () => {
  const article = await handIn(1, Date.now());
  await newsroom.done(article);
  expect((await cancel(article)).json).toMatchObject({ status: 409, code: 'ARTICLE_OUT', state: 'done' });
  expect((await move(article, Date.now() + HOUR_MS)).json).toMatchObject({ status: 409, code: 'ARTICLE_OUT' });
  expect(await statusOf(article)).toMatchObject({ state: 'done', published: 1 });
});

test('an update by hand waits for its time, and is the same as if it had been published then', async () => {
  const at = Date.now() + 700;
  const said = {
    headline: 'Verdict',
    key: true,
    tags: ['court'],
    byline: 'C. Reporter',
    occurredAt: '2026-11-23T09:00:00.000Z',
  };
  const request = { html: '<p>The <b>verdict</b>.</p>', ...said, publishAt: iso(at) };
  const { status, json, headers } = await newsroom.post(updates, request, 'the-verdict');
  expect(status).toBe(202);
  const { article, update } = updatePlanned.parse(json);
  expect(headers.get('location')).toBe(`${articles}/${article}`);
  expect(await statusOf(article)).toEqual({
    version: 1,
    state: 'scheduled',
    segments: 1,
    published: 0,
    publishAt: iso(at),
  });
  expect((await newsroom.state()).updates.has(update)).toBe(false);
  await newsroom.done(article);
  const folded = (await newsroom.state()).updates.get(update);
  expect(folded).toEqual({
    id: update,
    revision: 1,
    kind: 'paragraph',
    text: 'The verdict.',
    html: '<p>The <b>verdict</b>.</p>',
    ...said,
    publishedAt: folded?.publishedAt,
  });
  expect(Date.parse(folded?.publishedAt ?? '') - at).toBeGreaterThanOrEqual(0);
  expect(Date.parse(folded?.publishedAt ?? '') - at).toBeLessThan(LATE_MS + lag());

  const entries = (await newsroom.entries()).length;
  expect((await newsroom.post(updates, request, 'the-verdict')).json).toEqual(json);
  await passed(Date.now());
  expect(await newsroom.entries()).toHaveLength(entries + 1);
  const revised = await newsroom.call('PATCH', `${updates}/${update}`, { json: { revision: 1, text: 'A verdict.' } });
  expect(revised.status).toBe(200);
});

test('an update that waits can be moved and cancelled as an article can', async () => {
  const plan = async (text: string) =>
    updatePlanned.parse((await newsroom.post(updates, { text, publishAt: iso(Date.now() + HOUR_MS) })).json);
  const [moved, cancelled] = [await plan('Moved.'), await plan('Grace is cancelled.')];
  expect((await move(moved.article, Date.now())).status).toBe(200);
  await newsroom.done(moved.article);
  expect((await newsroom.state()).updates.has(moved.update)).toBe(true);
  expect((await cancel(cancelled.article)).json).toMatchObject({ state: 'cancelled' });
  expect(await newsroom.everything()).not.toContain('Grace');
});

test('an update that waits cannot be revised or retracted, and its editor is told where it can be stopped', async () => {
  const { json } = await newsroom.post(updates, { text: 'Soon.', publishAt: iso(Date.now() + HOUR_MS) });
  const { article, update } = updatePlanned.parse(json);
  const address = `${updates}/${update}`;
  const revised = await newsroom.call('PATCH', address, { json: { revision: 1, text: 'Later.' } });
  for (const answer of [revised, await newsroom.call('DELETE', address)]) {
    expect(answer.json).toMatchObject({ status: 404, code: 'UPDATE_UNKNOWN' });
    expect(answer.json.detail).toContain(`${articles}/${article}`);
  }
  await cancel(article);
  expect((await newsroom.call('DELETE', address)).json.detail).not.toContain(articles);
});

test('a planned article outlives the queue and its worker', async () => {
  const at = Date.now() + 600;
  const article = await handIn(2, at);
  await scheduled(article);
  for (const key of await newsroom.client.keys('{dateline}:*')) await newsroom.client.del(key);
  await newsroom.done(article);
  expect(Math.min(...(await timesOf(article)))).toBeGreaterThanOrEqual(at);
  expect(await timesOf(article)).toHaveLength(2);
});

test('what an update tells of may be long ago, and it stands where it was published', async () => {
  const first = await newsroom.publish('Now.');
  const { json } = await newsroom.post(updates, { text: 'Long ago.', occurredAt: '2001-01-01T00:00:00Z' });
  const last = await newsroom.publish('After it.');
  const ids = [...(await newsroom.state()).updates.keys()];
  expect(ids.slice(-3)).toEqual([first, (json.update as { id: string }).id, last]);
});

test('a briefing is scheduled until its first update, whatever its planned start', async () => {
  await newsroom.post('/v1/briefings', { id: 'derby', title: 'Derby', startsAt: iso(Date.now() + HOUR_MS) });
  const status = async () => (await newsroom.log.briefing('derby'))?.status;
  expect(await status()).toBe('scheduled');
  const path = '/v1/briefings/derby/updates';
  const { json } = await newsroom.post(path, { text: 'Kick-off.', publishAt: iso(Date.now() + HOUR_MS) });
  expect(await status()).toBe('scheduled');
  await newsroom.call('DELETE', `/v1/briefings/derby/articles/${json.article}`);
  await newsroom.post(path, { text: 'They are coming.' });
  expect(await status()).toBe('live');
});
