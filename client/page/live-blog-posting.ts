import { anchorOf, pagePath } from '../../src/protocol/addresses.ts';
import { isRetracted } from '../../src/protocol/entries.ts';
import { nameOf } from '../../src/protocol/name.ts';
import type { Snapshot } from '../../src/protocol/snapshot.ts';
import type { FoldedUpdate } from '../../src/protocol/update.ts';

/** Updates in it, the newest: search engines read no more, and the page does not carry its text twice for them. */
const UPDATES = 30;

type Medium = NonNullable<FoldedUpdate['media']>[number];
type Thing = { '@type': string; [property: string]: unknown };

/** A briefing for search engines (schema.org LiveBlogPosting). What was withdrawn is not in it. */
export function liveBlogPosting({ briefing, updates }: Snapshot, site: string): Thing & { '@context': string } {
  const { id, title, summary, language, openedAt, startedAt, startsAt, endedAt, updatedAt } = briefing;
  const url = site + pagePath(id);
  const publisher = { '@type': 'Organization', name: new URL(site).hostname, url: `${site}/` };
  const posts = updates.flatMap((update) => (isRetracted(update) ? [] : [update])).slice(0, UPDATES);
  return {
    '@context': 'https://schema.org',
    '@type': 'LiveBlogPosting',
    '@id': url,
    url,
    mainEntityOfPage: { '@type': 'WebPage', '@id': url },
    headline: title,
    description: summary ?? title,
    ...(language !== undefined && { inLanguage: language }),
    datePublished: openedAt,
    dateModified: updatedAt,
    coverageStartTime: startedAt ?? startsAt ?? openedAt,
    ...(endedAt !== undefined && { coverageEndTime: endedAt }),
    author: publisher,
    publisher,
    liveBlogUpdate: posts.map((update) => posting(update, url, publisher)),
  };
}

function posting(update: FoldedUpdate, page: string, publisher: Thing): Thing {
  const { id, text, publishedAt, revisedAt, language, byline, corrections = [], media = [] } = update;
  const url = `${page}#${anchorOf(id)}`;
  const of = (type: Medium['type']) => media.filter((medium) => medium.type === type && medium.url !== undefined);
  const images = of('image').map(imageObject);
  const videos = of('video').map((video) => videoObject(video, update));
  return {
    '@type': 'BlogPosting',
    '@id': url,
    url,
    headline: nameOf(update),
    articleBody: text,
    datePublished: publishedAt,
    dateModified: revisedAt ?? publishedAt,
    ...(language !== undefined && { inLanguage: language }),
    author: byline === undefined ? publisher : { '@type': 'Person', name: byline },
    ...(images.length > 0 && { image: images }),
    ...(videos.length > 0 && { video: videos }),
    ...(corrections.length > 0 && {
      correction: corrections.map(({ note, at }) => ({ '@type': 'CorrectionComment', text: note, datePublished: at })),
    }),
  };
}

function imageObject({ url, caption, credit, width, height }: Medium): Thing {
  return {
    '@type': 'ImageObject',
    url,
    ...(caption !== undefined && { caption }),
    ...(credit !== undefined && { creditText: credit }),
    ...(width !== undefined && { width }),
    ...(height !== undefined && { height }),
  };
}

function videoObject({ url, caption, alt }: Medium, update: FoldedUpdate): Thing {
  const name = caption ?? alt ?? nameOf(update);
  return { '@type': 'VideoObject', contentUrl: url, name, description: name, uploadDate: update.publishedAt };
}
