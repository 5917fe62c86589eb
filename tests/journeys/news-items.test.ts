import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { isRetracted } from '../../src/protocol/entries.ts';
import { type House, startHouse } from './house.ts';

const ARTICLES = '/v1/briefings/storm/articles';
const URI = 'urn:newsml:agency.example:20260709:item1';
const STANDARD = { name: 'ninjs', version: '3.1' };
const NINJS = { 'Content-Type': 'application/ninjs+json' };

let house: House;
beforeAll(async () => {
  house = await startHouse();
  await house.write('POST', '/v1/briefings', { id: 'storm', title: 'The storm' });
});
afterAll(() => house.stop());

let count = 0;
let uri = '';
beforeEach(() => {
  count += 1;
  uri = `${URI}#${count}`;
});

const body = (...paragraphs: string[]) => [{ contentType: 'text/plain', value: paragraphs.join('\n\n') }];
const send = (item: object) => house.write('POST', ARTICLES, { uri, ...item }, NINJS);

/** Hands an item in and waits until it is out; gives its article's id. */
async function sent(item: object): Promise<string> {
  const { status, json } = await send(item);
  expect(status).toBe(202);
  await house.done(json.article);
  return json.article;
}

/** What readers see of an article, in order. */
async function shown(article: string): Promise<string[]> {
  const updates = [...(await house.state()).updates.values()].filter((update) => update.id.startsWith(`${article}.`));
  return updates.map((update) => (isRetracted(update) ? '–' : update.text));
}

test('a news item is published as an article, with what it says of itself', async () => {
  const renditions = [{ name: 'web', contentType: 'text/html', href: 'https://agency.example/1' }];
  const article = await sent({ bodies: body('One.'), by: 'Ada', language: 'fr', renditions, edNote: 'Not for print' });
  const updates = [...(await house.state()).updates.values()];
  expect(updates.find(({ id }) => id === `${article}.0`)).toMatchObject({
    text: 'One.',
    byline: 'Ada',
    language: 'fr',
    source: { article, url: 'https://agency.example/1' },
  });
  expect(JSON.stringify(updates)).not.toContain('print');
});

test('plain JSON is a news item when it says so', async () => {
  const json = { uri, standard: STANDARD, bodies: body('Plain.') };
  const { status, json: answered } = await house.write('POST', ARTICLES, json);
  expect(status).toBe(202);
  await house.done(answered.article);
  expect(await shown(answered.article)).toEqual(['Plain.']);
});

test('the same item again is the same article, and only what has changed is published', async () => {
  const first = await sent({ version: '1', bodies: body('The ferry has left the quay.', 'It is full.') });
  const before = (await house.entries()).length;
  expect(await sent({ version: '1', bodies: body('The ferry has left the quay.', 'It is full.') })).toBe(first);
  expect((await house.entries()).length).toBe(before);
  expect(await sent({ version: '2', bodies: body('The ferry has left the old quay.', 'It is full.') })).toBe(first);
  expect(await shown(first)).toEqual(['The ferry has left the old quay.', 'It is full.']);
  expect((await house.entries()).length).toBe(before + 1);
});

test.each(['canceled', 'withheld'])('an item that is %s is nowhere when that is acknowledged', async (pubStatus) => {
  const article = await sent({ bodies: body('Quixotania one.', 'Quixotania two.') });
  expect(await house.everything()).toContain('Quixotania');
  const { status, json } = await send({ pubStatus, bodies: body('Quixotania one.') });
  expect([status, json]).toEqual([200, { article, retracted: 2 }]);
  expect(await house.everything()).not.toContain('Quixotania');
  expect(await shown(article)).toEqual(['–', '–']);
  expect((await send({ pubStatus })).json).toEqual({ article, retracted: 0 });
});

test('an item that was withheld can be released', async () => {
  const article = await sent({ bodies: body('Held one.') });
  await send({ pubStatus: 'withheld' });
  expect(await sent({ pubStatus: 'usable', bodies: body('Held one.') })).toBe(article);
  expect((await shown(article)).filter((text) => text !== '–')).toEqual(['Held one.']);
});

test('an embargoed item that is canceled never comes out', async () => {
  const embargoedUntil = new Date(Date.now() + 3_600_000).toISOString();
  const { json } = await send({ embargoedUntil, bodies: body('Later Quixotania.') });
  await house.reaches(json.article, (status) => status?.state === 'scheduled');
  expect((await send({ pubStatus: 'canceled' })).json).toEqual({ article: json.article, retracted: 0 });
  expect(await house.everything()).not.toContain('Quixotania');
  // The worker that holds it comes too late.
  const content = { kind: 'paragraph', text: 'Late.' } as const;
  const late = { update: `${json.article}.0`, content, article: { id: json.article, version: 1 } };
  const append = house.log.append('storm', `late:${json.article}`, { type: 'published', ...late });
  await expect(append).rejects.toMatchObject({ code: 'ARTICLE_SUPERSEDED' });
  expect(await shown(json.article)).toEqual([]);
});

const refused: [what: string, item: object, status: number, code: string][] = [
  ['a name that the standard does not have', { headline: 'One', bodies: body('One.') }, 400, 'BAD_REQUEST'],
  ['no words for readers', { type: 'picture', title: 'One' }, 422, 'NO_TEXT'],
  ['a language that is none', { language: '?', bodies: body('One.') }, 400, 'BAD_REQUEST'],
  ['canceled, and never seen', { pubStatus: 'canceled' }, 404, 'ARTICLE_UNKNOWN'],
];

test.for(refused)('an item with %s is refused', async ([, item, status, code]) => {
  const answer = await send(item);
  expect([answer.status, answer.json.code]).toEqual([status, code]);
});
