import { html, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import type { FoldedUpdate, RetractedUpdate } from '../../src/protocol/update.ts';
import type { StateUpdate } from '../index.ts';
import { content, titleOf } from './content.ts';
import { correction } from './correction.ts';
import { sentence, timeOf } from './moments.ts';
import type { Saying } from './saying.ts';
import { changesAt } from './times.ts';

/** The address of an update in a page, and its element's id. */
export function anchorOf(id: string): string {
  return `update-${id}`;
}

/** Where an update stands in the list. `size`: how many there are in all; `far`: off the screen when the list
 * is at its end where news come; `visit`: what follows has been read on an earlier visit. */
export type Standing = { position: number; size: number; far: boolean; fresh: boolean; visit: boolean };

/** An update in the list. What it says is made again only when the update, the language or the time in words is another. */
export function card(
  update: StateUpdate,
  { position, size, far, fresh, visit }: Standing,
  saying: Saying,
): TemplateResult {
  const anchor = anchorOf(update.id);
  const withdrawn = 'retracted' in update;
  return html`<article id=${anchor} part="update" class=${`${withdrawn ? 'withdrawn' : update.kind}${far ? ' far' : ''}`} tabindex="0"
    aria-labelledby=${`${anchor}-name`} aria-posinset=${position} aria-setsize=${size}>
    ${visit ? html`<p class="visit" part="visit">${saying.words.say('sinceVisit')}</p>` : nothing}
    ${guard([update, saying.words, saying.times, fresh, turnOf(update, saying)], () =>
      withdrawn ? trace(update, saying) : inside(update, fresh, saying),
    )}
  </article>`;
}

/** A pinned update once more, on top: without an id, which belongs to the one in the list. */
export function copy(update: FoldedUpdate, saying: Saying): TemplateResult {
  const title = titleOf(update);
  return html`<li class="copy" part="pinned-update">
    <p class="when" part="when">
      <span class="mark"><span aria-hidden="true">⚑</span> ${saying.words.say('pinned')}</span> ${link(update, saying)}
    </p>
    <div class="text" lang=${update.language ?? nothing} dir=${update.direction ?? 'auto'}>
      ${title === undefined ? nothing : html`<h3 part="headline">${title}</h3>`}${content(update, saying.words)}
    </div>
  </li>`;
}

/** A number that is another one when the times of an update are to be said anew. */
function turnOf(update: StateUpdate, { now }: Saying): number {
  return changesAt(Date.parse(update.publishedAt), now);
}

function inside(update: FoldedUpdate, fresh: boolean, saying: Saying): TemplateResult {
  const { id, language, direction = 'auto', corrections = [] } = update;
  const name = `${anchorOf(id)}-name`;
  const title = titleOf(update);
  return html`${when(update, title === undefined ? name : undefined, fresh, saying)}
    <div class="text" lang=${language ?? nothing} dir=${direction}>
      ${title === undefined ? nothing : html`<h3 id=${name} part="headline" class=${fresh ? 'fresh' : ''}>${title}</h3>`}
      ${content(update, saying.words)}
    </div>
    ${foot(update, saying)} ${corrections.map((made) => correction(made, saying))}`;
}

function when(update: FoldedUpdate, name: string | undefined, fresh: boolean, saying: Saying): TemplateResult {
  const { words, times, now } = saying;
  const ago = times.relative(Date.parse(update.publishedAt), now);
  return html`<p class="when" part="when" id=${name ?? nothing}>
    ${link(update, saying)}${ago === undefined ? nothing : html` <span class="ago">${ago}</span>`}
    ${update.key ? html`<strong class="mark"><span aria-hidden="true">◆</span> ${words.say('keyUpdate')}</strong>` : nothing}
    ${update.pinned ? html`<span class="mark"><span aria-hidden="true">⚑</span> ${words.say('pinned')}</span>` : nothing}
    ${fresh ? html`<span class="new">${words.say('isNew')}</span>` : nothing}
  </p>`;
}

function link({ id, publishedAt }: Pick<StateUpdate, 'id' | 'publishedAt'>, saying: Saying): TemplateResult {
  return html`<a href=${`#${anchorOf(id)}`}>${timeOf(publishedAt, saying)}</a>`;
}

/** A byline that says "By" already is not made to say it twice. */
const WITH_BY = /^(?:by|von|par|por|від|بقلم)\s/i;

function foot({ byline, sources, kind, source }: FoldedUpdate, { words }: Saying) {
  const by = byline === undefined || WITH_BY.test(byline) ? byline : words.say('by', { name: byline });
  const named = sources && kind !== 'attribution' ? words.say('sources', { names: sources.join(', ') }) : undefined;
  const from =
    source?.url === undefined
      ? undefined
      : sentence(
          'from',
          html`<a href=${source.url} rel="noopener">${source.title ?? new URL(source.url).host}</a>`,
          words,
        );
  const parts = [by, named, from].filter((part) => part !== undefined);
  return parts.length === 0
    ? nothing
    : html`<div class="foot" part="foot">${parts.map((part) => html`<p dir="auto">${part}</p>`)}</div>`;
}

function trace({ id, publishedAt, retractedAt, reason }: RetractedUpdate, saying: Saying): TemplateResult {
  const { words } = saying;
  const name = `${anchorOf(id)}-name`;
  const said =
    retractedAt === undefined ? words.say('withdrawn') : sentence('withdrawnAt', timeOf(retractedAt, saying), words);
  return html`<p class="when" part="when">${link({ id, publishedAt }, saying)}</p>
    <p class="text" id=${name}>${said}${reason === undefined ? nothing : html`: <span dir="auto">${reason}</span>`}</p>`;
}
