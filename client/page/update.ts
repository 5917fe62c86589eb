import { anchorOf } from '../../src/protocol/addresses.ts';
import type { StateUpdate } from '../../src/protocol/fold.ts';
import { attributes, escaped, link, paragraphs } from '../../src/protocol/html.ts';
import type { DatedCorrection, FoldedUpdate, RetractedUpdate } from '../../src/protocol/update.ts';

/** How a moment, ISO 8601, is written for readers: a server does not know their time zone. */
export type Timing = (at: string) => string;

type Medium = NonNullable<FoldedUpdate['media']>[number];

/** An update as readers see it: the same on the server and in the browser. `html` was made safe when it was published. */
export function updateHtml(update: StateUpdate, timing: Timing): string {
  return 'retracted' in update ? traceHtml(update, timing) : foldedHtml(update, timing);
}

export function timeHtml(at: string, timing: Timing): string {
  return `<time${attributes({ datetime: at })}>${escaped(timing(at))}</time>`;
}

function foldedHtml(update: FoldedUpdate, timing: Timing): string {
  const { id, language, direction = 'auto', key, pinned, byline, kind, sources, corrections = [], media = [] } = update;
  const marks = [pinned && 'Pinned', key && 'Key update'].filter((mark) => mark !== undefined && mark !== false);
  const when = `${whenHtml(id, update.publishedAt, timing)}${marks.map((mark) => ` <strong>${mark}</strong>`).join('')}`;
  const foot = [
    byline && `By ${escaped(byline)}`,
    sources && kind !== 'attribution' && `Sources: ${sources.map(escaped).join(', ')}`,
    sourceHtml(update),
  ];
  return [
    `<article${attributes({ id: anchorOf(id), tabindex: '0', 'aria-labelledby': `${anchorOf(id)}-when`, class: kind })}>`,
    `<p class="when" id="${anchorOf(id)}-when">${when}</p>`,
    `<div${attributes({ class: 'body', dir: direction, lang: language })}>${bodyHtml(update)}${media.map(mediumHtml).join('')}</div>`,
    ...foot.filter(Boolean).map((part) => `<p class="foot" dir="auto">${part}</p>`),
    ...corrections.map((correction) => correctionHtml(correction, timing)),
    '</article>',
  ].join('');
}

function whenHtml(id: string, at: string, timing: Timing): string {
  return `<a href="#${anchorOf(id)}">${timeHtml(at, timing)}</a>`;
}

function bodyHtml({ kind, headline, warning, text, html }: FoldedUpdate): string {
  const title = headline === undefined ? '' : `<h2>${escaped(headline)}</h2>`;
  const caution = warning === undefined ? '' : `<p class="warning">${escaped(warning)}</p>`;
  if (html !== undefined) return title + caution + html;
  if (kind === 'headline' || kind === 'heading') return `${title}${caution}<h2>${escaped(text)}</h2>`;
  const body = paragraphs(text);
  return title + caution + (kind === 'quote' ? `<blockquote>${body}</blockquote>` : body);
}

/** By its name and address: what it shows loads only when the reader wants it. */
function mediumHtml({ type, url, alt, caption, credit }: Medium): string {
  const name = caption ?? alt ?? { image: 'Picture', video: 'Video', audio: 'Recording' }[type];
  return `<p class="medium">${link(url, name)}${credit === undefined ? '' : ` (${escaped(credit)})`}</p>`;
}

function sourceHtml({ source }: FoldedUpdate): string | undefined {
  return source?.url && `From ${link(source.url, source.title ?? source.url)}`;
}

function correctionHtml({ at, note }: DatedCorrection, timing: Timing): string {
  return `<p class="correction" dir="auto">Corrected ${timeHtml(at, timing)}: ${escaped(note)}</p>`;
}

function traceHtml({ id, publishedAt, retractedAt, reason }: RetractedUpdate, timing: Timing): string {
  const at = retractedAt === undefined ? '' : ` at ${timeHtml(retractedAt, timing)}`;
  const why = reason === undefined ? '' : `: ${escaped(reason)}`;
  return [
    `<article${attributes({ id: anchorOf(id), tabindex: '0', 'aria-labelledby': `${anchorOf(id)}-when`, class: 'withdrawn' })}>`,
    `<p class="when" id="${anchorOf(id)}-when">${whenHtml(id, publishedAt, timing)}</p>`,
    `<div class="body"><p>An update was withdrawn${at}${why}</p></div></article>`,
  ].join('');
}
