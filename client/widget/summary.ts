import { html, nothing } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import type { FoldedUpdate } from '../../src/protocol/update.ts';
import type { State, StateUpdate } from '../index.ts';
import { anchorOf, copy } from './card.ts';
import { titleOf } from './content.ts';
import { timeOf } from './moments.ts';
import { isKey } from './reader.ts';
import type { Saying } from './saying.ts';

/** The newest so many key updates are one tap away; a headline takes at most so many characters there. */
const KEYS_SHOWN = 8;
const NAME_CHARACTERS = 60;

/** The turns of the story, to jump by. */
export function keySummary(updates: readonly StateUpdate[], saying: Saying) {
  const keys = updates.filter(isKey).slice(-KEYS_SHOWN).reverse() as FoldedUpdate[];
  if (keys.length === 0) return nothing;
  return html`<nav class="keys" part="keys" aria-labelledby="keys">
    <h3 id="keys">${saying.words.say('keyUpdates')}</h3>
    <ol>${repeat(
      keys,
      ({ id }) => id,
      (update) => html`<li><a href=${`#${anchorOf(update.id)}`}>${timeOf(update.publishedAt, saying)}
        <span lang=${update.language ?? nothing} dir=${update.direction ?? 'auto'}>${nameOf(update)}</span></a></li>`,
    )}</ol>
  </nav>`;
}

/** What the newsroom has pinned, on top. */
export function pinned(state: State, saying: Saying) {
  const copies = state.pinned.flatMap((id) => {
    const update = state.updates.get(id);
    return update && !('retracted' in update) ? [update] : [];
  });
  if (copies.length === 0) return nothing;
  return html`<section class="pinned" part="pinned" aria-label=${saying.words.say('pinned')}>
    <ul>${repeat(
      copies.reverse(),
      ({ id }) => id,
      (update) => guard([update, saying.words, saying.times], () => copy(update, saying)),
    )}</ul>
  </section>`;
}

/** An update in a few words: its headline, else how it begins. */
function nameOf(update: FoldedUpdate): string {
  const name = titleOf(update) ?? update.text;
  if (name.length <= NAME_CHARACTERS) return name;
  return `${name.slice(0, NAME_CHARACTERS).replace(/\s+\S*$/, '')}…`;
}
