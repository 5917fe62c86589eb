import { attributes, escaped } from '../../src/protocol/html.ts';
import type { FoldedUpdate } from '../../src/protocol/update.ts';
import type { Saying } from './saying.ts';

type Medium = NonNullable<FoldedUpdate['media']>[number];

/** A picture, film or recording with its caption and credit, its room kept before it comes; a caption that is `said` already is not said twice. */
export function mediumHtml(medium: Medium, { said, saying }: { said: string; saying: Saying }): string {
  const { caption, credit } = medium;
  const below = [
    caption === said ? undefined : caption,
    credit === undefined ? undefined : saying.words.say('credit', { name: credit }),
  ].filter((part) => part !== undefined);
  const words = below.length === 0 ? '' : `<figcaption dir="auto">${escaped(below.join(' · '))}</figcaption>`;
  return `<figure>${elementHtml(medium, saying)}${words}</figure>`;
}

/** Films and recordings load when the reader wants them. */
function elementHtml({ type, url, alt, caption, width, height }: Medium, { words }: Saying): string {
  if (url === undefined) return '';
  const label = alt ?? caption ?? words.say(type);
  if (type === 'audio')
    return `<audio controls preload="none"${attributes({ src: url, 'aria-label': label })}></audio>`;
  const known = width !== undefined && height !== undefined;
  const size = known ? { width: String(width), height: String(height) } : { class: 'unsized' };
  if (type === 'video')
    return `<video controls preload="none" playsinline${attributes({ src: url, ...size, 'aria-label': label })}></video>`;
  return `<img${attributes({ src: url, alt: alt ?? '', ...size })} loading="lazy" decoding="async" referrerpolicy="no-referrer">`;
}
