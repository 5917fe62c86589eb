import { z } from 'zod';
import { embedPath, pagePath } from '../../protocol/addresses.ts';
import type { Briefing } from '../../protocol/briefing.ts';
import { Refusal } from '../../protocol/codes.ts';
import { attributes } from '../../protocol/html.ts';
import { URL_CHARACTERS } from '../../protocol/limits.ts';
import { id } from '../../protocol/update.ts';

/** A frame in a column of text, in pixels; it can be read at any size. */
const WIDTH = 600;
const HEIGHT = 800;
/** How long an embedder may keep an answer, s: what is read is in the frame, this is its title. */
const CACHE_SECONDS = 3_600;

const pixels = z
  .string()
  .regex(/^[1-9]\d{0,4}$/, 'a number of pixels')
  .transform(Number)
  .optional();

/** What an embedder asks with. */
export const oembedQuery = z.object({
  url: z.string().max(URL_CHARACTERS),
  format: z.string().max(20).default('json'),
  maxwidth: pixels,
  maxheight: pixels,
});
export type OembedQuery = z.output<typeof oembedQuery>;

/** The briefing whose page, or frame, is at an address of this service. */
export function briefingAt(address: string, site: string): string {
  const { origin, pathname } = URL.canParse(address) ? new URL(address) : { origin: '', pathname: '' };
  const briefing = pathname.slice(pathname.lastIndexOf('/') + 1);
  const ours = origin === site && [pagePath(briefing), embedPath(briefing)].includes(pathname);
  if (ours && id.safeParse(briefing).success) return briefing;
  throw new Refusal('PATH_UNKNOWN', `There is no briefing at this address; they are at ${site}${pagePath('…')}`);
}

/** oEmbed 1.0, a rich one: a frame with the briefing in it. */
export function oembed({ id: briefing, title }: Briefing, site: string, { maxwidth, maxheight }: OembedQuery): string {
  const [width, height] = [Math.min(WIDTH, maxwidth ?? WIDTH), Math.min(HEIGHT, maxheight ?? HEIGHT)];
  const frame = {
    src: site + embedPath(briefing),
    title,
    width: String(width),
    height: String(height),
    loading: 'lazy',
  };
  return JSON.stringify({
    type: 'rich',
    version: '1.0',
    title,
    provider_name: new URL(site).host,
    provider_url: site,
    cache_age: CACHE_SECONDS,
    html: `<iframe${attributes({ ...frame, style: 'border:0;max-width:100%' })}></iframe>`,
    width,
    height,
  });
}
