import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { StateUpdate } from '../index.ts';
import { card } from './card.ts';
import type { Saying } from './saying.ts';

/**
 * What the list shows. `updates` stand in their order on the screen; `older`: how many are not shown; `fresh`: those just revealed;
 * `visit`: before this one goes the line between what an earlier visit has seen and what it has not.
 */
export type Shown = {
  updates: readonly StateUpdate[];
  newestFirst: boolean;
  older: number;
  fresh: ReadonlySet<string>;
  visit: string | undefined;
  busy: boolean;
};

/** So many updates fill any screen. */
const NEAR = 20;

/** The list of updates, as assistive technology expects an endless one (ARIA, feed pattern). */
export function feed(shown: Shown, saying: Saying): TemplateResult {
  const { updates, newestFirst, older, fresh, visit, busy } = shown;
  const size = updates.length + older;
  return html`<section class="feed" part="feed" role="feed" aria-label=${saying.words.say('updates')} aria-busy=${busy}>
    ${repeat(
      updates,
      ({ id }) => id,
      (update, index) => {
        const position = (newestFirst ? 0 : older) + index + 1;
        const far = (newestFirst ? index : updates.length - 1 - index) >= NEAR;
        return card(update, { position, size, far, fresh: fresh.has(update.id), visit: update.id === visit }, saying);
      },
    )}
  </section>`;
}

/** More of what was before. */
export function olderButton(older: number, busy: boolean, load: () => void, { words }: Saying) {
  if (older === 0) return nothing;
  return html`<p class="older"><button type="button" part="button older" ?disabled=${busy} @click=${load}>${words.say('older')}</button>
    <span class="quiet">${words.say('olderUpdates', { count: older })}</span></p>`;
}

/** Says what waits, and shows it. */
export function pill(waiting: number, newestFirst: boolean, reveal: () => void, { words }: Saying) {
  return html`<div class="waiting" ?hidden=${waiting === 0}>
    ${
      waiting === 0
        ? nothing
        : html`<button type="button" class="pill" part="pill" @click=${reveal}>
      ${words.say('newUpdates', { count: waiting })} <span aria-hidden="true">${newestFirst ? '↑' : '↓'}</span></button>`
    }
  </div>`;
}
