import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { parseJsonFeed } from 'feedsmith';
import { expect, test } from 'vitest';
import { jsonFeed } from '../../../src/gateway/syndication/json-feed.ts';
import type { Syndicated } from '../../../src/gateway/syndication/syndicated.ts';
import { SYNDICATED_UPDATES } from '../../../src/protocol/limits.ts';
import { jsonFeedSchema } from './json-feed-schema.ts';
import { address, HOSTILE, minute, published, revised, SITE, told } from './samples.ts';

const ajv = new Ajv({ allErrors: true });
addFormats.default(ajv);
const isFeed = ajv.compile(jsonFeedSchema);

function feedOf(what: Syndicated) {
  const json = jsonFeed(what);
  const feed = JSON.parse(json);
  expect(isFeed(feed), ajv.errorsText(isFeed.errors)).toBe(true);
  return { feed, parsed: parseJsonFeed(json) };
}

test('an empty briefing has a feed without items', () => {
  const { feed, parsed } = feedOf(told([], undefined, { language: 'ar', summary: 'What is known.' }));
  expect(feed).toEqual({
    version: 'https://jsonfeed.org/version/1.1',
    title: 'Storm',
    description: 'What is known.',
    home_page_url: `${SITE}/briefings/storm`,
    feed_url: `${SITE}/briefings/storm/feed.json`,
    language: 'ar',
    items: [],
    _dateline: { status: 'live', updated_at: minute(0), retracted: [] },
  });
  expect(parsed.language).toBe('ar');
});

test('an update has its words, its names, its media and its own language', () => {
  const { feed, parsed } = feedOf(
    told([
      published('a', {
        text: 'One.\n\nTwo.',
        headline: 'A <b>',
        byline: 'Ada',
        tags: ['sea'],
        language: 'he',
        direction: 'rtl',
        key: true,
        sources: ['The port'],
        warning: 'Loud',
        media: [
          { type: 'image', url: 'https://i.example/a.JPG?w=1', alt: 'A ship', caption: 'The ship', credit: 'Bo' },
          { type: 'audio', url: 'https://i.example/listen' },
          { type: 'video', caption: 'Nowhere' },
        ],
      }),
    ]),
  );
  expect(parsed.items).toHaveLength(1);
  expect(feed.items[0]).toEqual({
    id: address('a'),
    url: address('a'),
    title: 'A <b>',
    content_html:
      '<div lang="he" dir="rtl"><p><strong>Loud</strong></p><p>One.</p><p>Two.</p>' +
      '<figure><img src="https://i.example/a.JPG?w=1" alt="A ship"><figcaption>The ship (Bo)</figcaption></figure>' +
      '<p><a href="https://i.example/listen">https://i.example/listen</a></p><p>Nowhere</p></div>',
    content_text: 'One.\n\nTwo.',
    image: 'https://i.example/a.JPG?w=1',
    date_published: minute(1),
    authors: [{ name: 'Ada' }],
    tags: ['sea'],
    language: 'he',
    attachments: [
      { url: 'https://i.example/a.JPG?w=1', mime_type: 'image/jpeg', title: 'The ship' },
      { url: 'https://i.example/listen', mime_type: 'application/octet-stream' },
    ],
    _dateline: { kind: 'paragraph', revision: 1, key: true, sources: ['The port'] },
  });
});

test('a correction changes the date, and is told', () => {
  const { feed } = feedOf(told([published('a'), revised('a', 2, 'Six.', 'six, not <eight>')]));
  expect(feed.items[0]).toMatchObject({
    content_html:
      `<div dir="auto"><p>Six.</p><p>✎ <time datetime="${minute(2)}">2024-01-01 06:02 UTC</time>: ` +
      'six, not &#60;eight&#62;</p></div>',
    date_published: minute(1),
    date_modified: minute(2),
    _dateline: { revision: 2, corrections: [{ date: minute(2), note: 'six, not <eight>' }] },
  });
});

test('a retraction takes the item out, and is told without its text', () => {
  const { feed } = feedOf(told([published('a'), published('b'), { type: 'retracted', id: 'a', reason: 'Wrong.' }]));
  expect(feed.items.map(({ id }: { id: string }) => id)).toEqual([address('b')]);
  expect(feed._dateline.retracted).toEqual([{ id: address('a'), date_retracted: minute(3), reason: 'Wrong.' }]);
  expect(JSON.stringify(feed)).not.toContain('Text a');
});

test('the feed of an ended briefing is expired, until it is reopened', () => {
  expect(feedOf(told([published('a'), { type: 'ended' }])).feed.expired).toBe(true);
  expect(feedOf(told([published('a'), { type: 'ended' }, { type: 'reopened' }])).feed.expired).toBe(undefined);
});

test('whatever a text says, it stays a text', () => {
  const { feed } = feedOf(told([published('a', { text: HOSTILE, headline: HOSTILE, byline: HOSTILE })]));
  expect(feed.items[0]).toMatchObject({ content_text: HOSTILE, title: HOSTILE, authors: [{ name: HOSTILE }] });
  expect(feed.items[0].content_html).not.toContain('<script>');
});

test('what changed last comes first, in pages that have each update once', () => {
  const many = Array.from({ length: 2 * SYNDICATED_UPDATES + 10 }, (_, at) => published(`u${at}`));
  const log = [...many, revised('u3', 2, 'New.'), { type: 'retracted', id: 'u2' } as const];
  const ids: string[] = [];
  const sizes: number[] = [];
  let before: string | undefined;
  do {
    const { feed } = feedOf(told(log, before));
    sizes.push(feed.items.length);
    ids.push(...feed.items.map(({ id }: { id: string }) => id));
    before = feed.next_url && (new URL(feed.next_url).searchParams.get('before') ?? undefined);
    if (sizes.length === 1) {
      expect(ids[0]).toBe(address('u3'));
      expect(feed._dateline.retracted).toHaveLength(1);
      expect(feed.feed_url).toBe(`${SITE}/briefings/storm/feed.json`);
    } else expect(feed.feed_url).toContain('?before=');
  } while (before);
  expect(sizes).toEqual([SYNDICATED_UPDATES - 1, SYNDICATED_UPDATES, 10]);
  expect(new Set(ids).size).toBe(many.length - 1);
  expect(feedOf(told(log, 'nobody')).feed.items).toEqual([]);
});
