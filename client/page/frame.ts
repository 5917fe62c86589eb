import { attributes, escaped } from '../../src/protocol/html.ts';

type Page = { title: string; description: string; language: string | undefined };

/** Languages whose usual script runs from right to left, by their ISO 639 codes. */
const RIGHT_TO_LEFT = new Set(['ar', 'ckb', 'dv', 'fa', 'he', 'ks', 'ps', 'sd', 'ug', 'ur', 'yi']);

function directionOf(language: string): string | undefined {
  const [code = '', script = ''] = language.toLowerCase().split('-');
  return script === 'arab' || (RIGHT_TO_LEFT.has(code) && script !== 'latn' && script !== 'cyrl') ? 'rtl' : undefined;
}

/** A whole document around a page's body. */
export function frame({ title, description, language = 'en' }: Page, body: string): string {
  return `<!doctype html>
<html${attributes({ lang: language, dir: directionOf(language) })}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta${attributes({ name: 'description', content: description })}>
<title>${escaped(title)}</title>
<link rel="stylesheet" href="/assets/page.css">
<script type="module" src="/assets/page.js"></script>
</head>
<body>
${body}
</body>
</html>
`;
}
