import { anchorOf, pagePath } from '../../src/protocol/addresses.ts';
import type { Briefing } from '../../src/protocol/briefing.ts';
import { isRetracted } from '../../src/protocol/entries.ts';
import type { StateUpdate } from '../../src/protocol/fold.ts';
import { attributes, escaped } from '../../src/protocol/html.ts';
import { nameOf } from '../../src/protocol/name.ts';
import type { BriefingView } from '../../src/protocol/views.ts';
import type { Saying } from './saying.ts';
import { copyHtml, updateHtml } from './update.ts';

/** Key updates in the summary above the list: more would be a list of its own. */
const SUMMARY_UPDATES = 8;

/** A shape for each, so that none is told by its colour alone. */
export const SIGNS = { live: '●', scheduled: '○', ended: '■' } as const;

/**
 * What a reader of a briefing sees, newest first: the pinned updates, the key ones by name, then all in order. In the same
 * elements as the widget's, which takes the place of all of this but for what is in a slot.
 */
export function contents({ snapshot, query, newer, older }: BriefingView, saying: Saying): string {
  const { briefing, updates, pinned } = snapshot;
  const { words } = saying;
  const path = pagePath(briefing.id);
  // What comes after the page's last update is pinned, and older.
  const last = updates.findIndex(({ id }) => id === snapshot.next);
  const page = last === -1 ? updates : updates.slice(0, last + 1);
  const link = (rel: string, to: string | undefined, text: string) =>
    to === undefined ? '' : `<p class="more"><a rel="${rel}" href="${path}${to}">${escaped(text)}</a></p>`;
  const first = query.before === undefined;
  return [
    headHtml(briefing, saying),
    first ? summaryHtml(page, saying) : '',
    first
      ? pinnedHtml(
          updates.filter(({ id }) => pinned.includes(id)),
          saying,
        )
      : '',
    link('prev', newer, words.say('newestFirst')),
    `<section class="feed"${attributes({ 'aria-label': words.say('updates') })}>`,
    ...page.map((update) => updateHtml(update, saying)),
    page.length === 0 ? `<p class="empty">${escaped(words.say('empty'))}</p>` : '',
    '</section>',
    link('next', older, words.say('olderUpdates', { count: snapshot.older })),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function headHtml(
  { title, summary, status, updatedAt, endedAt, startsAt, language }: Briefing,
  saying: Saying,
): string {
  const { words, exactTime } = saying;
  const moment = { live: undefined, scheduled: startsAt, ended: endedAt }[status];
  const [before, after] = words.around(status === 'ended' ? 'endedAt' : 'begins');
  const said =
    moment === undefined ? escaped(words.say(status)) : `${escaped(before)}${exactTime(moment)}${escaped(after)}`;
  const about = summary === undefined ? '' : `<p class="about" dir="auto">${escaped(summary)}</p>\n`;
  return `<p class="status"><strong><span class="sign" aria-hidden="true">${SIGNS[status]}</span> ${said}</strong></p>
<div slot="header"${attributes({ lang: language })}>
<h1 dir="auto">${escaped(title)}</h1>
${about}<h2 class="visually-hidden"${attributes({ lang: words.language, dir: words.dir })}>${escaped(words.say('updates'))}</h2>
</div>
<p class="tools quiet">${exactTime(updatedAt)}</p>`;
}

function summaryHtml(updates: readonly StateUpdate[], { words, time }: Saying): string {
  const keys = updates
    .flatMap((update) => (isRetracted(update) || !update.key ? [] : [update]))
    .slice(0, SUMMARY_UPDATES);
  if (keys.length === 0) return '';
  const items = keys.map(
    (update) =>
      `<li><a href="#${anchorOf(update.id)}">${time(update.publishedAt)} <span dir="auto">${escaped(nameOf(update))}</span></a></li>`,
  );
  const label = escaped(words.say('keyUpdates'));
  return `<nav class="keys" aria-label="${label}"><h3>${label}</h3><ol tabindex="0">${items.join('')}</ol></nav>`;
}

function pinnedHtml(updates: readonly StateUpdate[], saying: Saying): string {
  const copies = updates.flatMap((update) => (isRetracted(update) ? [] : [copyHtml(update, saying)]));
  if (copies.length === 0) return '';
  const label = attributes({ 'aria-label': saying.words.say('pinned') });
  return `<section class="pinned"${label}><ul>${copies.join('')}</ul></section>`;
}
