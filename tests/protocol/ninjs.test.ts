import { expect, test } from 'vitest';
import { ninjs } from '../../src/protocol/ninjs.ts';

const MINIMUM = { uri: 'tag:agency.example,2026:item/1' };

/** A text as agencies send it, with most of what the standard has. */
const ITEM = {
  ...MINIMUM,
  standard: { name: 'ninjs', version: '3.1', schema: 'http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#' },
  type: 'text',
  profile: 'text-only',
  version: '3',
  versionCreated: '2026-07-09T10:37:00Z',
  embargoedUntil: '2026-07-09T12:00:00+02:00',
  pubStatus: 'usable',
  urgency: 4,
  language: 'en',
  by: 'Ada and Bo',
  located: 'Harbour',
  headlines: [{ role: 'main', value: 'Ferry leaves' }],
  bodies: [{ role: 'main', contentType: 'text/plain', charCount: 11, wordCount: 2, value: 'It has left.' }],
  people: [{ name: 'Cy', rel: 'about', uri: 'http://www.wikidata.org/entity/Q1' }],
  organisations: [{ name: 'Port', symbols: [{ exchange: 'X', symbol: 'PRT' }], contactInfo: [{ value: '+1 2' }] }],
  places: [{ name: 'Quay', rel: 'mentions', geoJSON: { type: 'Point', coordinates: [1, 2] } }],
  subjects: [{ literal: 'ships', relevance: 80 }],
  eventDetails: { dates: { startDate: '2026-07-09T10:37:00Z', recurrence: { recurrenceDates: ['2026-07', '2026'] } } },
  plannedCoverage: [{ type: 'picture', itemCount: { rangeFrom: 1 }, renditions: [{ name: 'main' }] }],
  associations: [{ name: 'A ship', uri: 'https://i.example/1', type: 'picture', associations: [] }],
  rightsInfo: { encodedRights: 'all' },
  digitalSourceType: { uri: 'http://cv.iptc.org/newscodes/digitalsourcetype/humanEdits' },
};

test('an item of the standard is taken, and so is the least that is one', () => {
  expect(ninjs.parse(ITEM)).toEqual(ITEM);
  expect(ninjs.parse(MINIMUM)).toEqual(MINIMUM);
});

const wrong: [what: string, fields: object][] = [
  ['no uri', { uri: undefined }],
  ['a uri without a scheme', { uri: 'item/1' }],
  ['a name that 1.x had', { versioncreated: '2026-07-09T10:37:00Z' }],
  ['a name within a body', { bodies: [{ value: 'It.', format: 'html' }] }],
  ['a body without a value', { bodies: [{ role: 'main' }] }],
  ['one body, not in a list', { bodies: { value: 'It.' } }],
  ['a version that is a number', { version: 3 }],
  ['a status of NewsML', { pubStatus: 'stat:usable' }],
  ['a type of nothing', { type: 'tweet' }],
  ['a time without a zone', { versionCreated: '2026-07-09T10:37:00' }],
  ['urgency 0', { urgency: 0 }],
  ['an association without a name', { associations: [{ uri: 'https://i.example/1' }] }],
  ['an association without a uri', { associations: [{ name: 'A ship' }] }],
  ['a name within an association', { associations: [{ name: 'A', uri: 'https://i.example/1', caption: 'A' }] }],
  ['a name within what an association has', { associations: [{ ...MINIMUM, name: 'A', associations: [{}] }] }],
  ['rights both linked and encoded', { rightsInfo: { linkedRights: 'https://r.example', encodedRights: 'all' } }],
  ['a contact without a way', { people: [{ contactInfo: [{ name: 'Ada' }] }] }],
  ['an event without a time', { eventDetails: { dates: { expectedDuration: 'P1D' } } }],
  ['an hour 24', { eventDetails: { dates: { expectedStartDate: '2026-07-09T24:00:00Z' } } }],
];

test.for(wrong)('%s is refused', ([, fields]) => {
  expect(ninjs.safeParse({ ...ITEM, ...fields }).success).toBe(false);
});
