import { anchorOf, pagePath } from '../../src/protocol/addresses.ts';
import type { Briefing } from '../../src/protocol/briefing.ts';
import { isRetracted } from '../../src/protocol/entries.ts';
import type { StateUpdate } from '../../src/protocol/fold.ts';
import { escaped, paragraphs } from '../../src/protocol/html.ts';
import type { BriefingView } from '../../src/protocol/views.ts';
import { nameOf } from './name.ts';
import type { Saying } from './saying.ts';
import { updateHtml } from './update.ts';

/** Key updates in the summary above the list: more would be a list of its own. */
const SUMMARY_UPDATES = 8;

/** A shape for each, so that none is told by its colour alone. */
export const SIGNS = { live: '●', scheduled: '○', ended: '■' } as const;

/** What a reader of a briefing sees, newest first: the pinned updates, the key ones by name, then all in order. */
export function contents({ snapshot, query, newer, older }: BriefingView, saying: Saying): string {
  const { briefing, updates, pinned } = snapshot;
  const { words } = saying;
  const path = pagePath(briefing.id);
  // What comes after the page's last update is pinned, and older.
  const page =
    snapshot.next === undefined ? updates : updates.slice(0, 1 + updates.findIndex(({ id }) => id === snapshot.next));
  const held = new Map(updates.map((update) => [update.id, update]));
  const copies =
    query.before === undefined ? pinned.map((id) => held.get(id)).filter((update) => update !== undefined) : [];
  const link = (rel: string, to: string | undefined, text: string) =>
    to === undefined ? '' : `<p class="more"><a rel="${rel}" href="${path}${to}">${escaped(text)}</a></p>`;
  const list = page.map((update) => updateHtml(update, saying)).join('\n');
  return [
    headerHtml(briefing, saying),
    query.before === undefined ? summaryHtml(page, words.say('keyUpdates')) : '',
    copies.length === 0 ? '' : `<section class="pinned" aria-label="${escaped(words.say('pinned'))}">`,
    ...copies.map((update) => updateHtml(update, saying, 'copy')),
    copies.length === 0 ? '' : '</section>',
    link('prev', newer, words.say('newestFirst')),
    `<section class="updates" aria-label="${escaped(words.say('updates'))}">`,
    list === '' ? `<p class="empty">${escaped(words.say('empty'))}</p>` : list,
    '</section>',
    link('next', older, words.say('olderUpdates', { count: snapshot.older })),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function headerHtml({ title, summary, status, updatedAt, endedAt, startsAt }: Briefing, saying: Saying): string {
  const { words, exactTime } = saying;
  const moment = { live: undefined, scheduled: startsAt, ended: endedAt }[status];
  const [before, after] = words.around(status === 'ended' ? 'endedAt' : 'begins');
  const said =
    moment === undefined ? escaped(words.say(status)) : `${escaped(before)}${exactTime(moment)}${escaped(after)}`;
  const changed = status === 'live' ? ` <span class="changed">${exactTime(updatedAt)}</span>` : '';
  return `<header class="head">
<p class="status ${status}"><span aria-hidden="true">${SIGNS[status]}</span> ${said}${changed}</p>
<h1 dir="auto">${escaped(title)}</h1>
${summary === undefined ? '' : `<div class="summary" dir="auto">${paragraphs(summary)}</div>\n`}</header>`;
}

function summaryHtml(updates: readonly StateUpdate[], label: string): string {
  const keys = updates
    .flatMap((update) => (isRetracted(update) || !update.key ? [] : [update]))
    .slice(0, SUMMARY_UPDATES);
  if (keys.length === 0) return '';
  const items = keys.map(
    (update) => `<li><a href="#${anchorOf(update.id)}" dir="auto">${escaped(nameOf(update))}</a></li>`,
  );
  return `<nav class="keys" aria-label="${escaped(label)}"><h2>${escaped(label)}</h2><ol>${items.join('')}</ol></nav>`;
}
