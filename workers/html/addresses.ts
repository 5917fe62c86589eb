import { URL_CHARACTERS } from '../../src/protocol/limits.ts';

/** Controls, among them the tabs and line feeds that browsers take out of an address, and what they take for a slash. */
const TREACHEROUS = /[\p{Cc}\\]/u;

/**
 * Where a link leads, if a reader may be sent there: to the web or to a mail address, said in full or by a path on the page's
 * own site. Nothing for another site without its scheme, a name or password before the host, or a place in the page.
 */
export function linkAddress(href: string | null, base: string | undefined): string | undefined {
  const said = href?.trim() ?? '';
  if (said.startsWith('//') || said.startsWith('#')) return undefined;
  return addressIn(said, base, ['http:', 'https:', 'mailto:']);
}

/** Where a picture or a film is. Many pages leave out the scheme of these. */
export function mediaAddress(src: string | null | undefined, base: string | undefined): string | undefined {
  const said = src?.trim() ?? '';
  return addressIn(said.startsWith('//') ? `https:${said}` : said, base, ['http:', 'https:']);
}

/** The address of a page itself. */
export function pageAddress(said: string | null | undefined, base: string | undefined): string | undefined {
  return addressIn(said?.trim() ?? '', base, ['http:', 'https:']);
}

function addressIn(said: string, base: string | undefined, schemes: readonly string[]): string | undefined {
  if (said === '' || said.length > URL_CHARACTERS || TREACHEROUS.test(said) || !URL.canParse(said, base))
    return undefined;
  const { href, protocol, username, password } = new URL(said, base);
  const leads = schemes.includes(protocol) && username === '' && password === '' && href.length <= URL_CHARACTERS;
  return leads ? href : undefined;
}
