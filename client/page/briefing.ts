import { pagePath } from '../../src/protocol/addresses.ts';
import { attributes, escaped } from '../../src/protocol/html.ts';
import type { BriefingView } from '../../src/protocol/views.ts';
import { headOf } from './card.ts';
import { contents } from './contents.ts';
import { dataScript, documentOf, masthead } from './document.ts';
import { liveBlogPosting } from './live-blog-posting.ts';
import { sayingOf } from './saying.ts';

/** A briefing's page: complete without a script, which goes on from the state that comes along. */
export function briefingPage(page: BriefingView): string {
  const { snapshot, site, query } = page;
  const { briefing } = snapshot;
  const saying = sayingOf(briefing);
  const path = pagePath(briefing.id);
  const now = Object.values(query).every((value) => value === undefined);
  const posting = now ? dataScript('application/ld+json', liveBlogPosting(snapshot, site)) : '';
  const back = now ? '' : `<p class="back"><a href="${path}">${escaped(saying.words.say('backToLive'))}</a></p>`;
  const element = now ? liveElement(page) : stillElement(page);
  return documentOf(
    {
      title: briefing.title,
      description: briefing.summary ?? briefing.title,
      language: briefing.language,
      head: headOf(page) + posting,
      scripts: now ? ['live-briefing'] : [],
    },
    `${masthead(saying.words.say('briefings'))}\n<main class="briefing">\n${back}${element}\n</main>`,
  );
}

/** The same for a frame in another page: the briefing and nothing else. */
export function embedPage(page: BriefingView): string {
  const { briefing } = page.snapshot;
  const { title, language } = briefing;
  const head = `<link${attributes({ rel: 'canonical', href: page.site + pagePath(briefing.id) })}>\n<meta name="robots" content="noindex">`;
  return documentOf(
    { title, language, head, scripts: ['live-briefing', 'frame'] },
    `<main class="briefing">\n${liveElement(page)}\n</main>`,
  );
}

/** The widget, with what it shows before it is there, and the state that it goes on from. */
function liveElement(page: BriefingView): string {
  const { id } = page.snapshot.briefing;
  const state = dataScript('application/json', page.snapshot, ' class="state"');
  return elementHtml(page, { src: pagePath(id) }, state);
}

/** The same without the script that would make it one: older updates and other moments stay as they are. */
function stillElement(page: BriefingView): string {
  return elementHtml(page, {}, '');
}

function elementHtml(page: BriefingView, attributesOf: Record<string, string>, state: string): string {
  const saying = sayingOf(page.snapshot.briefing);
  const { language, dir } = saying.words;
  return `<live-briefing${attributes({ ...attributesOf, lang: language, dir })}>
${contents(page, saying)}
${state}</live-briefing>`;
}
