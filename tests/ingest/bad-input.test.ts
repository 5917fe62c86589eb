import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Code } from '../../src/protocol/codes.ts';
import { ARTICLE_BYTES, REQUEST_BYTES, TEXT_CHARACTERS } from '../../src/protocol/limits.ts';
import { type Answer, type Newsroom, type Sent, startNewsroom } from './newsroom.ts';

let newsroom: Newsroom;
let entries = 0;
beforeAll(async () => {
  newsroom = await startNewsroom();
  await newsroom.open();
});
afterAll(() => newsroom.stop());
afterEach(async () => {
  expect(newsroom.lines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
});

const updates = '/v1/briefings/storm/updates';
const articles = '/v1/briefings/storm/articles';
const text = 'x';
const bytes = (...values: number[]) => Uint8Array.from(values);
const gzip = { 'Content-Encoding': 'gzip' };
const deep = '['.repeat(50_000) + ']'.repeat(50_000);

type Row = [what: string, path: string, sent: Sent, code: Code, status: number];
const update = (what: string, sent: Sent, code: Code = 'BAD_REQUEST', status = 400): Row => [
  what,
  updates,
  sent,
  code,
  status,
];
const article = (what: string, sent: Sent, code: Code = 'BAD_REQUEST', status = 400): Row => [
  what,
  articles,
  sent,
  code,
  status,
];

const posts: Row[] = [
  update('broken JSON', { body: '{"text":' }, 'BAD_JSON'),
  update('an empty body', { body: '' }, 'BAD_JSON'),
  update('a string', { json: 'text' }),
  update('an array', { json: [] }),
  update('null', { json: null }),
  update('no body and no type', {}, 'BAD_TYPE', 415),
  update('another type', { text }, 'BAD_TYPE', 415),
  update('a type that only begins right', { body: '{}', type: 'application/jsonish' }, 'BAD_TYPE', 415),
  update('another charset', { body: '{}', type: 'application/json; charset=utf-16' }, 'BAD_TYPE', 415),
  article('a form', { body: 'a=b', type: 'application/x-www-form-urlencoded' }, 'BAD_TYPE', 415),
  update('a body over the limit', { json: { text: 'x'.repeat(REQUEST_BYTES) } }, 'TOO_LARGE', 413),
  article('an article over the limit', { text: 'x'.repeat(ARTICLE_BYTES + 1) }, 'TOO_LARGE', 413),
  update('gzip that inflates over it', { body: gzipSync('x'.repeat(10_000_000)), headers: gzip }, 'TOO_LARGE', 413),
  article(
    'a gzip bomb',
    { body: gzipSync('x'.repeat(100_000_000)), type: 'text/plain', headers: gzip },
    'TOO_LARGE',
    413,
  ),
  update('broken gzip', { body: 'not gzip', headers: gzip }, 'BAD_REQUEST'),
  update('an unknown encoding', { body: '{}', headers: { 'Content-Encoding': 'pied-piper' } }, 'BAD_TYPE', 415),
  update('JSON 50,000 levels deep', { body: deep }, 'TOO_LARGE', 413),
  article('JSON 50,000 levels deep in an article', { body: deep }, 'BAD_JSON'),
  article('objects 50,000 levels deep', { body: `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}` }, 'BAD_JSON'),
  article(
    '20,000 unknown names',
    { json: Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`n${at}`, at])) },
    'BAD_JSON',
  ),
  update('an unknown name', { json: { text, colour: 'red' } }),
  update('an unknown name of 10,000 characters', { json: { text, ['n'.repeat(10_000)]: 1 } }),
  update('__proto__', { body: '{"text":"x","__proto__":{"key":true}}' }, 'BAD_JSON'),
  update('__proto__ in escapes', { body: '{"text":"x","\\u005f_proto__":{"key":true}}' }, 'BAD_JSON'),
  update('constructor', { body: '{"text":"x","constructor":{"prototype":{}}}' }, 'BAD_JSON'),
  update('a name that stands twice', { body: '{"text":"x","text":"y"}' }, 'BAD_JSON'),
  update(
    'a name that stands twice further down',
    { body: '{"text":"x","media":[{"type":"image","type":"video"}]}' },
    'BAD_JSON',
  ),
  update('invalid UTF-8', { body: bytes(0x7b, 0x22, 0xff, 0x22, 0x7d) }, 'BAD_TEXT'),
  article('an overlong form', { body: bytes(0xc0, 0xaf), type: 'text/plain' }, 'BAD_TEXT'),
  article('an encoded surrogate', { body: bytes(0xed, 0xa0, 0x80), type: 'text/plain' }, 'BAD_TEXT'),
  update('half a surrogate pair', { body: '{"text":"\\ud83d"}' }, 'BAD_TEXT'),
  update('half a surrogate pair in a tag', { body: '{"text":"x","tags":["\\udc00"]}' }, 'BAD_TEXT'),
  update('no text', { json: { headline: 'x' } }),
  update('text and html', { json: { text, html: '<p>x</p>' } }),
  update('an empty text', { json: { text: '' } }),
  update('a text that is too long', { json: { text: 'x'.repeat(TEXT_CHARACTERS + 1) } }),
  update('blanks', { json: { text: ' \n\t\u00a0\u200b ' } }, 'NO_TEXT', 422),
  update(
    'HTML with a picture alone',
    { json: { html: '<img src=x onerror=alert(1)><script>1</script>' } },
    'NO_TEXT',
    422,
  ),
  article('an empty article', { text: '' }, 'NO_TEXT', 422),
  article('256 kB of blanks', { text: ' \n'.repeat(128_000) }, 'NO_TEXT', 422),
  article('256 kB of zero-width spaces', { text: '\u200b'.repeat(85_000) }, 'NO_TEXT', 422),
  article(
    'an article of scripts',
    { html: '<script>x</script><style>y</style><svg><text>z</text></svg>' },
    'NO_TEXT',
    422,
  ),
  article('no body', { json: { title: 'x' } }),
  article('a number for a body', { json: { body: 1 } }),
  article('a pace below zero', { json: { body: text, pace: -1 } }),
  article('a pace of days', { json: { body: text, pace: 1e9 } }),
  article('a pace that is no whole number', { json: { body: text, pace: 0.5 } }),
  article('a language that is none', { json: { body: text, language: 'english please' } }),
  ...['javascript:alert(1)', 'data:text/html,x', '//host/x', 'java\nscript:alert(1)', ''].map((url) =>
    article(`the address ${JSON.stringify(url)}`, { json: { body: text, url } }),
  ),
  ...[
    '9999-01-01T00:00:00Z',
    '1969-01-01T00:00:00Z',
    '2026-01-01T00:00:00',
    '',
    '12',
    12,
    1e308,
    '2026-02-30T00:00:00Z',
  ].map((occurredAt) => update(`the time ${JSON.stringify(occurredAt)}`, { json: { text, occurredAt } })),
  article('a time without a zone', { json: { body: text, publishAt: '2026-01-01 00:00' } }),
  ['a preview of nothing', '/v1/segments', { text: ' ' }, 'NO_TEXT', 422],
  ['a preview with a pace', '/v1/segments', { json: { body: text, pace: 1 } }, 'BAD_REQUEST', 400],
  [
    'a start that is beyond the last year by the time that is kept',
    '/v1/briefings',
    { json: { title: 'x', startsAt: '2199-12-31T23:00:00-05:00' } },
    'BAD_REQUEST',
    400,
  ],
  ['a briefing without a title', '/v1/briefings', { json: {} }, 'BAD_REQUEST', 400],
  ['a briefing with an id that is none', '/v1/briefings', { json: { title: 'x', id: 'a/b' } }, 'BAD_REQUEST', 400],
  ['an update of no briefing', '/v1/briefings/nowhere/updates', { json: { text } }, 'BRIEFING_UNKNOWN', 404],
  ['an article for no briefing', '/v1/briefings/nowhere/articles', { text }, 'BRIEFING_UNKNOWN', 404],
  ['an id that is none', '/v1/briefings/%00/updates', { json: { text } }, 'BRIEFING_UNKNOWN', 404],
  ['an id that leads elsewhere', '/v1/briefings/%2e%2e%2f/updates', { json: { text } }, 'BRIEFING_UNKNOWN', 404],
  ['an address that cannot be decoded', '/v1/briefings/%E0%A4%A/updates', { json: { text } }, 'BAD_REQUEST', 400],
  ['the end of no briefing', '/v1/briefings/nowhere/end', {}, 'BRIEFING_UNKNOWN', 404],
];

type Other = [what: string, method: string, path: string, sent: Sent, code: Code, status: number];
const others: Other[] = [
  ['an edit of nothing', 'PATCH', `${updates}/none`, { json: { revision: 1, text } }, 'UPDATE_UNKNOWN', 404],
  [
    'an edit in no briefing',
    'PATCH',
    '/v1/briefings/nowhere/updates/u',
    { json: { revision: 1, text } },
    'BRIEFING_UNKNOWN',
    404,
  ],
  ['an edit without a revision', 'PATCH', `${updates}/none`, { json: { text } }, 'BAD_REQUEST', 400],
  ['an edit that changes nothing', 'PATCH', `${updates}/none`, { json: { revision: 1 } }, 'BAD_REQUEST', 400],
  ['an edit that empties', 'PATCH', `${updates}/none`, { json: { revision: 1, text: '' } }, 'BAD_REQUEST', 400],
  ['a retraction of nothing', 'DELETE', `${updates}/none`, {}, 'UPDATE_UNKNOWN', 404],
  ['two reasons', 'DELETE', `${updates}/none?reason=a&reason=b`, {}, 'BAD_REQUEST', 400],
  ['an unknown parameter', 'DELETE', `${updates}/none?why=a`, {}, 'BAD_REQUEST', 400],
  ['a reason of pages', 'DELETE', `${updates}/none?reason=${'x'.repeat(5_000)}`, {}, 'BAD_REQUEST', 400],
  ['a pin of nothing', 'PUT', `${updates}/none/pin`, {}, 'UPDATE_UNKNOWN', 404],
  ['the status of nothing', 'GET', `${articles}/none`, {}, 'ARTICLE_UNKNOWN', 404],
  ['an empty description', 'PATCH', '/v1/briefings/storm', { json: {} }, 'BAD_REQUEST', 400],
  ['a title that is taken away', 'PATCH', '/v1/briefings/storm', { json: { title: null } }, 'BAD_REQUEST', 400],
  ['PUT of all briefings', 'PUT', '/v1/briefings', { json: {} }, 'METHOD_UNKNOWN', 405],
  ['GET of a preview', 'GET', '/v1/segments', {}, 'METHOD_UNKNOWN', 405],
  ['an article without a type', 'PUT', `${articles}/a`, {}, 'BAD_TYPE', 415],
  ['DELETE of an article that is not there', 'DELETE', `${articles}/a`, {}, 'ARTICLE_UNKNOWN', 404],
  ['POST of a pin', 'POST', `${updates}/u/pin`, {}, 'METHOD_UNKNOWN', 405],
];

function expectProblem(answer: Answer, code: Code, status: number): void {
  expect(answer.json).toMatchObject({ code, status, title: expect.any(String), detail: expect.any(String) });
  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(answer.bytes).toBeLessThan(2_000);
  expect(JSON.stringify(answer.json)).not.toMatch(/ {4}at |node_modules/);
}

test.for(posts)('%s is refused', async ([, path, sent, code, status]) => {
  entries = (await newsroom.entries()).length;
  const began = performance.now();
  expectProblem(await newsroom.call('POST', path, sent), code, status);
  expect(performance.now() - began).toBeLessThan(1_000);
  expect(await newsroom.entries()).toHaveLength(entries);
  expect(await newsroom.client.zcard('dl:due')).toBe(0);
});

test.for(others)('%s is refused', async ([, method, path, sent, code, status]) => {
  expectProblem(await newsroom.call(method, path, sent), code, status);
});

test('an address says which methods it takes', async () => {
  const allowed = async (method: string, path: string) => (await newsroom.call(method, path)).headers.get('allow');
  expect(await allowed('PUT', '/v1/briefings')).toBe('GET, HEAD, POST');
  expect(await allowed('POST', `${updates}/u`)).toBe('PATCH, DELETE');
});

test('nothing of what was sent has changed what an object is', () => {
  expect(({} as { key?: boolean }).key).toBeUndefined();
});

test.for([
  ['no key', undefined],
  ['a wrong key', 'Bearer wrong'],
  ['the key in another scheme', 'Basic a-key-for-the-newsroom'],
  ['a key that only begins right', 'Bearer a-key-for-the-newsroom2'],
  ['two keys', 'Bearer wrong a-key-for-the-newsroom'],
  ['nothing after Bearer', 'Bearer '],
] as const)('%s: refused with the same words, whatever the address and the body', async ([, authorization]) => {
  const headers = { Authorization: authorization ?? '' };
  const answers = await Promise.all([
    newsroom.call('POST', updates, { json: { text }, headers }),
    newsroom.call('POST', '/v1/briefings/nowhere/updates', { body: '{', headers }),
    newsroom.call('GET', `${articles}/none`, { headers }),
    newsroom.call('POST', articles, { text: 'x'.repeat(ARTICLE_BYTES + 1), headers }),
  ]);
  for (const answer of answers) {
    expectProblem(answer, 'BAD_KEY', 401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    expect(answer.json).toEqual(answers[0]?.json);
  }
});

test('without the key, not a byte of the body is waited for', async () => {
  const socket = connect(Number(new URL(newsroom.url).port), '127.0.0.1');
  socket.write(`POST ${articles} HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 1000000\r\n\r\n`);
  const answer = await new Promise<string>((resolve) => socket.once('data', (data) => resolve(String(data))));
  socket.destroy();
  expect(answer).toMatch(/^HTTP\/1.1 401/);
});

test('controls and marks without end are cleaned out of every text', async () => {
  const said = {
    text: 'a\u0000b\u202ec\u0007',
    headline: `e${'\u0301'.repeat(10_000)}`.slice(0, 400),
    tags: ['t\u009fag'],
  };
  const { status, json } = await newsroom.call('POST', updates, { json: said });
  expect(status).toBe(201);
  expect(json.update).toMatchObject({ text: 'abc', tags: ['tag'] });
  expect((json.update as { headline: string }).headline.length).toBeLessThan(20);
});

test('texts in any script, with emoji of many parts, come out as they went in', async () => {
  for (const said of ['👩‍👩‍👧‍👦🏳️‍🌈🇳🇴', 'क्षत्रिय', 'العاصفة', '𝒳 and \u{10FFFF}'.slice(0, 2)]) {
    const { json } = await newsroom.call('POST', updates, { json: { text: said } });
    expect(json.update).toMatchObject({ text: said.normalize('NFC') });
  }
});

test.for([
  ['33,000 nested tags', '<b>'.repeat(33_000)],
  ['12,000 attributes', `<p ${Array.from({ length: 12_000 }, (_, at) => `a${at}=1`).join(' ')}>`],
  ['25,000 comments that begin', '<!--'.repeat(25_000)],
  ['100,000 empty cells', '<td></td>'.repeat(100_000)],
  ['100,000 breaks', '<br>'.repeat(100_000)],
  ['everything unclosed', '<div><p><a href="x'.repeat(20_000)],
] as const)('an article of %s is taken in or refused in a time that grows with its length alone', async ([, html]) => {
  const began = performance.now();
  const { status } = await newsroom.call('POST', articles, { html: `A word. ${html}` });
  expect(performance.now() - began).toBeLessThan(3_000); // with its square, it would be minutes
  expect([202, 422]).toContain(status);
  await newsroom.client.del('dl:due');
});
