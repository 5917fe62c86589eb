import { escaped } from '../../src/protocol/html.ts';
import { documentOf, masthead } from './document.ts';

/** What a person is shown who asked for something that is not there, or not now. */
export function refusalPage({ title, detail, code }: { title: string; detail: string; code: string }): string {
  const more = detail === title ? '' : `<p>${escaped(detail)}</p>\n`;
  return documentOf(
    { title, language: 'en', head: '<meta name="robots" content="noindex">' },
    `${masthead('Briefings')}
<main class="refusal">
<h1>${escaped(title)}</h1>
${more}<p><a href="/">All briefings</a></p>
<p class="quiet">${escaped(code)}</p>
</main>`,
  );
}
