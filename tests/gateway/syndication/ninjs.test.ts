import { expect, test } from 'vitest';
import { ninjsOf } from '../../../src/gateway/syndication/ninjs.ts';
import type { Syndicated } from '../../../src/gateway/syndication/syndicated.ts';
import { SYNDICATED_UPDATES } from '../../../src/protocol/limits.ts';
import { ninjs } from '../../../src/protocol/ninjs.ts';
import { address, HOSTILE, minute, published, revised, SITE, told } from './samples.ts';

/** As it travels; held to the standard. */
function documentOf(what: Syndicated) {
  const document = JSON.parse(JSON.stringify(ninjsOf(what)));
  expect(ninjs.safeParse(document).error?.issues).toBe(undefined);
  return document;
}

test('an empty briefing is a composite of nothing', () => {
  expect(documentOf(told([], undefined, { language: 'ar', summary: 'What is known.' }))).toEqual({
    uri: `${SITE}/briefings/storm`,
    standard: { name: 'ninjs', version: '3.1', schema: 'https://www.iptc.org/std/ninjs/ninjs-schema_3.1.json' },
    type: 'composite',
    representationType: 'full',
    version: '1',
    firstCreated: minute(0),
    versionCreated: minute(0),
    contentCreated: minute(0),
    pubStatus: 'usable',
    language: 'ar',
    title: 'Storm',
    headlines: [{ role: 'main', contentType: 'text/plain', value: 'Storm' }],
    descriptions: [{ role: 'summary', contentType: 'text/plain', value: 'What is known.' }],
    associations: [],
  });
});

test('an update is an item of its own, with its corrections and its media', () => {
  const rich = published('a', {
    headline: 'Six hours',
    html: '<p>Text a</p>',
    byline: 'Ada',
    tags: ['sea'],
    sources: ['The port'],
    warning: 'Loud',
    occurredAt: minute(-60),
    media: [
      { type: 'image', url: 'https://i.example/a.png', alt: 'A ship', credit: 'Bo', width: 4, height: 3 },
      { type: 'video', caption: 'Nowhere' },
    ],
  });
  expect(documentOf(told([rich], undefined, { language: 'fr' })).associations).toEqual([
    {
      name: 'Six hours',
      uri: address('a'),
      type: 'text',
      profile: 'paragraph',
      version: '1',
      firstCreated: minute(1),
      versionCreated: minute(1),
      contentCreated: minute(-60),
      pubStatus: 'usable',
      language: 'fr',
      headlines: [{ role: 'main', contentType: 'text/plain', value: 'Six hours' }],
      bodies: [
        { role: 'main', contentType: 'text/plain', value: 'Text a' },
        { role: 'richtext', contentType: 'text/html', value: '<p>Text a</p>' },
      ],
      descriptions: [{ role: 'warning', contentType: 'text/plain', value: 'Loud' }],
      by: 'Ada',
      infoSources: [{ name: 'The port' }],
      subjects: [{ name: 'sea' }],
      associations: [
        {
          name: 'A ship',
          uri: 'https://i.example/a.png',
          type: 'picture',
          by: 'Bo',
          renditions: [{ name: 'main', href: 'https://i.example/a.png', width: 4, height: 3 }],
        },
      ],
    },
  ]);
});

test('a correction is a version with its note', () => {
  const { version, associations } = documentOf(told([published('a'), revised('a', 2, 'Six.', 'six, not eight')]));
  expect(version).toBe('3');
  expect(associations).toMatchObject([
    {
      version: '2',
      versionCreated: minute(2),
      descriptions: [{ role: 'correction', contentType: 'text/plain', value: 'six, not eight' }],
    },
  ]);
});

test('a retraction is a canceled version without words', () => {
  const { associations } = documentOf(told([published('a'), { type: 'retracted', id: 'a', reason: 'Wrong.' }]));
  expect(associations).toEqual([
    {
      name: 'Withdrawn',
      uri: address('a'),
      type: 'text',
      version: '2',
      firstCreated: minute(1),
      versionCreated: minute(2),
      pubStatus: 'canceled',
      descriptions: [{ role: 'reason', contentType: 'text/plain', value: 'Wrong.' }],
    },
  ]);
});

test('whatever a text says, it stays a text', () => {
  const { title, associations } = documentOf(told([published('a', { text: HOSTILE })], undefined, { title: HOSTILE }));
  expect([title, associations[0].bodies[0].value]).toEqual([HOSTILE, HOSTILE]);
});

test('a long briefing is told in parts', () => {
  const many = Array.from({ length: SYNDICATED_UPDATES + 1 }, (_, at) => published(`u${at}`));
  const first = told(many);
  expect(documentOf(first)).toMatchObject({ representationType: 'partial' });
  const rest = documentOf(told(many, first.next));
  expect(rest).toMatchObject({ representationType: 'partial', associations: [{ uri: address('u0') }] });
});
