import { attributes, escaped, link } from '../../src/protocol/html.ts';
import type { FoldedUpdate } from '../../src/protocol/update.ts';
import type { Saying } from './saying.ts';

type Medium = NonNullable<FoldedUpdate['media']>[number];

/** A medium whose size nobody knows gets the room of a usual photograph, so that nothing moves when it comes. */
const SIZE = { width: '1500', height: '1000' };

/** A picture, film or recording with its caption and credit; `said`: words that stand above it already, and are not said twice. */
export function mediumHtml(medium: Medium, { said, saying }: { said: string | undefined; saying: Saying }): string {
  const { type, url, caption, credit } = medium;
  const { words } = saying;
  const parts = [
    caption !== said && caption,
    credit && (/^\p{L}+:/u.test(credit) ? credit : words.say('credit', { name: credit })),
  ].filter((part) => typeof part === 'string');
  const text = parts.map((part) => `<span dir="auto">${escaped(part)}</span>`).join(' ');
  if (url === undefined) return `<p class="medium">${escaped(words.say(type))}${text === '' ? '' : `: ${text}`}</p>`;
  const name = link(url, words.say(type));
  return `<figure>${elementHtml(medium, url, name)}${text === '' ? '' : `<figcaption>${text}</figcaption>`}</figure>`;
}

/** Films and recordings load when the reader wants them; `name` is for browsers that cannot play them. */
function elementHtml({ type, alt = '', caption, width, height }: Medium, src: string, name: string): string {
  const known = width !== undefined && height !== undefined;
  const size = known ? { width: String(width), height: String(height) } : SIZE;
  if (type === 'image')
    return `<img${attributes({ src, alt, ...size, class: known ? undefined : 'unsized' })} loading="lazy" decoding="async">`;
  const label = { 'aria-label': alt || caption };
  if (type === 'audio') return `<audio${attributes({ src, ...label })} controls preload="none">${name}</audio>`;
  return `<video${attributes({ src, ...size, ...label })} controls preload="none" playsinline>${name}</video>`;
}
