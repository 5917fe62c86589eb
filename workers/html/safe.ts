import sanitizeHtml from 'sanitize-html';
import { linkAddress } from './addresses.ts';

const INLINE = 'a abbr b br code del em i ins mark q s small strong sub sup u';
const BLOCKS = 'blockquote caption dd dl dt h2 h3 h4 li ol p pre table tbody td th thead tr ul';

/**
 * The last word on what a reader's browser is given, whatever was written before: an allow-list of elements, attributes and
 * addresses. Nothing shows, frames, styles or runs. It leaves what `rendering.ts` writes as it is.
 */
export function safeHtml(html: string): string {
  return sanitizeHtml(html, {
    allowedTags: `${INLINE} ${BLOCKS}`.split(' '),
    allowedAttributes: { a: ['href', 'rel'], td: ['colspan', 'rowspan'], th: ['colspan', 'rowspan'], ol: ['start'] },
    allowedSchemes: ['http', 'https', 'mailto'],
    allowProtocolRelative: false,
    transformTags: {
      a: (tagName, { href }) => {
        const address = linkAddress(href ?? null, undefined);
        return { tagName, attribs: address ? { href: address, rel: 'noopener nofollow' } : {} };
      },
      td: withNumbers,
      th: withNumbers,
      ol: withNumbers,
    },
  });
}

function withNumbers(tagName: string, attributes: Record<string, string>) {
  const numbers = Object.entries(attributes).filter(([, value]) => /^\d{1,4}$/.test(value));
  return { tagName, attribs: Object.fromEntries(numbers) };
}
