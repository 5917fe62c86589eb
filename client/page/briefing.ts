import { pagePath } from '../../src/protocol/addresses.ts';
import { attributes, escaped } from '../../src/protocol/html.ts';
import type { BriefingView } from '../../src/protocol/views.ts';
import { wordsFor } from '../widget/languages/words.ts';
import { headOf } from './card.ts';
import { contents } from './contents.ts';
import { dataScript, documentOf, masthead } from './document.ts';
import { liveBlogPosting } from './live-blog-posting.ts';
import { sayingOf } from './saying.ts';

/** A briefing's page: complete without a script, which goes on from the state that comes along, or from the moment in the address. */
export function briefingPage(page: BriefingView): string {
  const { snapshot, site, query } = page;
  const { title, summary, language } = snapshot.briefing;
  const view = viewOf(query);
  const posting = view === 'now' ? dataScript('application/ld+json', liveBlogPosting(snapshot, site)) : '';
  const element = { now: nowHtml, past: pastHtml, part: partHtml }[view];
  return documentOf(
    {
      title,
      description: summary ?? title,
      language,
      head: headOf(page) + posting,
      scripts: view === 'part' ? [] : ['live-briefing'],
    },
    `${masthead(wordsFor(language).say('briefings'))}\n<main class="briefing">\n${element(page, { at: '', 'title-count': '' })}\n</main>`,
  );
}

/** The same for a frame in another page: the briefing and nothing else. */
export function embedPage(page: BriefingView): string {
  const { briefing } = page.snapshot;
  const { title, language } = briefing;
  const head = `<link${attributes({ rel: 'canonical', href: page.site + pagePath(briefing.id) })}>\n<meta name="robots" content="noindex">`;
  return documentOf(
    { title, language, head, scripts: ['live-briefing', 'frame'] },
    `<main class="briefing">\n${nowHtml(page)}\n</main>`,
  );
}

/** `part`: older updates, or key updates alone, which stay as they are. */
function viewOf({ at, before, key }: BriefingView['query']): 'now' | 'past' | 'part' {
  if (before !== undefined || key !== undefined) return 'part';
  return at === undefined ? 'now' : 'past';
}

/** The widget, with what it shows before it is there, and the state that it goes on from. */
function nowHtml(page: BriefingView, wishes: Record<string, string> = {}): string {
  const src = pagePath(page.snapshot.briefing.id);
  const state = dataScript('application/json', page.snapshot, ' class="state"');
  return elementHtml({ src, ...wishes }, contents(page, sayingOf(page.snapshot.briefing)) + state, page);
}

/** The same at a moment, from which the widget replays. */
function pastHtml(page: BriefingView, wishes: Record<string, string>): string {
  const src = pagePath(page.snapshot.briefing.id);
  return elementHtml({ src, ...wishes }, withWayBack(page), page);
}

function partHtml(page: BriefingView): string {
  return elementHtml({}, withWayBack(page), page);
}

function withWayBack(page: BriefingView): string {
  const { briefing } = page.snapshot;
  const saying = sayingOf(briefing);
  const link = `<a href="${pagePath(briefing.id)}">${escaped(saying.words.say('backToLive'))}</a>`;
  return `<p class="back">${link}</p>\n${contents(page, saying)}`;
}

function elementHtml(wishes: Record<string, string>, inside: string, { snapshot }: BriefingView): string {
  const { language, dir } = wordsFor(snapshot.briefing.language);
  return `<live-briefing${attributes({ ...wishes, lang: language, dir })}>\n${inside}\n</live-briefing>`;
}
