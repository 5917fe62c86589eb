import { anchorOf } from '../../src/protocol/addresses.ts';
import { isRetracted } from '../../src/protocol/entries.ts';
import type { StateUpdate } from '../../src/protocol/fold.ts';
import { attributes, escaped, link } from '../../src/protocol/html.ts';
import type { DatedCorrection, FoldedUpdate, RetractedUpdate } from '../../src/protocol/update.ts';
import type { Surrounding } from '../widget/languages/vocabulary.ts';
import type { Saying } from './saying.ts';
import { textHtml } from './text.ts';

/** An update as readers see it, in the elements that the widget makes of it. */
export function updateHtml(update: StateUpdate, saying: Saying): string {
  const withdrawn = isRetracted(update);
  const inside = withdrawn ? traceHtml(update, saying) : insideHtml(update, saying);
  return `<article${attributes({ id: anchorOf(update.id), class: withdrawn ? 'withdrawn' : update.kind })}>${inside}</article>`;
}

/** A pinned update once more, on top: without an id, which belongs to the one in the list. */
export function copyHtml(update: FoldedUpdate, saying: Saying): string {
  const mark = `<span class="mark"><span aria-hidden="true">⚑</span> ${escaped(saying.words.say('pinned'))}</span>`;
  return `<li class="copy"><p class="when">${mark}${linkHtml(update, saying)}</p>${textHtml(update, saying)}</li>`;
}

function insideHtml(update: FoldedUpdate, saying: Saying): string {
  const { key, corrections = [] } = update;
  const mark = `<strong class="mark"><span aria-hidden="true">◆</span> ${escaped(saying.words.say('keyUpdate'))}</strong>`;
  return [
    whenHtml(update, saying, key ? mark : ''),
    textHtml(update, saying),
    footHtml(update, saying),
    ...corrections.map((correction) => correctionHtml(correction, saying)),
  ].join('');
}

function whenHtml(update: StateUpdate, saying: Saying, mark = ''): string {
  return `<p class="when">${linkHtml(update, saying)}${mark}</p>`;
}

function linkHtml({ id, publishedAt }: StateUpdate, { time }: Saying): string {
  return `<a href="#${anchorOf(id)}">${time(publishedAt)}</a>`;
}

function footHtml(update: FoldedUpdate, saying: Saying): string {
  const { byline, kind, sources, source } = update;
  const { words } = saying;
  const parts = [
    byline && escaped(byByline(byline, saying)),
    sources && kind !== 'attribution' && escaped(words.say('sources', { names: sources.join(', ') })),
    source?.url && sentence('from', link(source.url, source.title ?? new URL(source.url).host), saying),
  ].filter((part) => typeof part === 'string');
  const paragraphs = parts.map((part) => `<p dir="auto">${part}</p>`);
  return parts.length === 0 ? '' : `<div class="foot">${paragraphs.join('')}</div>`;
}

/** Many bylines say "By" themselves. */
function byByline(name: string, { words }: Saying): string {
  const by = words.around('by')[0].trim().toLowerCase();
  const said = by !== '' && name.toLowerCase().startsWith(by) && /^[\s:]/.test(name.slice(by.length));
  return said ? name : words.say('by', { name });
}

function correctionHtml({ at, note, diff }: DatedCorrection, saying: Saying): string {
  const line = `${sentence('corrected', saying.time(at), saying)}: <span dir="auto">${escaped(note)}</span>`;
  const parts = diff?.map(([change, text]) => {
    const element = { '=': undefined, '-': 'del', '+': 'ins' }[change];
    return element === undefined ? escaped(text) : `<${element}>${escaped(text)}</${element}>`;
  });
  const changes = `<details><summary>${escaped(saying.words.say('whatChanged'))}</summary><p dir="auto">${parts?.join('')}</p></details>`;
  return `<div class="correction"><p><span aria-hidden="true">✎</span> ${line}</p>${parts ? changes : ''}</div>`;
}

function traceHtml(update: RetractedUpdate, saying: Saying): string {
  const { retractedAt, reason } = update;
  const said =
    retractedAt === undefined
      ? escaped(saying.words.say('withdrawn'))
      : sentence('withdrawnAt', saying.time(retractedAt), saying);
  const why = reason === undefined ? '' : `: <span dir="auto">${escaped(reason)}</span>`;
  return `${whenHtml(update, saying)}<p class="text">${said}${why}</p>`;
}

/** A sentence with an element in its place. */
function sentence(name: Surrounding, element: string, { words }: Saying): string {
  const [before, after] = words.around(name);
  return `${escaped(before)}${element}${escaped(after)}`;
}
