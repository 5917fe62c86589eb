import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { Refusal } from '../../../src/protocol/codes.ts';
import { SOURCE_BYTES, SOURCE_ITEMS, SOURCE_PARSE_MS } from '../../../src/protocol/limits.ts';
import { textOf } from '../../../workers/sources/charset.ts';
import { hasDoctype } from '../../../workers/sources/doctype.ts';
import { itemsOf } from '../../../workers/sources/items.ts';
import { createReader } from '../../../workers/sources/reading.ts';
import { rss } from './feed-server.ts';

const ADDRESS = 'https://wire.example/feeds/all.xml';
const quiet = new AbortController().signal;
const reader = createReader();
afterAll(() => reader.close());
const read = (feed: string) => reader.read(feed, ADDRESS, quiet);
const items = (feed: string) => itemsOf(feed, ADDRESS);
const channel = (items: string, more = '') =>
  `<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>${more}${items}</channel></rss>`;
const atom = (entries: string, more = '') => `<feed xmlns="http://www.w3.org/2005/Atom" ${more}>${entries}</feed>`;
const json = (items: unknown[], more: object = {}) =>
  JSON.stringify({ version: 'https://jsonfeed.org/version/1.1', title: 'T', items, ...more });
const ids = (feed: string) => items(feed).map(({ id }) => id);
const html = (words: string) => ({ format: 'html', words });
const text = (words: string) => ({ format: 'text', words });

describe('an item of', () => {
  test.for([
    [
      'RSS, with all that it may say',
      channel(
        `<item><guid isPermaLink="false">7</guid><title>A &amp;amp; B</title><link>/7</link><dc:creator>Ada</dc:creator>
        <dc:creator>Bob</dc:creator><description>Short</description><content:encoded><![CDATA[<p>All &amp; more</p>]]></content:encoded></item>`,
        '<language>de</language>',
      ),
      {
        id: '7',
        url: 'https://wire.example/7',
        title: html('A &amp; B'),
        byline: 'Ada, Bob',
        language: 'de',
        body: html('<p>All &amp; more</p>'),
      },
    ],
    [
      'RSS, whose text is written twice over',
      channel(
        '<item><guid>https://wire.example/8</guid><description>&lt;p&gt;a &amp;lt; b&lt;/p&gt;</description></item>',
      ),
      { id: 'https://wire.example/8', url: 'https://wire.example/8', body: html('<p>a &lt; b</p>') },
    ],
    [
      'RSS, whose id is no address',
      channel('<item><guid isPermaLink="false">10</guid><title>T</title></item>'),
      { id: '10', title: html('T'), body: html('T') },
    ],
    [
      'RSS, an author with an address that is nobody’s business',
      channel(
        '<item><link>https://wire.example/9</link><author>ada@wire.example (Ada L.)</author><title>T</title></item>',
      ),
      {
        id: 'https://wire.example/9',
        url: 'https://wire.example/9',
        title: html('T'),
        byline: 'Ada L.',
        body: html('T'),
      },
    ],
    [
      'Atom, in XHTML, under another base',
      atom(
        `<entry xml:base="https://other.example/x/" xml:lang="fr"><id>urn:a</id><title type="html">A &amp;lt; B</title>
        <link rel="self" href="self"/><link href="y"/><author><name>Eve</name></author>
        <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One &amp; <b>two</b></p></div></content></entry>`,
      ),
      {
        id: 'urn:a',
        url: 'https://other.example/x/y',
        title: html('A &lt; B'),
        byline: 'Eve',
        language: 'fr',
        body: html('<p>One &amp; <b>two</b></p>'),
      },
    ],
    [
      'Atom, in plain text, with what its feed says',
      atom(
        '<author><name>Desk</name></author><entry><id>urn:b</id><title>A &lt;b> tag</title><summary>x &lt; y</summary></entry>',
        'xml:lang="en"',
      ),
      { id: 'urn:b', title: text('A <b> tag'), byline: 'Desk', language: 'en', body: text('x < y') },
    ],
    [
      'Atom, whose content is a picture',
      atom(
        '<entry><id>urn:c</id><title>T</title><content type="image/png">aGk=</content><summary>A picture</summary></entry>',
      ),
      { id: 'urn:c', title: text('T'), body: text('A picture') },
    ],
    [
      'JSON Feed, in HTML',
      json([{ id: 'j', url: '/j', title: 'a < b', content_html: '<p>x</p>', content_text: 'x' }], {
        language: 'en',
        authors: [{ name: 'Ada' }],
      }),
      {
        id: 'j',
        url: 'https://wire.example/j',
        title: text('a < b'),
        byline: 'Ada',
        language: 'en',
        body: html('<p>x</p>'),
      },
    ],
    ['JSON Feed, in text, with a number for an id', json([{ id: 5, content_text: 'x' }]), { id: '5', body: text('x') }],
  ] as const)('%s', ([, feed, item]) => {
    expect(items(feed)).toEqual([item]);
  });
});

test('an item without a name, and one without a word, are left out', () => {
  const some =
    '<item><description>Who?</description></item><item><guid>1</guid></item><item><guid>2</guid><title>Two</title></item>';
  expect(ids(channel(some))).toEqual(['2']);
});

test('a feed without items is a feed', () => {
  expect(items(rss([]))).toEqual([]);
  expect(items(atom('<title>T</title>'))).toEqual([]);
  expect(items(json([]))).toEqual([]);
});

test('the oldest item comes first: by its date, or from the end when one has none', () => {
  const dated = (id: string, day: number) => ({ id, date: `${String(day).padStart(2, '0')} Nov 2026 10:00:00 GMT` });
  expect(ids(rss([dated('b', 12), dated('c', 13), dated('a', 11)]))).toEqual(['a', 'b', 'c']);
  expect(ids(rss([dated('a', 11), dated('b', 12), { id: 'c' }]))).toEqual(['c', 'b', 'a']);
  expect(ids(rss([dated('b', 12), { id: 'c' }, dated('a', 11)]))).toEqual(['a', 'c', 'b']);
  expect(ids(rss([dated('b', 12), { id: 'c', date: 'yesterday' }]))).toEqual(['c', 'b']);
});

test('an item that stands twice is taken as it stands first', () => {
  const twice = [{ id: 'a', body: 'new' }, { id: 'b' }, { id: 'a', body: 'old' }];
  expect(items(rss(twice)).map(({ id, body }) => [id, body.words])).toEqual([
    ['a', 'new'],
    ['b', '<p>Body of b.</p>'],
  ]);
});

test('of a long feed the newest items are read', () => {
  const many = Array.from({ length: SOURCE_ITEMS + 50 }, (_, at) => ({ id: `i${at}` }));
  const found = ids(rss(many));
  expect(found).toHaveLength(SOURCE_ITEMS);
  expect([found[0], found.at(-1)]).toEqual([`i${SOURCE_ITEMS - 1}`, 'i0']);
});

const unreadable = { code: 'SOURCE_UNREADABLE' };

test.for([
  ['nothing', ''],
  ['a page', '<!doctype html><html><body><p>Hello</body></html>'],
  ['a page without a declaration', '<html><body><p>Hello</body></html>'],
  ['words', 'Not found'],
  ['other JSON', '{"items":[{"id":1}]}'],
  ['broken JSON', '{"version":"https://jsonfeed.org/version/1.1","items":['],
  ['a feed that was cut off', rss([{ id: 'a' }]).slice(0, 120)],
  ['bytes', Buffer.from(Array.from({ length: 512 }, (_, at) => at % 256)).toString('latin1')],
  ['tags in each other', channel(`<item>${'<a>'.repeat(100_000)}`)],
  ['a name that changes what an object is', channel('<item><__proto__><a>1</a></__proto__><guid>1</guid></item>')],
] as const)('%s is not a feed', async ([, feed]) => {
  await expect(read(feed)).rejects.toMatchObject(unreadable);
});

const lol = Array.from({ length: 9 }, (_, at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(10)}">`).join('');
const DECLARATION = `<!DOCTYPE rss [<!ENTITY l0 "lol">${lol}<!ENTITY file SYSTEM "file:///etc/passwd">]>`;

test.for([
  ['with entities', DECLARATION],
  ['after a comment', `<?xml version="1.0"?>\n<!-- a > comment -->\n${DECLARATION}`],
  ['in small letters', '\ufeff<?xml version="1.0"?><?style?><!doctype rss>'],
  ['that lies elsewhere', '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://127.0.0.1/rss.dtd">'],
] as const)('a feed with a document type declaration %s is refused', async ([, declaration]) => {
  const feed = declaration + channel('<item><guid>1</guid><title>&l9;&file;</title></item>');
  await expect(read(feed)).rejects.toMatchObject({ ...unreadable, message: expect.stringMatching(/document type/) });
});

test('an HTML declaration inside of an item is none of its feed’s', () => {
  const feed = channel('<item><guid>1</guid><description><![CDATA[<!DOCTYPE html><p>x</p>]]></description></item>');
  expect(items(feed)[0]?.body.words).toBe('<!DOCTYPE html><p>x</p>');
});

test('an entity that a declaration elsewhere makes stands for nothing', async () => {
  const inside = channel(
    `<!DOCTYPE rss [<!ENTITY big "${'x'.repeat(100_000)}">]><item><guid>1</guid><title>a &big; &amp; b</title></item>`,
  );
  const found = await read(inside).catch((error: unknown) => error);
  if (!(found instanceof Refusal)) expect(JSON.stringify(found)).not.toContain('xx');
});

test('a comment without an end is no declaration, and takes no time', () => {
  expect(hasDoctype('<!--'.repeat(500_000))).toBe(false);
  expect(hasDoctype(`${'<!---->'.repeat(200_000)}<!DOCTYPE x>`)).toBe(true);
  expect(hasDoctype(`${' '.repeat(1_000_000)}<rss>`)).toBe(false);
});

const xml = '<?xml version="1.0" encoding="windows-1251"?>';
test.for([
  ['UTF-8', Buffer.from('<rss>Привіт'), undefined, '<rss>Привіт'],
  ['what its server says', Buffer.from('e9', 'hex'), 'text/xml; charset="ISO-8859-1"', 'é'],
  ['what it says itself', Buffer.concat([Buffer.from(xml), Buffer.from('cff0', 'hex')]), 'text/xml', `${xml}Пр`],
  [
    'its server before itself',
    Buffer.concat([Buffer.from(xml), Buffer.from('П')]),
    'text/xml;charset=utf-8',
    `${xml}П`,
  ],
  ['its mark before all', Buffer.from('feff041f', 'hex'), 'text/xml; charset=utf-8', 'П'],
  ['its mark, the other way round', Buffer.from('fffe1f04', 'hex'), undefined, 'П'],
  ['what is no character', Buffer.from('61ff62', 'hex'), undefined, 'a\ufffdb'],
] as const)('the characters of a feed are those of %s', ([, bytes, type, said]) => {
  expect(textOf(bytes, type)).toBe(said);
});

test('an unknown character set is unreadable', () => {
  expect(() => textOf(Buffer.from('x'), 'text/xml; charset=klingon')).toThrow(Refusal);
});

/** Texts that are made to be slow, as long as a feed may be. */
const slow: Record<string, string> = {
  attributes: channel(`<item ${Array.from({ length: SOURCE_BYTES / 13 }, (_, at) => `a${at}="1"`).join(' ')}></item>`),
  'unclosed sections': channel(`<item><title>${'<![CDATA['.repeat(SOURCE_BYTES / 10)}`),
  'unclosed comments': channel(`<item>${'<!--'.repeat(SOURCE_BYTES / 5)}`),
  brackets: channel(`<item>${'<'.repeat(SOURCE_BYTES - 500)}</item>`),
  descriptions: channel(`<item>${'<description>'.repeat(SOURCE_BYTES / 14)}</item>`),
  'small items': channel('<item><guid>1</guid></item>'.repeat(SOURCE_BYTES / 28)),
  namespaces: `<rss version="2.0" ${Array.from({ length: SOURCE_BYTES / 22 }, (_, at) => `xmlns:a${at}="u:${at}"`).join(' ')}><channel></channel></rss>`,
  references: channel(`<item><guid>1</guid><title>${'&#65;'.repeat(SOURCE_BYTES / 6)}</title></item>`),
  blanks: `<?xml version="1.0"?>${' '.repeat(SOURCE_BYTES - 200)}${channel('')}`,
  'nested XHTML': atom(
    `<entry><id>1</id><content type="xhtml">${'<div>'.repeat(SOURCE_BYTES / 12)}${'</div>'.repeat(SOURCE_BYTES / 12)}</content></entry>`,
  ),
  'deep JSON': `{"version":"https://jsonfeed.org/version/1.1","items":[],"a":${'['.repeat(SOURCE_BYTES / 3)}${']'.repeat(SOURCE_BYTES / 3)}}`,
};
test.for(Object.keys(slow))('%s that are made to be slow take no longer than a feed may', async (name) => {
  const began = performance.now();
  await read(slow[name] ?? '').catch((error: unknown) => expect(error).toMatchObject(unreadable));
  expect(performance.now() - began).toBeLessThan(SOURCE_PARSE_MS + 1_000);
});

const many = slow['small items'] ?? '';

test.for([
  ['too long', { ms: 1, megabytes: 128 }],
  ['too much memory', { ms: 5_000, megabytes: 24 }],
] as const)('a feed that takes %s costs its thread alone, and no other feed', async ([why, limits]) => {
  const strict = createReader(limits);
  const readings = [many, rss([{ id: 'a' }]), many].map((feed) => strict.read(feed, ADDRESS, quiet));
  const [first, second, third] = await Promise.allSettled(readings);
  expect([first, third]).toMatchObject([{ reason: { message: `It takes ${why} to be read` } }, { status: 'rejected' }]);
  if (why === 'too much memory') expect(second).toMatchObject({ value: [{ id: 'a' }] });
  await strict.close();
});

test('reading ends with its look, and others go on', async () => {
  const ending = new AbortController();
  const first = reader.read(many, ADDRESS, ending.signal);
  const waiting = reader.read(rss([]), ADDRESS, ending.signal);
  const other = read(rss([{ id: 'a' }]));
  ending.abort(new Error('the worker closes'));
  await expect(first).rejects.toThrow('the worker closes');
  await expect(waiting).rejects.toThrow('the worker closes');
  expect(await other).toHaveLength(1);
});

test('a reader that is closed ends its thread, and begins again when it is asked', async () => {
  const own = createReader();
  await own.read(rss([{ id: 'a' }]), ADDRESS, quiet);
  await own.close();
  expect(await own.read(rss([{ id: 'a' }]), ADDRESS, quiet)).toHaveLength(1);
  await own.close();
});

function itemsIfAny(feed: string) {
  try {
    return items(feed);
  } catch {
    return [];
  }
}

/** Feeds with a piece taken out, doubled, moved or put in. */
test('whatever is done to a feed, it is read or it is not: nothing else happens', () => {
  const feeds = [
    rss([{ id: 'a', date: '12 Nov 2026 10:00:00 GMT' }, { id: 'b' }]),
    atom(
      '<entry><id>1</id><title type="xhtml"><div>T</div></title><link href="x"/><content type="html">&lt;p></content></entry>',
    ),
    json([{ id: 1, title: 'x', content_html: '<p>x', authors: [{ name: 'A' }] }]),
  ];
  const piece = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.constantFrom(
      '<![CDATA[',
      ']]>',
      '<!--',
      '-->',
      '&amp;',
      '&#x0;',
      '&#xD800;',
      '<item>',
      '</item>',
      '"',
      '{',
      '\0',
    ),
  );
  const edit = fc.tuple(fc.nat(), fc.nat(40), piece);
  fc.assert(
    fc.property(fc.constantFrom(...feeds), fc.array(edit, { minLength: 1, maxLength: 4 }), (feed, edits) => {
      let changed = feed;
      for (const [at, cut, put] of edits) {
        const place = at % (changed.length + 1);
        changed = changed.slice(0, place) + put + changed.slice(place + cut);
      }
      for (const { id, body } of itemsIfAny(changed))
        expect([typeof id, typeof body.words]).toEqual(['string', 'string']);
    }),
    { numRuns: 1_500 },
  );
});
