import { html, type TemplateResult } from 'lit';
import type { Surrounding } from './languages/vocabulary.ts';
import type { Words } from './languages/words.ts';
import type { Saying } from './saying.ts';

/** A moment, ISO 8601, as its clock shows it; with its day and zone for who asks. */
export function timeOf(at: string, { times, now }: Saying): TemplateResult {
  const moment = Date.parse(at);
  return html`<time datetime=${at} title=${times.full(moment)}>${times.clock(moment, now)}</time>`;
}

/** A sentence with an element in its place. */
export function sentence(name: Surrounding, element: TemplateResult, words: Words): TemplateResult {
  const [before, after] = words.around(name);
  return html`${before}${element}${after}`;
}
