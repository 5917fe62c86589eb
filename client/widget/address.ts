/** Where a briefing is served: the service's address, and the briefing's id there. */
export type Address = { readonly service: string; readonly briefing: string };

/** Of a briefing's page or frame, relative to where the reader is; undefined for anything else. */
export function addressOf(src: string, base: string): Address | undefined {
  const url = URL.parse(src, base);
  const [, path, id] = /^(.*)\/(?:briefings|embed)\/([A-Za-z0-9][\w.-]*)\/?$/.exec(url?.pathname ?? '') ?? [];
  return url && id ? { service: `${url.origin}${path}`, briefing: id } : undefined;
}
