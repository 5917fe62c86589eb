import { html, nothing, type TemplateResult } from 'lit';
import type { Briefing } from '../../src/protocol/briefing.ts';
import type { Saying } from './saying.ts';

/** What the briefing is. */
export function head(briefing: Briefing | undefined) {
  if (!briefing) return nothing;
  const { title, summary, language } = briefing;
  const about = html`<p class="about" part="summary" lang=${language ?? nothing} dir="auto">${summary}</p>`;
  return html`<h2 part="title" lang=${language ?? nothing} dir="auto">${title}</h2>${summary === undefined ? nothing : about}`;
}

/** A way to stop what moves by itself (WCAG 2.2.2). */
export function tools(held: boolean, toggle: () => void, { words }: Saying): TemplateResult {
  return html`<p class="tools" part="tools">
    <button type="button" part="button" @click=${toggle}>${words.say(held ? 'resumeUpdating' : 'stopUpdating')}</button>
  </p>`;
}
