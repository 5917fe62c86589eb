import sanitizeHtml from 'sanitize-html';
import { Refusal } from '../protocol/codes.ts';
import { HTML_DEPTH } from '../protocol/limits.ts';

/** What an update's text may be made of. Media are fields of their own: no images, no frames, no styles. */
const KEPT = [
  ...'a abbr b code del em i ins mark q s small strong sub sup u'.split(' '),
  ...'blockquote br caption dd dl dt h2 h3 h4 hr li ol p pre table tbody td th thead tr ul'.split(' '),
];
/** What starts a paragraph of its own, whether it is kept or not. */
const BLOCKS = [
  ...'blockquote br caption dd dl dt h2 h3 h4 hr li ol p pre table tbody td th thead tr ul'.split(' '),
  ...'address article aside div figcaption figure footer h1 h5 h6 header main nav section'.split(' '),
];
/** Their text is not for readers. */
const UNREAD = 'script style textarea option noscript title template svg math iframe'.split(' ');

/**
 * HTML that a reader's browser can be given: an allow-list; links lead to the web or to an address alone, text is kept. Whoever
 * writes HTML to a log passes it through here: editors, articles, imports. What has passed stays as it is.
 */
export function safeHtml(html: string): string {
  return sanitizeHtml(html, {
    allowedTags: KEPT,
    allowedAttributes: {
      a: ['href', 'rel'],
      td: ['colspan', 'rowspan'],
      th: ['colspan', 'rowspan', 'scope'],
      ol: ['start'],
    },
    nonTextTags: UNREAD,
    transformTags: {
      a: (tagName, { href }) => ({ tagName, attribs: linkTo(href) }),
      td: withNumbers,
      th: withNumbers,
      ol: withNumbers,
    },
    ...depthGuard(),
  }).trim();
}

/** Nothing is left of a link that leads elsewhere, or that hides where by a name before the host; `http:x` is written out. */
function linkTo(href = ''): Record<string, string> {
  if (/[\p{Cc}\s\\]/u.test(href) || !URL.canParse(href)) return {};
  const { href: whole, protocol, username, password } = new URL(href);
  const leads = protocol === 'https:' || protocol === 'http:' || protocol === 'mailto:';
  return leads && username === '' && password === '' ? { href: whole, rel: 'noopener nofollow' } : {};
}

/** Cells that span a million columns would take a browser down. */
function withNumbers(tagName: string, attributes: Record<string, string>) {
  const sound = Object.entries(attributes).filter(([name, value]) => name === 'scope' || /^\d{1,4}$/.test(value));
  return { tagName, attribs: Object.fromEntries(sound) };
}

/** The parser's time grows with the square of the depth: two megabytes of opening tags took it 45 s. */
function depthGuard(): Pick<sanitizeHtml.IOptions, 'onOpenTag' | 'onCloseTag'> {
  let depth = 0;
  return {
    onOpenTag() {
      if (++depth > HTML_DEPTH) throw new Refusal('TOO_COMPLEX', `Its tags are nested over ${HTML_DEPTH} deep`);
    },
    onCloseTag() {
      depth--;
    },
  };
}

const ENTITIES: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&amp;': '&' };

/** The words of an HTML text, a blank line between its blocks. */
export function textOfHtml(html: string): string {
  const marked = sanitizeHtml(html, {
    allowedTags: BLOCKS,
    allowedAttributes: {},
    nonTextTags: UNREAD,
    ...depthGuard(),
  });
  return marked
    .replace(/[ \t\r\n\f]+/g, ' ')
    .replace(/ ?<br \/> ?/g, '\n')
    .replace(/<\/t[dh]>/g, '\t')
    .replace(/<[^>]*>/g, '\n\n')
    .replace(/&(?:lt|gt|quot|amp);/g, (entity) => ENTITIES[entity] ?? entity)
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
