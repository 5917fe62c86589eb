import { isIP } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allowedAddresses } from '../../../src/queue/index.ts';
import { fetchFeed, type Lookup } from '../../../workers/sources/fetching.ts';
import { type FeedServer, rss, startFeedServer } from './feed-server.ts';

const web = allowedAddresses({ ownNetworks: false });
const own = allowedAddresses({ ownNetworks: true });

/** Which addresses a source may have: on the web, in own networks if these are allowed, never. Edges and their neighbours. */
const addresses: Record<'web' | 'own' | 'never', string[]> = {
  web: [
    ...['1.1.1.1', '8.8.8.8', '9.255.255.255', '11.0.0.0', '93.184.216.34', '100.63.255.255', '100.128.0.0'],
    ...['126.255.255.255', '128.0.0.0', '168.63.129.15', '169.253.255.255', '169.255.0.0', '172.15.255.255'],
    ...['172.32.0.0', '192.167.255.255', '192.169.0.0', '198.17.255.255', '198.20.0.0', '223.255.255.255'],
    ...['2001:4860:4860::8888', '2606:4700:4700::1111', '2001:200::1', '2a00:1450:4001::', '3ffe::1'],
  ],
  own: [
    ...['127.0.0.1', '127.0.0.0', '127.255.255.255', '10.0.0.0', '10.255.255.255', '172.16.0.0', '172.31.255.255'],
    ...['192.168.0.0', '192.168.255.255', '100.64.0.0', '100.127.255.255', '::1', 'fc00::', 'fd12:3456::1'],
  ],
  never: [
    ...['0.0.0.0', '0.255.255.255', '169.254.169.254', '169.254.0.0', '169.254.255.255', '100.100.100.200'],
    ...['168.63.129.16', '192.0.0.192', '192.0.2.1', '192.88.99.1', '198.18.0.0', '198.19.255.255', '198.51.100.7'],
    ...['203.0.113.255', '224.0.0.1', '239.255.255.255', '240.0.0.0', '255.255.255.255'],
    ...['::', '::2', '::7f00:1', '::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:10.0.0.1', '::ffff:169.254.169.254'],
    ...['::ffff:8.8.8.8', '::ffff:0:127.0.0.1', '64:ff9b::7f00:1', '64:ff9b::8.8.8.8', '64:ff9b:1::1', '100::1'],
    ...['2001::1', '2001:0:4136:e378::', '2001:10::1', '2001:20::1', '2001:db8::1', '2002:7f00:1::1', '3fff::1'],
    ...['fe80::1', 'fe80::1%lo', 'febf::1', 'fec0::1', 'ff02::1', 'ff0e::1', 'fd00:ec2::254', 'fd20:ce::254'],
    ...['fe80::a9fe:a9fe', '5f00::1', '1fff::1', '4000::1', '', 'localhost', '127.1', '0x7f000001', '127.0.0.1 '],
  ],
};

describe.each(Object.entries(addresses))('%s', (where, list) => {
  test.each(list)('%s', (address) => {
    expect({ web: web(address), own: own(address) }).toEqual({ web: where === 'web', own: where !== 'never' });
  });
});

test('no IPv4 address is reached by way of an IPv6 one', () => {
  const byte = fc.integer({ min: 0, max: 255 });
  const forms = fc.constantFrom(
    (a: string) => `::ffff:${a}`,
    (a: string) => `::${a}`,
    (a: string) => `64:ff9b::${a}`,
    (a: string) => `2002:${a}::1`,
  );
  fc.assert(
    fc.property(fc.tuple(byte, byte, byte, byte), forms, (bytes, form) => {
      const hex = bytes.map((one) => one.toString(16).padStart(2, '0')).join('');
      const mapped = form(form('').startsWith('2002') ? `${hex.slice(0, 4)}:${hex.slice(4)}` : bytes.join('.'));
      expect(isIP(mapped), mapped).toBe(6);
      if (mapped !== '::0.0.0.1') expect([web(mapped), own(mapped)], mapped).toEqual([false, false]);
    }),
    { numRuns: 2_000 },
  );
});

let server: FeedServer;
beforeAll(async () => {
  server = await startFeedServer();
  server.serve('/feed', rss([{ id: 'a' }]));
});
afterAll(() => server.stop());

/** A name server: what it answers at the first question, at the second, and from then on. */
function names(...answers: string[][]): { lookup: Lookup; questions: string[] } {
  const questions: string[] = [];
  const lookup: Lookup = (host, _, found) => {
    const answer = answers[Math.min(questions.length, answers.length - 1)] ?? [];
    questions.push(host);
    const addresses = answer.map((address) => ({ address, family: isIP(address) }));
    process.nextTick(() => found(null, addresses));
  };
  return { lookup, questions };
}

const quiet = new AbortController().signal;
const fetched = (url: string, asking: Partial<Parameters<typeof fetchFeed>[2]> = {}) =>
  fetchFeed(url, {}, { allowed: web, ...asking }, quiet);

/** Every way of writing an address of this machine that a URL parser knows, and other ways out of the web. */
const spellings = [
  ...['http://127.0.0.1', 'http://127.1', 'http://127.0.1', 'http://2130706433', 'http://0x7f000001', 'http://0x7f.1'],
  ...['http://017700000001', 'http://0177.0.0.1', 'http://127.0.0.1.', 'http://①②⑦.⓪.⓪.①', 'http://127。0。0。1'],
  ...['http://[::1]', 'http://[::ffff:127.0.0.1]', 'http://[0:0:0:0:0:ffff:7f00:1]', 'http://[::127.0.0.1]'],
  ...['http://0', 'http://0.0.0.0', 'http://[::]', 'http://localhost', 'http://%6cocalhost'],
];
test.each(spellings)('%s is not connected to', async (origin) => {
  const before = server.connections();
  await expect(fetched(`${origin}:${server.port}/feed`)).rejects.toMatchObject({ code: 'ADDRESS_REFUSED' });
  expect(server.connections()).toBe(before);
});

test.each([
  ['ftp://feeds.example/feed'],
  ['file:///etc/passwd'],
  ['gopher://127.0.0.1:6379/_INFO'],
  ['data:application/rss+xml,<rss/>'],
  ['http://ada:secret@feeds.example/feed'],
])('%s is not asked for', async (url) => {
  const { lookup, questions } = names(['93.184.216.34']);
  await expect(fetched(url, { lookup })).rejects.toMatchObject({ code: 'ADDRESS_REFUSED' });
  expect(questions).toEqual([]);
});

test.each([
  ['a private address', [['127.0.0.1']]],
  ['a public address and a private one', [['93.184.216.34', '127.0.0.1']]],
  ['a private address of the other family', [['93.184.216.34', '::1']]],
  ['the address of a cloud’s metadata', [['169.254.169.254']]],
  ['no address', [[]]],
])('a name that leads to %s is not connected to', async (_, answers) => {
  const before = server.connections();
  const { lookup } = names(...answers);
  const url = `http://feeds.example:${server.port}/feed`;
  await expect(fetched(url, { lookup })).rejects.toMatchObject({ code: 'ADDRESS_REFUSED' });
  expect(server.connections()).toBe(before);
});

test('a refusal does not say which address it was', async () => {
  const { lookup } = names(['10.1.2.3']);
  const refusal = await fetched('http://feeds.example/feed', { lookup }).catch((error: Error) => error);
  expect(String((refusal as Error).message)).not.toContain('10.1.2.3');
});

/** As if this machine's first address lay on the web, and its others did not. */
const first = (address: string) => address === '127.0.0.1';

test('the address that was checked is the one that is connected to, by the name that was asked for', async () => {
  const { lookup, questions } = names(['127.0.0.1'], ['127.0.0.2']);
  const url = `http://feeds.example:${server.port}/feed`;
  expect(await fetched(url, { allowed: first, lookup })).toMatchObject({ result: 'feed' });
  expect(questions).toEqual(['feeds.example']); // nobody asked again
  expect(server.asked.at(-1)?.headers.host).toBe(`feeds.example:${server.port}`);
});

test('a name that leads elsewhere at the second question is not followed there', async () => {
  const { lookup, questions } = names(['127.0.0.1'], ['127.0.0.2']);
  server.redirect('/moved', `http://feeds.example:${server.port}/feed`);
  const before = server.asked.length;
  const url = `http://feeds.example:${server.port}/moved`;
  await expect(fetched(url, { allowed: first, lookup })).rejects.toMatchObject({ code: 'ADDRESS_REFUSED' });
  expect(questions).toHaveLength(2);
  expect(server.asked).toHaveLength(before + 1);
});

test.each([
  'http://127.0.0.2:PORT/feed',
  'http://[::1]:PORT/feed',
  'http://169.254.169.254/latest/meta-data/',
])('a redirect to %s is not followed', async (to) => {
  const url = server.redirect('/inside', to.replace('PORT', String(server.port)));
  const before = server.connections();
  await expect(fetched(url, { allowed: first })).rejects.toMatchObject({ code: 'ADDRESS_REFUSED' });
  expect(server.connections()).toBe(before + 1);
});

test.each([
  'file:///etc/passwd',
  'ftp://feeds.example/',
  'javascript:1',
  'http://ada:secret@127.0.0.1/',
])('a redirect to %s is not followed', async (to) => {
  const url = server.redirect('/outside', to);
  await expect(fetched(url, { allowed: first })).rejects.toMatchObject({ code: 'ADDRESS_REFUSED' });
});
