import { attributes, escaped } from '../../src/protocol/html.ts';

/** `head`: further elements for the head. `scripts`: what the page loads besides its style. */
export type Page = {
  title: string;
  description?: string | undefined;
  language: string | undefined;
  head?: string;
  scripts?: readonly ('live-briefing' | 'frame')[];
};

/** Languages whose usual script runs from right to left, by their ISO 639 codes. */
const RIGHT_TO_LEFT = new Set(['ar', 'ckb', 'dv', 'fa', 'he', 'ks', 'ps', 'sd', 'ug', 'ur', 'yi']);

/** What a browser draws its own bars in: the page's ground. */
const GROUND = { light: '#ffffff', dark: '#161616' };

/** A dot, as it stands beside what is live. */
const ICON =
  'data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 viewBox=%220 0 8 8%22%3E%3Ccircle cx=%224%22 cy=%224%22 r=%223%22 fill=%22%23b3261e%22/%3E%3C/svg%3E';

export function directionOf(language: string): 'ltr' | 'rtl' {
  const [code = '', script = ''] = language.toLowerCase().split('-');
  return script === 'arab' || (RIGHT_TO_LEFT.has(code) && script !== 'latn' && script !== 'cyrl') ? 'rtl' : 'ltr';
}

/** A whole document around a page's body. */
export function documentOf(
  { title, description, language = 'en', head = '', scripts = [] }: Page,
  body: string,
): string {
  const themes = Object.entries(GROUND).map(
    ([scheme, content]) =>
      `<meta${attributes({ name: 'theme-color', media: `(prefers-color-scheme: ${scheme})`, content })}>`,
  );
  return `<!doctype html>
<html${attributes({ lang: language, dir: directionOf(language) })}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${themes.join('\n')}
<title>${escaped(title)}</title>
${description === undefined ? '' : `<meta${attributes({ name: 'description', content: description })}>\n`}${head}
<link rel="icon" href="${ICON}">
<link rel="stylesheet" href="/assets/live-briefing.css">
<link rel="stylesheet" href="/assets/page.css">
${scripts.map((script) => `<script type="module" src="/assets/${script}.js"></script>\n`).join('')}</head>
<body>
${body}
</body>
</html>
`;
}

/** The bar above every page: the way to all the others. */
export function masthead(words: string): string {
  return `<header class="masthead"><a href="/">${escaped(words)}</a></header>`;
}

/**
 * A value as a script that is data. What could end the script, open a comment or break a line of JavaScript is written as JSON
 * escapes: the same value to whoever parses it.
 */
export function dataScript(type: string, value: unknown, attribute = ''): string {
  const json = JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `<script type="${type}"${attribute}>${json}</script>`;
}
