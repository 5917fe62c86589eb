import type { Briefing } from '../../src/protocol/briefing.ts';
import { attributes, escaped } from '../../src/protocol/html.ts';
import { frame } from './frame.ts';
import { utc } from './shell.ts';
import { timeHtml } from './update.ts';
import { STATUS } from './words.ts';

/** The list of briefings, the last opened first. */
export function listing(briefings: readonly Briefing[]): string {
  const item = ({ id, title, status, updatedAt, language }: Briefing) =>
    `<li><a${attributes({ href: `/briefings/${encodeURIComponent(id)}`, dir: 'auto', lang: language })}>${escaped(title)}</a>
<p class="when">${STATUS[status]}, ${timeHtml(updatedAt, utc)}</p></li>`;
  const list =
    briefings.length === 0 ? '<p>There is no briefing yet.</p>' : `<ul>${briefings.map(item).join('\n')}</ul>`;
  const page = { title: 'Briefings', description: 'Live briefings', language: 'en' };
  return frame(page, `<main id="briefings"><header><h1>Briefings</h1></header>\n${list}\n</main>`);
}
