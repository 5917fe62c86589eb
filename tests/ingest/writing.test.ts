import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  articleAccepted,
  briefingWritten,
  segmentsCut,
  updatePinned,
  updateRetracted,
  updateWritten,
} from '../../src/protocol/answers.ts';
import { cursorAt, entryId } from '../../src/protocol/cursor.ts';
import type { FoldedUpdate } from '../../src/protocol/update.ts';
import { planOf } from '../queue/arrow.ts';
import { type Newsroom, startNewsroom } from './newsroom.ts';

let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await startNewsroom();
  await newsroom.open();
  newsroom.work();
});
afterAll(() => newsroom.stop());

const updates = '/v1/briefings/storm/updates';
const articles = '/v1/briefings/storm/articles';
const folded = async (id: string) => (await newsroom.state()).updates.get(id);
/** The cursor of the newest entry, which an answer to the newest write tells. */
const head = async () => cursorAt('testlogs', entryId((await newsroom.entries()).at(-1)!)); // it was opened

test('opens a briefing under the id that is asked for', async () => {
  const { status, json, headers } = await newsroom.post('/v1/briefings', {
    id: 'flood',
    title: 'The flood',
    language: 'en',
  });
  expect(status).toBe(201);
  const { briefing, cursor } = briefingWritten.parse(json);
  expect(briefing).toMatchObject({ id: 'flood', title: 'The flood', language: 'en', status: 'live', updates: 0 });
  expect(cursor).toMatch(/^testlogs:\d+-1$/);
  expect(headers.get('location')).toBe('/v1/briefings/flood');
  expect((await newsroom.post('/v1/briefings', { id: 'flood', title: 'The flood' })).json).toMatchObject({
    status: 409,
    code: 'BRIEFING_EXISTS',
  });
});

test.for([
  ['The Café of São Tomé: día 2', 'the-cafe-of-sao-tome-dia-2'],
  ['العاصفة', 'briefing'],
] as const)('makes an id from the title %s, and another one when it is taken', async ([title, id]) => {
  const key = `open-${id}`;
  const first = await newsroom.post('/v1/briefings', { title }, key);
  const second = await newsroom.post('/v1/briefings', { title });
  expect(briefingWritten.parse(first.json).briefing.id).toBe(id);
  expect(briefingWritten.parse(second.json).briefing.id).toMatch(new RegExp(`^${id}-[0-9a-z]{6}$`));
  expect((await newsroom.post('/v1/briefings', { title }, key)).json).toEqual(first.json);
});

test('describes a briefing: what is not said stays, null takes away', async () => {
  await newsroom.post('/v1/briefings', { id: 'vote', title: 'The vote', language: 'en', summary: 'All of it.' });
  const { status, json } = await newsroom.call('PATCH', '/v1/briefings/vote', {
    json: { title: 'The count', summary: null },
  });
  expect(status).toBe(200);
  expect(briefingWritten.parse(json).briefing).toMatchObject({ id: 'vote', title: 'The count' });
  const [vote] = (await newsroom.log.list({ limit: 1 })).briefings;
  expect(vote).toMatchObject({ title: 'The count', language: 'en' });
  expect(vote).not.toHaveProperty('summary');
});

test('ends and reopens a briefing, and says so again when it is asked again', async () => {
  await newsroom.post('/v1/briefings', { id: 'match', title: 'The match' });
  for (const [verb, status] of [
    ['end', 'ended'],
    ['end', 'ended'],
    ['reopen', 'live'],
    ['reopen', 'live'],
  ] as const) {
    const answer = await newsroom.call('POST', `/v1/briefings/match/${verb}`);
    expect(answer.status).toBe(200);
    expect(briefingWritten.parse(answer.json).briefing).toMatchObject({ id: 'match', status });
  }
});

test.for([
  ['text/plain', { text: 'A first paragraph.\n\nA second one.' }],
  ['text/html', { html: '<article><p>A <b>first</b> paragraph.</p>\n<p>A second&#32;one.</p></article>' }],
  ['JSON', { json: { body: 'A first paragraph.\n\nA second one.', title: 'T', byline: 'B', language: 'en', pace: 0 } }],
  ['JSON with HTML', { json: { body: '<p>A first paragraph.<p>A second one.', format: 'html' } }],
] as const)('takes an article in as %s and tells how it is doing', async ([, sent]) => {
  const { status, json, headers } = await newsroom.call('POST', articles, sent);
  expect(status).toBe(202);
  const { article } = articleAccepted.parse(json);
  expect(headers.get('location')).toBe(`${articles}/${article}`);
  await newsroom.done(article);
  expect((await newsroom.call('GET', `${articles}/${article}`)).json).toEqual({
    version: 1,
    state: 'done',
    segments: 2,
    published: 2,
  });
  expect(await newsroom.published(article)).toEqual(['A first paragraph.', 'A second one.']);
});

test('shows what an article would be cut into and publishes nothing', async () => {
  const before = await newsroom.entries();
  const { status, json } = await newsroom.call('POST', '/v1/segments', { text: 'One.\n\nTwo.' });
  expect(status).toBe(200);
  expect(segmentsCut.parse(json).segments.map(({ text }) => text)).toEqual(['One.', 'Two.']);
  expect(await newsroom.entries()).toEqual(before);
});

test('publishes an update by hand with all that can be said of it', async () => {
  const said = {
    text: 'The bridge is closed.',
    headline: 'Bridge closed',
    kind: 'heading',
    key: true,
    tags: ['traffic'],
    byline: 'A. Reporter',
    media: [{ type: 'image', url: 'https://news.example/bridge.jpg', alt: 'The bridge' }],
    occurredAt: '2026-11-23T10:00:00+01:00',
  };
  const { status, json, headers } = await newsroom.post(updates, said);
  expect(status).toBe(201);
  const { update, cursor } = updateWritten.parse(json);
  expect(cursor).toBe(await head());
  expect(headers.get('location')).toBe(`${updates}/${update.id}`);
  expect(await folded(update.id)).toMatchObject({ ...said, occurredAt: '2026-11-23T09:00:00.000Z', revision: 1 });
});

test('keeps HTML as it may be shown, and its words beside it', async () => {
  const html = '<p onclick="x()">Water at <b>3 m</b>, <a href="javascript:x()">see</a>.</p><script>x()</script>';
  const { json } = await newsroom.post(updates, { html });
  expect(json.update).toMatchObject({
    kind: 'paragraph',
    text: 'Water at 3 m, see.',
    html: '<p>Water at <b>3 m</b>, <a>see</a>.</p>',
  });
});

test('revises an update: what is not said stays, null takes away, the note is for readers', async () => {
  const { json } = await newsroom.post(updates, {
    html: '<p>Eight hours.</p>',
    headline: 'Truce',
    tags: ['truce'],
    key: true,
  });
  const { id } = json.update as { id: string };
  const said = { revision: 1, text: 'Six hours.', tags: null, correction: 'six hours, not eight' };
  const { status, json: revised } = await newsroom.call('PATCH', `${updates}/${id}`, { json: said });
  expect(status).toBe(200);
  const { update, cursor } = updateWritten.parse(revised);
  expect(update).toEqual({ id, revision: 2, kind: 'paragraph', text: 'Six hours.', headline: 'Truce', key: true });
  expect(cursor).toBe(await head());
  expect((await folded(id)) as FoldedUpdate).toMatchObject({
    ...update,
    corrections: [{ note: 'six hours, not eight' }],
  });
});

test('refuses a revision of what another editor has changed, and says how it stands', async () => {
  const id = await newsroom.publish('One.');
  await newsroom.call('PATCH', `${updates}/${id}`, { json: { revision: 1, text: 'Two.' } });
  const late = await newsroom.call('PATCH', `${updates}/${id}`, { json: { revision: 1, text: 'Three.' } });
  expect(late.json).toMatchObject({ status: 409, code: 'REVISION_CONFLICT', revision: 2 });
});

test('an edit whose answer was lost does not conflict with itself', async () => {
  const id = await newsroom.publish('One.');
  const edit = () => newsroom.call('PATCH', `${updates}/${id}`, { json: { revision: 1, text: 'Two.' } });
  const first = await edit();
  const again = await edit();
  expect(again.status).toBe(200);
  expect(again.json).toEqual(first.json);
  expect(await folded(id)).toMatchObject({ revision: 2, text: 'Two.' });
});

test('of fifty editors of one revision, one wins and the others are told', async () => {
  const id = await newsroom.publish('Zero.');
  const edits = Array.from({ length: 50 }, (_, at) =>
    newsroom.call('PATCH', `${updates}/${id}`, { json: { revision: 1, text: `Edit ${at}.` } }),
  );
  const answers = await Promise.all(edits);
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(answers.filter(({ json }) => json.code === 'REVISION_CONFLICT' && json.revision === 2)).toHaveLength(49);
});

test('retracts an update with its reason, and says so again when it is asked again', async () => {
  const id = await newsroom.publish('The witness is Grace.');
  const path = `${updates}/${id}?reason=${encodeURIComponent('It was not so.')}`;
  const { status, json } = await newsroom.call('DELETE', path);
  expect(status).toBe(200);
  expect(updateRetracted.parse(json)).toEqual({ update: { id, revision: 1, retracted: true }, cursor: await head() });
  expect(await newsroom.call('DELETE', path)).toMatchObject({ status: 200, json });
  expect(await folded(id)).toMatchObject({ retracted: true, reason: 'It was not so.' });
  expect(await newsroom.everything()).not.toContain('Grace');
  const edit = await newsroom.call('PATCH', `${updates}/${id}`, { json: { revision: 1, text: 'It was.' } });
  expect(edit.json).toMatchObject({ status: 410, code: 'UPDATE_RETRACTED', revision: 1 });
  expect((await newsroom.call('PUT', `${updates}/${id}/pin`)).status).toBe(410);
});

test('a text that was retracted while its article was being published is nowhere in Redis', async () => {
  // A worker that has just appended segment 0 and not yet taken it from the article.
  const job = { briefing: 'storm', article: 'busy', version: 1 };
  const segments = ['The witness is Hedy.', 'The last one.'].map((text) => ({ kind: 'paragraph', text }) as const);
  await newsroom.articles.accept(job, { pace: 0, base: Date.now() + 60_000 }, 'The witness is Hedy.', {
    request: 'first',
  });
  await newsroom.articles.cut(job, planOf('busy', segments), 0);
  await newsroom.log.append('storm', 'publish:busy/1/0', {
    type: 'published',
    update: 'busy.0',
    content: segments[0]!,
  }); // there are two
  expect(await newsroom.everything()).toContain('Hedy');
  expect((await newsroom.call('DELETE', `${updates}/busy.0`)).status).toBe(200);
  expect(await newsroom.everything()).not.toContain('Hedy');
  await newsroom.articles.settle(job);
});

test('pins and unpins, each as often as it is asked', async () => {
  const id = await newsroom.publish('Read this first.');
  for (const [method, pinned] of [
    ['PUT', true],
    ['PUT', true],
    ['DELETE', false],
    ['DELETE', false],
  ] as const) {
    const { status, json } = await newsroom.call(method, `${updates}/${id}/pin`);
    expect(status).toBe(200);
    expect(updatePinned.parse(json)).toMatchObject({ update: id, pinned });
    expect((await newsroom.state()).pinned.includes(id)).toBe(pinned);
  }
});

test('leaves reading to those who serve it', async () => {
  expect((await newsroom.call('GET', '/v1/briefings')).json).toEqual({ gateway: true });
});

test('no line of the journal holds a text, a key or an idempotency key', async () => {
  await newsroom.post(updates, { text: 'Nobody may read Katherine here.' }, 'idempotent-42');
  await newsroom.post(updates, { text: 'Katherine', nonsense: 'Katherine' });
  const lines = newsroom.lines.join('\n');
  expect(lines).toContain('POST /v1/briefings/:briefing/updates');
  for (const secret of ['Katherine', 'a-key-for-the-newsroom', 'idempotent-42']) expect(lines).not.toContain(secret);
});
