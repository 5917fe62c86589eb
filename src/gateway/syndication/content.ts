import { anchorOf } from '../../protocol/addresses.ts';
import { attributes, escaped, paragraphs } from '../../protocol/html.ts';
import type { FoldedUpdate } from '../../protocol/update.ts';
import { pageOf, type Syndicated } from './syndicated.ts';

type Medium = NonNullable<FoldedUpdate['media']>[number];
export type Attachment = { url: string; type: string; title: string | undefined };

/** An update's address in the page, by which it is known in all formats. */
export function addressOf(update: string, what: Syndicated): string {
  return `${pageOf(what)}#${anchorOf(update)}`;
}

/** An update as HTML that stands by itself: its warning before it, its media and its corrections after it. `html` was made safe when it was published. */
export function htmlOf({
  warning,
  text,
  html,
  language,
  direction,
  media = [],
  corrections = [],
}: FoldedUpdate): string {
  const parts = [
    warning === undefined ? '' : `<p><strong>${escaped(warning)}</strong></p>`,
    html ?? paragraphs(text),
    ...media.map(mediumHtml),
    ...corrections.map(
      ({ at, note }) => `<p>✎ <time${attributes({ datetime: at })}>${utc(at)}</time>: ${escaped(note)}</p>`,
    ),
  ];
  return `<div${attributes({ lang: language, dir: direction ?? 'auto' })}>${parts.join('')}</div>`;
}

/** The media that are somewhere, with what they are as far as their names say so. */
export function attachmentsOf({ media = [] }: FoldedUpdate): Attachment[] {
  return media.flatMap(({ url, caption, alt }) =>
    url === undefined ? [] : [{ url, type: mediaTypeOf(url), title: caption ?? alt }],
  );
}

function mediumHtml({ type, url, alt, caption, credit, width, height }: Medium): string {
  const words = [caption, credit && `(${credit})`].filter(Boolean).join(' ');
  if (url === undefined) return words === '' ? '' : `<p>${escaped(words)}</p>`;
  if (type !== 'image') return `<p><a${attributes({ href: url })}>${escaped(words || alt || url)}</a></p>`;
  const size = { width: width?.toString(), height: height?.toString() };
  const image = `<img${attributes({ src: url, alt: alt ?? '', ...size })}>`;
  return `<figure>${image}${words === '' ? '' : `<figcaption>${escaped(words)}</figcaption>`}</figure>`;
}

function utc(at: string): string {
  return `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;
}

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  avif: 'image/avif',
  gif: 'image/gif',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  png: 'image/png',
  svg: 'image/svg+xml',
  webp: 'image/webp',
  m3u8: 'application/vnd.apple.mpegurl',
  mov: 'video/quicktime',
  mp4: 'video/mp4',
  webm: 'video/webm',
  m4a: 'audio/mp4',
  mp3: 'audio/mpeg',
  oga: 'audio/ogg',
  ogg: 'audio/ogg',
  wav: 'audio/wav',
};

/** Feeds must name the type of what is attached, and nobody has looked into it: its name has to do. */
function mediaTypeOf(url: string): string {
  const extension = /\.(\w+)$/.exec(new URL(url).pathname)?.[1] ?? '';
  return MEDIA_TYPES[extension.toLowerCase()] ?? 'application/octet-stream';
}
