import { html, nothing, type TemplateResult } from 'lit';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import type { FoldedUpdate } from '../../src/protocol/update.ts';
import type { Words } from './languages/words.ts';
import { media } from './media.ts';

/** What an update says, behind its warning if it has one. */
export function content(update: FoldedUpdate, words: Words): TemplateResult {
  const { warning } = update;
  const inside = html`${body(update)}${media(update, words)}`;
  if (warning === undefined) return inside;
  return html`<details class="warning" part="warning">
    <summary><strong>${words.say('warning')}</strong>: ${warning}</summary>${inside}
  </details>`;
}

/** `html` is what the server made safe when it was published; everything else is text and stays text. */
function body({ kind, headline, text, html: safe }: FoldedUpdate): TemplateResult {
  if (safe !== undefined) return html`<div class="html">${unsafeHTML(safe)}</div>`;
  if (isTitle(kind)) return html`${headline === undefined ? nothing : html`<p>${text}</p>`}`;
  if (kind === 'quote') return html`<blockquote>${paragraphs(text)}</blockquote>`;
  if (kind === 'list') return html`<ul>${linesOf(text).map((line) => html`<li>${line}</li>`)}</ul>`;
  if (kind === 'table') return html`<p class="table">${text}</p>`;
  return html`${paragraphs(text)}`;
}

/** What stands above the text: a headline, or the text itself where that is one. */
export function titleOf({ kind, headline, text, html: safe }: FoldedUpdate): string | undefined {
  return headline ?? (isTitle(kind) && safe === undefined ? text : undefined);
}

function isTitle(kind: FoldedUpdate['kind']): boolean {
  return kind === 'headline' || kind === 'heading';
}

function paragraphs(text: string): TemplateResult[] {
  const parts = text.split(/\n{2,}/).filter((part) => part.trim() !== '');
  return parts.map((part) => html`<p>${part}</p>`);
}

/** A list's items, without the signs that a plain text puts before them. */
function linesOf(text: string): string[] {
  return text.split('\n').flatMap((line) => line.replace(/^\s*(?:[-*•–]|\d+[.)])\s+/, '').trim() || []);
}
