import { pagePath } from '../../src/protocol/addresses.ts';
import { attributes, escaped } from '../../src/protocol/html.ts';
import type { ListView } from '../../src/protocol/views.ts';
import { wordsFor } from '../widget/languages/words.ts';
import { SIGNS } from './contents.ts';
import { documentOf, masthead } from './document.ts';
import { sayingOf } from './saying.ts';

/** All briefings. A site has them in many languages; the words around them are English. */
export function listing({ briefings, site, next }: ListView): string {
  const words = wordsFor('en');
  const items = briefings.map(
    ({ id, title, status, updatedAt, language, updates }) =>
      `<li><a${attributes({ href: pagePath(id), dir: 'auto', lang: language })}>${escaped(title)}</a>
<p><span aria-hidden="true">${SIGNS[status]}</span> ${escaped(words.say(status))} <span class="quiet">${sayingOf({ language: 'en', updatedAt }).exactTime(updatedAt)} · ${escaped(updatesInWords(updates))}</span></p></li>`,
  );
  const list = items.length === 0 ? `<p class="empty">${words.say('noBriefings')}</p>` : `<ul>${items.join('\n')}</ul>`;
  const more = next === undefined ? '' : `<p class="more"><a rel="next" href="/?after=${next}">More briefings</a></p>`;
  return documentOf(
    {
      title: words.say('briefings'),
      description: 'Live briefings',
      language: 'en',
      head: `<link${attributes({ rel: 'canonical', href: `${site}/` })}>\n`,
    },
    `${masthead(words.say('briefings'))}\n<main class="list">\n<h1>${words.say('briefings')}</h1>\n${list}\n${more}\n</main>`,
  );
}

function updatesInWords(count: number): string {
  return count === 1 ? '1 update' : `${count} updates`;
}
