import { z } from 'zod';

/** The version of IPTC's ninjs that is read and written, as documents name it. */
export const NINJS = {
  name: 'ninjs',
  version: '3.1',
  schema: 'https://www.iptc.org/std/ninjs/ninjs-schema_3.1.json',
} as const;

/** Anything with a scheme. */
const uri = z.url();
const time = z.iso.datetime({ offset: true });
const text = z.string().optional();
const whole = z.int().optional();
const percent = z.int().min(0).max(100).optional();
const urgency = z.int().min(1).max(9).optional();
const list = <Item extends z.ZodType>(item: Item) => z.array(item).optional();

/** Says that of two fields one is there, and not both. */
const eitherOf =
  (...names: readonly string[]) =>
  (value: object) =>
    names.filter((name) => name in value).length === 1;

const TRUNCATED =
  /^-?(?:[1-9]\d*)?\d{4}(?:-(?:1[0-2]|0[1-9])(?:-(?:3[01]|0[1-9]|[12]\d)(?:T(?:2[0-3]|[01]\d):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-](?:2[0-3]|[01]\d):[0-5]\d)?)?)?)?$/;
/** A year, a month, a day or a moment. */
const truncatedTime = z.string().regex(TRUNCATED);

const types = ['text', 'audio', 'video', 'picture', 'graphic', 'composite', 'component', 'event', 'planning'] as const;
const type = z.enum(types).optional();
/** `withheld` and `canceled`: not to be shown, and what was shown of it is to be taken back. */
const pubStatus = z.enum(['usable', 'withheld', 'canceled']).optional();

const address = z.strictObject({
  lines: list(z.string()),
  locality: text,
  area: text,
  postalCode: text,
  country: text,
});
const contactInfo = list(
  z
    .strictObject({ type: text, role: text, lang: text, name: text, value: text, address: address.optional() })
    .refine(eitherOf('value', 'address'), 'a value or an address'),
);

/** What a text says of something by its name or its code. */
const concept = { name: text, uri: uri.optional(), literal: text };
const related = { ...concept, rel: text };

const symbol = z.strictObject({ exchange: text, symbolType: uri.optional(), symbol: text });
const organisation = z.strictObject({ ...related, symbols: list(symbol), contactInfo });
const words = z.strictObject({ role: text, contentType: text, value: z.string() });

const recurrenceRule = z.strictObject({
  frequency: z.enum(['secondly', 'minutely', 'hourly', 'daily', 'weekly', 'monthly', 'yearly']).optional(),
  interval: whole,
  until: time.optional(),
  count: whole,
});
const dates = z
  .strictObject({
    startDate: time.optional(),
    endDate: time.optional(),
    expectedStartDate: truncatedTime.optional(),
    expectedEndDate: truncatedTime.optional(),
    expectedDuration: text,
    recurrence: z
      .strictObject({ recurrenceDates: list(truncatedTime), recurrenceRules: list(recurrenceRule) })
      .optional(),
  })
  .refine(
    (value) => eitherOf('startDate', 'expectedStartDate')(value) || eitherOf('endDate', 'expectedEndDate')(value),
    'one start or one end, exact or expected',
  );

const rendition = z.strictObject({
  name: z.string(),
  href: uri.optional(),
  contentType: text,
  title: text,
  width: whole,
  height: whole,
  sizeInBytes: whole,
  duration: z.number().optional(),
  format: text,
  aspectRatio: text,
  videoCodec: text,
  frameRate: z.number().optional(),
  poi: z.strictObject({ x: whole, y: whole }).optional(),
  transportProtocol: text,
  scanType: z.enum(['progressive', 'interlaced']).optional(),
  bitrate: text,
});

const coverage = z.strictObject({
  uri: uri.optional(),
  title: text,
  pubStatus,
  type,
  commissioned: z
    .strictObject({ by: text, on: time.optional(), references: list(z.strictObject({ name: text, value: text })) })
    .optional(),
  dates: dates.optional(),
  audiences: list(z.strictObject({ audience: text, significance: whole })),
  exclAudience: list(z.string()),
  edNote: text,
  urgency,
  language: text,
  itemCount: z.strictObject({ rangeFrom: whole, rangeTo: whole }).optional(),
  wordCount: whole,
  renditions: list(rendition),
});

/**
 * A news item as ninjs 3.1 has it: IPTC's published JSON Schema, field by field. Unknown names fail, as they do there. GeoJSON is
 * taken as it comes: it is another standard's.
 */
export const ninjs = z.strictObject({
  uri,
  type,
  representationType: z.enum(['full', 'partial']).optional(),
  profile: text,
  version: text,
  firstCreated: time.optional(),
  versionCreated: time.optional(),
  contentCreated: time.optional(),
  embargoedUntil: time.optional(),
  pubStatus,
  urgency,
  copyrightHolder: text,
  copyrightNotice: text,
  usageTerms: text,
  edNote: text,
  language: text,
  descriptions: list(words),
  bodies: list(words.extend({ charCount: whole, wordCount: whole })),
  headlines: list(words),
  people: list(z.strictObject({ ...related, contactInfo })),
  organisations: list(organisation),
  places: list(z.strictObject({ ...related, contactInfo, geoJSON: z.looseObject({ type: z.string() }).optional() })),
  subjects: list(z.strictObject({ ...related, creator: text, relevance: percent, confidence: percent })),
  events: list(z.strictObject({ id: text, ...related })),
  eventDetails: z
    .strictObject({
      eventStatus: uri.optional(),
      plannedCoverageStatus: uri.optional(),
      dates: dates.optional(),
      organiser: organisation.optional(),
    })
    .optional(),
  plannedCoverage: list(coverage),
  objects: list(z.strictObject(related)),
  infoSources: list(z.strictObject({ ...concept, role: text, contactInfo })),
  title: text,
  by: text,
  slugline: text,
  located: text,
  renditions: list(rendition),
  get associations() {
    return z.array(ninjs.extend({ name: z.string(), rel: text })).optional();
  },
  altIds: list(z.strictObject({ role: text, value: text })),
  trustIndicators: list(z.strictObject({ role: uri.optional(), title: text, href: uri.optional() })),
  standard: z.strictObject({ name: text, version: text, schema: uri.optional() }).optional(),
  genres: list(z.strictObject({ name: text, uri: text, literal: text })),
  expires: time.optional(),
  rightsInfo: z
    .strictObject({ langId: uri.optional(), linkedRights: uri.optional(), encodedRights: text })
    .refine(eitherOf('linkedRights', 'encodedRights'), 'rights that are linked or encoded')
    .optional(),
  digitalSourceType: z.strictObject(concept).optional(),
});
export type Ninjs = z.infer<typeof ninjs>;
