import { html, nothing, type TemplateResult } from 'lit';
import type { DatedCorrection, WordDiff } from '../../src/protocol/update.ts';
import { sentence, timeOf } from './moments.ts';
import type { Saying } from './saying.ts';

/** One quiet line, what and when; the difference on demand. */
export function correction({ at, note, diff }: DatedCorrection, saying: Saying): TemplateResult {
  const { words } = saying;
  return html`<div class="correction" part="correction">
    <p><span aria-hidden="true">✎</span> ${sentence('corrected', timeOf(at, saying), words)}: <span dir="auto">${note}</span></p>
    ${diff ? html`<details><summary>${words.say('whatChanged')}</summary><p dir="auto">${difference(diff)}</p></details>` : nothing}
  </div>`;
}

function difference(diff: WordDiff) {
  return diff.map(([sign, text]) =>
    sign === '=' ? text : sign === '+' ? html`<ins>${text}</ins>` : html`<del>${text}</del>`,
  );
}
