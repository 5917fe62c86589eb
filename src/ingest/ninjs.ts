import { textOfHtml } from '../log/safe-html.ts';
import type { Article, Format } from '../protocol/article.ts';
import { NINJS, type Ninjs } from '../protocol/ninjs.ts';
import type { MediaType } from './body.ts';

type Words = { contentType?: string | undefined; value: string };

/** No media type is registered for ninjs: some wires send one of their own, others JSON that names its standard. */
export function isNinjs(type: MediaType, json: unknown): boolean {
  if (type === 'application/ninjs+json') return true;
  const standard = typeof json === 'object' && json && 'standard' in json ? json.standard : undefined;
  return typeof standard === 'object' && standard !== null && 'name' in standard && standard.name === NINJS.name;
}

/** The wire takes it back: nothing of it may be shown, and what was shown goes. */
export function isTakenBack({ pubStatus }: Ninjs): boolean {
  return pubStatus === 'canceled' || pubStatus === 'withheld';
}

/** What a news item says to readers. Notes for editors, metadata and associated items are not for them. */
export function articleOfNinjs({ headlines = [], bodies = [], by, language, embargoedUntil, renditions = [] }: Ninjs) {
  const headline = headlines.find(({ role }) => role === 'main') ?? headlines[0];
  const body = PREFERRED.map((type) => bodies.find((one) => type.test(one.contentType ?? ''))).find(Boolean);
  const page = renditions.find(({ contentType, href }) => contentType === 'text/html' && href);
  const said: { [Name in keyof Article]: Article[Name] | undefined } = {
    title: headline && (formatOf(headline) === 'html' ? textOfHtml(headline.value) : headline.value),
    body: body?.value ?? '',
    format: body && formatOf(body),
    byline: by,
    language,
    url: page?.href,
    publishAt: embargoedUntil,
  };
  return said;
}

/** The same body often comes in several types: first those that say most of what a text is made of. Agencies' own XML is read as the last. */
const PREFERRED = [/^text\/html\b/i, /^application\/xhtml\+xml\b/i, /^$/, /^text\/plain\b/i, /^/];

/** What is not said is up to the provider, says the standard: then the text shows whether it has tags. XML, such as NITF, has its words in tags too. */
function formatOf({ contentType, value }: Words): Format {
  if (contentType === undefined) return /^\s*<[a-z!]/i.test(value) ? 'html' : 'text';
  return /^(?:text\/html|(?:text|application)\/(?:[\w.-]+\+)?xml)\b/i.test(contentType) ? 'html' : 'text';
}
