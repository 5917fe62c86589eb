import { mediaAddress } from './addresses.ts';
import type { Medium } from './blocks.ts';
import { lineOf } from './plain.ts';
import { PLAYERS, SOUND } from './players.ts';

/** Elements that show or play something. What stands inside them is for browsers that cannot. */
export const MEDIA: ReadonlySet<string> = new Set(['img', 'amp-img', 'picture', 'video', 'audio', 'iframe']);

/** Smaller than this it is a rule, an icon or a spy. */
const SMALLEST = 32;
const LARGEST = 20_000;
/** Wider pictures are made for print. */
const WIDEST = 2_000;

/** What an element shows; undefined if that is nothing that a reader would miss. */
export function mediumOf(element: Element, base: string | undefined): Medium | undefined {
  if (element.localName === 'iframe') return playerOf(element, base);
  if (element.localName === 'video' || element.localName === 'audio') return recordingOf(element, base);
  const image = element.localName === 'picture' ? element.querySelector('img, amp-img') : element;
  return image ? imageOf(image, base) : undefined;
}

function imageOf(image: Element, base: string | undefined): Medium | undefined {
  const [width, height] = [sizeOf(image, 'width'), sizeOf(image, 'height')];
  if ([width, height].some((size) => size !== undefined && size < SMALLEST)) return undefined;
  const url = pictureAddress(image, base);
  const alt = altOf(image);
  if (url === undefined && alt === undefined) return undefined;
  return {
    type: 'image',
    ...(url !== undefined && { url }),
    ...(alt !== undefined && { alt }),
    ...(width !== undefined && { width }),
    ...(height !== undefined && { height }),
  };
}

/** One of the signs that some sites draw as pictures: it is text. */
export function emojiIn(image: Element): string | undefined {
  const alt = image.getAttribute('alt') ?? '';
  return /^[\p{Extended_Pictographic}\p{Emoji_Component}]{1,12}$/u.test(alt) && /[^\d#*]/.test(alt) ? alt : undefined;
}

/** A file's name or the word for what it is anyway tells nothing. */
function altOf(image: Element): string | undefined {
  const alt = lineOf(image.getAttribute('alt'));
  const isTelling =
    alt !== undefined && /\p{L}{2}/u.test(alt) && !/^\S+\.(?:jpe?g|png|gif|webp|avif|svg)$|^\S*_\S*$/i.test(alt);
  return isTelling ? alt : undefined;
}

function sizeOf(element: Element, side: 'width' | 'height'): number | undefined {
  const size = Number.parseInt(element.getAttribute(side) ?? '', 10);
  const isRelative = element.getAttribute(side)?.includes('%');
  return size >= 0 && size <= LARGEST && !isRelative ? size : undefined;
}

/** Until a reader comes near, many sites show a stand-in and keep the picture's address in another attribute. */
const LATER = [
  'data-src',
  'data-lazy-src',
  'data-original',
  'data-full-src',
  'data-url',
  'data-image',
  'data-hi-res-src',
];
const STAND_IN = /^data:|(?:placeholder|spacer|blank|transparent|pixel|1x1|lazy|loading)[^/]*$/i;

function pictureAddress(image: Element, base: string | undefined): string | undefined {
  const src = image.getAttribute('src');
  const sources = [image, ...(image.parentElement?.localName === 'picture' ? siblingSources(image) : [])];
  const sets = sources.flatMap((source) => [source.getAttribute('srcset'), source.getAttribute('data-srcset')]);
  const said = [
    src && STAND_IN.test(src) ? undefined : src,
    ...LATER.map((name) => image.getAttribute(name)),
    ...sets.map((set) => widestIn(set ?? '')),
    src,
  ];
  return said.map((address) => mediaAddress(address, base)).find((address) => address !== undefined);
}

function siblingSources(image: Element): Element[] {
  return [...(image.parentElement?.querySelectorAll('source') ?? [])];
}

/** The widest picture of a `srcset` that is not made for print. */
function widestIn(set: string): string | undefined {
  const candidates = [...set.matchAll(/([^\s,]\S*[^\s,])(?:\s+([\d.]+)[wx])?\s*(?:,|$)/g)].map(([, url, size]) => ({
    url,
    size: Number(size ?? 1),
  }));
  const fitting = candidates.filter(({ size }) => size <= WIDEST);
  return (fitting.length ? fitting : candidates).reduce<{ url?: string | undefined; size: number }>(
    (best, next) => (next.size > best.size ? next : best),
    { size: 0 },
  ).url;
}

function recordingOf(element: Element, base: string | undefined): Medium | undefined {
  const sources = [element, ...element.querySelectorAll('source')].map((source) => source.getAttribute('src'));
  const url = sources.map((src) => mediaAddress(src, base)).find((address) => address !== undefined);
  const alt = lineOf(element.getAttribute('title') ?? element.getAttribute('aria-label'));
  if (url === undefined) return undefined;
  return { type: element.localName === 'audio' ? 'audio' : 'video', url, ...(alt !== undefined && { alt }) };
}

/** Frames show anything; only those of known players are kept, by their address. */
function playerOf(frame: Element, base: string | undefined): Medium | undefined {
  const url = mediaAddress(frame.getAttribute('src') ?? frame.getAttribute('data-src'), base);
  const alt = lineOf(frame.getAttribute('title'));
  if (url === undefined || !PLAYERS.test(url)) return undefined;
  return { type: SOUND.test(url) ? 'audio' : 'video', url, ...(alt !== undefined && { alt }) };
}
