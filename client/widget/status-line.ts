import { html, nothing, type TemplateResult } from 'lit';
import { type Condition, conditionInWords, type Known, knownFrom, SIGNS } from './condition.ts';
import type { Saying } from './saying.ts';

/** What the reading does just now, in words and by a shape, and how many read along. */
export function statusLine(
  condition: Condition,
  known: Known,
  viewers: number | undefined,
  saying: Saying,
): TemplateResult {
  const from = knownFrom(condition, known, saying);
  return html`<p class="status" part="status" data-condition=${condition}>
    <strong part="condition"><span class="sign" aria-hidden="true">${SIGNS[condition]}</span> ${conditionInWords(condition, known, saying)}</strong>
    ${from === undefined ? nothing : html`<span class="quiet">${from}</span>`}
    ${viewers === undefined || viewers === 0 ? nothing : html`<span class="viewers" part="viewers">${saying.words.say('readers', { count: viewers })}</span>`}
  </p>`;
}
