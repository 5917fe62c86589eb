import { attributes, escaped, paragraphs } from '../../src/protocol/html.ts';
import type { FoldedUpdate } from '../../src/protocol/update.ts';
import { mediumHtml } from './media.ts';
import type { Saying } from './saying.ts';

/** What an update says, what it warns of closed. `html` was made safe when it was published; everything else is text and stays text. */
export function textHtml(update: FoldedUpdate, saying: Saying): string {
  const { headline, kind, text, warning, html, media = [], language = saying.language, direction = 'auto' } = update;
  const title = headline ?? (isTitle(kind) && html === undefined ? text : undefined);
  const figures = media.map((medium) => mediumHtml(medium, { said: text, saying }));
  const inside = `${html === undefined ? bodyHtml(update) : `<div class="html">${html}</div>`}${figures.join('')}`;
  const shown =
    warning === undefined
      ? inside
      : `<details class="warning"><summary><strong>${escaped(saying.words.say('warning'))}</strong>: ${escaped(warning)}</summary>${inside}</details>`;
  return `<div${attributes({ class: 'text', lang: language, dir: direction })}>${title === undefined ? '' : `<h3>${escaped(title)}</h3>`}${shown}</div>`;
}

function bodyHtml({ kind, headline, text }: FoldedUpdate): string {
  if (isTitle(kind) && headline === undefined) return ''; // its text is the title
  if (kind === 'quote') return `<blockquote>${paragraphs(text)}</blockquote>`;
  if (kind === 'list')
    return `<ul>${itemsOf(text)
      .map((item) => `<li>${escaped(item)}</li>`)
      .join('')}</ul>`;
  if (kind === 'table') return `<p class="table">${escaped(text)}</p>`;
  return paragraphs(text);
}

function isTitle(kind: FoldedUpdate['kind']): boolean {
  return kind === 'headline' || kind === 'heading';
}

/** A list's items, without the signs that a plain text puts before them. */
function itemsOf(text: string): string[] {
  return text.split('\n').flatMap((line) => line.replace(/^\s*(?:[-*•–]|\d+[.)])\s+/, '').trim() || []);
}
