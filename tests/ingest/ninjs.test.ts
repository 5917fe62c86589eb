import { expect, test } from 'vitest';
import { articleOfNinjs, isNinjs, isTakenBack } from '../../src/ingest/ninjs.ts';
import type { Ninjs } from '../../src/protocol/ninjs.ts';

const URI = 'urn:newsml:agency.example:20260709:item1';
const article = (fields: Partial<Ninjs>) => articleOfNinjs({ uri: URI, ...fields });

test('ninjs is what is sent as such, or says that it is', () => {
  expect(isNinjs('application/ninjs+json', {})).toBe(true);
  expect(isNinjs('application/json', { standard: { name: 'ninjs' } })).toBe(true);
  for (const json of [null, [], 'ninjs', { standard: 'ninjs' }, { standard: null }, { standard: { name: 'x' } }])
    expect(isNinjs('application/json', json)).toBe(false);
});

test('an item is read for its words, its author, its time and its page', () => {
  const renditions = [
    { name: 'photo', contentType: 'image/png', href: 'https://a.example/1.png' },
    { name: 'web', contentType: 'text/html', href: 'https://a.example/1' },
  ];
  const item = {
    headlines: [
      { role: 'short', value: 'Ferry' },
      { role: 'main', value: 'The ferry leaves' },
    ],
    bodies: [
      { role: 'main', contentType: 'text/plain', value: 'It has left.' },
      { role: 'richtext', contentType: 'application/xhtml+xml', value: '<p>It has left.</p>' },
    ],
    by: 'Ada',
    language: 'en-GB',
    embargoedUntil: '2030-07-09T12:00:00+02:00',
    edNote: 'Do not print',
    title: 'metadata',
    renditions,
  };
  expect(article(item)).toEqual({
    title: 'The ferry leaves',
    body: '<p>It has left.</p>',
    format: 'html',
    byline: 'Ada',
    language: 'en-GB',
    publishAt: '2030-07-09T12:00:00+02:00',
    url: 'https://a.example/1',
  });
});

test.for<[contentType: string | undefined, value: string, format: string]>([
  ['text/html; charset=utf-8', 'It', 'html'],
  ['application/xhtml+xml', '<p>It</p>', 'html'],
  ['application/nitf+xml', '<nitf><p>It</p></nitf>', 'html'],
  ['text/xml', '<p>It</p>', 'html'],
  ['text/plain', '<p>It</p>', 'text'],
  ['text/htmlx', '<p>It</p>', 'text'],
  [undefined, ' <p>It</p>', 'html'],
  [undefined, '3 < 4', 'text'],
])('a body of type %s that says %j is read as %s', ([contentType, value, format]) => {
  expect(article({ bodies: [{ contentType, value }] })).toMatchObject({ body: value, format });
});

test('of a body in several types, HTML is read, then text, then agencies’ own XML', () => {
  const bodies = ['application/xml', 'text/plain', 'application/xhtml+xml', 'text/html'].map((contentType) => ({
    contentType,
    value: contentType,
  }));
  const read = [4, 3, 2, 1].map((count) => article({ bodies: bodies.slice(0, count) }).body);
  expect(read).toEqual(['text/html', 'application/xhtml+xml', 'text/plain', 'application/xml']);
});

test('a headline in HTML is read as its words', () => {
  const headlines = [{ contentType: 'text/html', value: 'A <b>ferry</b> &amp; more' }];
  expect(article({ headlines }).title).toBe('A ferry & more');
});

test('an item without a body has no words', () => {
  expect(article({ title: 'metadata', type: 'picture' }).body).toBe('');
});

test('withheld and canceled are both taken back', () => {
  const back = (pubStatus?: 'usable' | 'withheld' | 'canceled') => isTakenBack({ uri: URI, pubStatus });
  expect([back(), back('usable'), back('withheld'), back('canceled')]).toEqual([false, false, true, true]);
});
