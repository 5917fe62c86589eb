import { nameOf } from '../../protocol/name.ts';
import { NINJS, type Ninjs } from '../../protocol/ninjs.ts';
import type { FoldedUpdate, RetractedUpdate } from '../../protocol/update.ts';
import { addressOf } from './content.ts';
import { changedAt, pageOf, type Syndicated } from './syndicated.ts';

type Associated = NonNullable<Ninjs['associations']>[number];
type Medium = NonNullable<FoldedUpdate['media']>[number];

const NEWS_TYPES = { image: 'picture', video: 'video', audio: 'audio' } as const;
const plain = (role: string, value: string) => ({ role, contentType: 'text/plain', value });

/** IPTC ninjs 3.1: a composite of the briefing's updates; `canceled` is what it says of one that was retracted. */
export function ninjsOf(what: Syndicated): Ninjs {
  const { title, summary, language, openedAt, startedAt, updatedAt } = what.briefing;
  const whole = what.before === undefined && what.next === undefined;
  return {
    uri: pageOf(what),
    standard: NINJS,
    type: 'composite',
    representationType: whole ? 'full' : 'partial',
    version: String(what.version),
    firstCreated: openedAt,
    versionCreated: updatedAt,
    contentCreated: startedAt ?? openedAt,
    pubStatus: 'usable',
    language,
    title,
    headlines: [plain('main', title)],
    descriptions: summary === undefined ? undefined : [plain('summary', summary)],
    associations: [
      ...what.updates.map((update) => updateOf(update, what)),
      ...what.retracted.map((update) => traceOf(update, what)),
    ],
  };
}

function updateOf(update: FoldedUpdate, what: Syndicated): Associated {
  const { id, kind, revision, headline, text, html, byline, publishedAt, media = [], corrections = [] } = update;
  const descriptions = [
    ...(update.warning === undefined ? [] : [plain('warning', update.warning)]),
    ...corrections.map(({ note }) => plain('correction', note)),
  ];
  return {
    name: nameOf(update),
    uri: addressOf(id, what),
    type: 'text',
    profile: kind,
    version: String(revision),
    firstCreated: publishedAt,
    versionCreated: changedAt(update),
    contentCreated: update.occurredAt ?? publishedAt,
    pubStatus: 'usable',
    language: update.language ?? what.briefing.language,
    headlines: headline === undefined ? undefined : [plain('main', headline)],
    bodies: [
      plain('main', text),
      ...(html === undefined ? [] : [{ role: 'richtext', contentType: 'text/html', value: html }]),
    ],
    descriptions: descriptions.length === 0 ? undefined : descriptions,
    by: byline,
    infoSources: update.sources?.map((name) => ({ name })),
    subjects: update.tags?.map((name) => ({ name })),
    associations: media.flatMap(mediumOf),
  };
}

/** What is nowhere has no URI, and so cannot be told of. */
function mediumOf({ type, url, caption, alt, credit, width, height }: Medium): Associated[] {
  if (url === undefined) return [];
  return [
    {
      name: caption ?? alt ?? url,
      uri: url,
      type: NEWS_TYPES[type],
      by: credit,
      descriptions: caption === undefined ? undefined : [plain('caption', caption)],
      renditions: [{ name: 'main', href: url, width, height }],
    },
  ];
}

function traceOf(update: RetractedUpdate, what: Syndicated): Associated {
  const { id, revision, publishedAt, reason } = update;
  return {
    name: 'Withdrawn',
    uri: addressOf(id, what),
    type: 'text',
    version: String(revision + 1),
    firstCreated: publishedAt,
    versionCreated: changedAt(update),
    pubStatus: 'canceled',
    descriptions: reason === undefined ? undefined : [plain('reason', reason)],
  };
}
