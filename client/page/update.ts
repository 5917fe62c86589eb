import { anchorOf } from '../../src/protocol/addresses.ts';
import { isRetracted } from '../../src/protocol/entries.ts';
import type { StateUpdate } from '../../src/protocol/fold.ts';
import { attributes, escaped, link, paragraphs } from '../../src/protocol/html.ts';
import type { DatedCorrection, FoldedUpdate, RetractedUpdate } from '../../src/protocol/update.ts';
import { mediumHtml } from './media.ts';
import type { Saying } from './saying.ts';

/** `copy`: a pinned update shown above the others, whose address is its place among them. */
export type Shown = 'itself' | 'copy';

/** An update as readers see it. `html` was made safe when it was published. */
export function updateHtml(update: StateUpdate, saying: Saying, shown: Shown = 'itself'): string {
  return isRetracted(update) ? traceHtml(update, saying) : foldedHtml(update, saying, shown);
}

function foldedHtml(update: FoldedUpdate, saying: Saying, shown: Shown): string {
  const { words } = saying;
  const { id, language, direction = 'auto', key, byline, kind, sources, corrections = [] } = update;
  const marks = [shown === 'copy' && words.say('pinned'), key && words.say('keyUpdate')].filter(Boolean);
  const foot = [
    byline && escaped(byByline(byline, saying)),
    sources && kind !== 'attribution' && escaped(words.say('sources', { names: sources.join(', ') })),
    sourceHtml(update, saying),
  ].filter(Boolean);
  return [
    `<article${attributes({ id: shown === 'copy' ? undefined : anchorOf(id), class: `update ${kind}` })}>`,
    whenHtml(update, saying, marks.map((mark) => ` <strong class="mark">${mark}</strong>`).join('')),
    `<div${attributes({ class: 'body', dir: direction, lang: language })}>${bodyHtml(update, saying)}`,
    ...foot.map((part) => `<p class="foot" dir="auto">${part}</p>`),
    ...corrections.map((correction) => correctionHtml(correction, saying)),
    '</div></article>',
  ].join('');
}

function whenHtml({ id, publishedAt }: StateUpdate, { time }: Saying, marks = ''): string {
  return `<p class="when"><a href="#${anchorOf(id)}">${time(publishedAt)}</a>${marks}</p>`;
}

function bodyHtml(update: FoldedUpdate, saying: Saying): string {
  const { kind, headline, warning, text, html, media = [] } = update;
  const title = headline === undefined ? '' : `<h2>${escaped(headline)}</h2>`;
  const caution = warning === undefined ? '' : `<p class="warning">${escaped(warning)}</p>`;
  // The caption of a picture that is an update by itself is that update's text.
  const pictures = media.map((medium) => mediumHtml(medium, { said: kind === 'media' ? text : undefined, saying }));
  const shown = pictures.join('');
  const guarded =
    warning === undefined || !shown.includes('<figure')
      ? shown
      : `<details><summary>${escaped(saying.words.say('showAnyway'))}</summary>${shown}</details>`;
  return title + caution + (html ?? textHtml(kind, text)) + guarded;
}

function textHtml(kind: FoldedUpdate['kind'], text: string): string {
  if (kind === 'headline' || kind === 'heading') return `<h2>${escaped(text)}</h2>`;
  return kind === 'quote' ? `<blockquote>${paragraphs(text)}</blockquote>` : paragraphs(text);
}

/** Many bylines say "By" themselves. */
function byByline(name: string, { words }: Saying): string {
  const by = words.around('by')[0].trim().toLowerCase();
  const said = by !== '' && name.toLowerCase().startsWith(by) && /^[\s:]/.test(name.slice(by.length));
  return said ? name : words.say('by', { name });
}

function sourceHtml({ source }: FoldedUpdate, { words }: Saying): string | undefined {
  if (!source?.url) return undefined;
  const [before, after] = words.around('from');
  return `${escaped(before)}${link(source.url, source.title ?? new URL(source.url).hostname)}${escaped(after)}`;
}

function correctionHtml({ at, note, diff }: DatedCorrection, { words, time }: Saying): string {
  const [before, after] = words.around('corrected');
  const line = `<span aria-hidden="true">✎ </span>${escaped(before)}${time(at)}${escaped(after)}: ${escaped(note)}`;
  const parts = diff?.map(([change, text]) => {
    const element = { '=': '', '-': 'del', '+': 'ins' }[change];
    return element === '' ? escaped(text) : `<${element}>${escaped(text)}</${element}>`;
  });
  const changes =
    parts && `<details><summary>${escaped(words.say('whatChanged'))}</summary><p>${parts.join('')}</p></details>`;
  return `<div class="correction" dir="auto"><p>${line}</p>${changes ?? ''}</div>`;
}

function traceHtml(update: RetractedUpdate, saying: Saying): string {
  const { id, retractedAt, reason } = update;
  const [before, after] = saying.words.around('withdrawnAt');
  const said =
    retractedAt === undefined
      ? escaped(saying.words.say('withdrawn'))
      : `${escaped(before)}${saying.time(retractedAt)}${escaped(after)}`;
  const why = reason === undefined ? '' : `: <span dir="auto">${escaped(reason)}</span>`;
  return `<article${attributes({ id: anchorOf(id), class: 'update withdrawn' })}>${whenHtml(update, saying)}<div class="body"><p>${said}${why}</p></div></article>`;
}
