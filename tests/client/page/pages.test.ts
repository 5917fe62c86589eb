import { describe, expect, test } from 'vitest';
import { refusalPage, views } from '../../../client/page/index.ts';
import { sayingOf } from '../../../client/page/saying.ts';
import { updateHtml } from '../../../client/page/update.ts';
import type { Entry } from '../../../src/protocol/entries.ts';
import { EMPTY, fold, type StateUpdate } from '../../../src/protocol/fold.ts';
import { snapshotOf } from '../../../src/protocol/snapshot.ts';
import type { FoldedUpdate } from '../../../src/protocol/update.ts';
import { minute, storm } from '../samples.ts';

const HOSTILE = `<script>alert("1")</script>&'`;
const SHOWN = '&#60;script&#62;alert(&#34;1&#34;)&#60;/script&#62;&#38;&#39;';
const site = 'https://live.example';
const english = sayingOf({ language: 'en', updatedAt: minute(9) });

function view(log: readonly Entry[], last = 500) {
  const snapshot = snapshotOf(fold(EMPTY, log), 'abcd1234', { last });
  if (!snapshot) throw new Error('There is no briefing');
  return { snapshot, site, query: {} };
}
const page = (log: readonly Entry[], last?: number) => views.briefing(view(log, last));

function withoutScripts(text: string): string {
  return text.replace(/<script[^>]*>.*?<\/script>/gs, '');
}

function opened(fields: Partial<(Entry & { type: 'opened' })['briefing']>): Entry {
  return { seq: 1, at: minute(0), type: 'opened', briefing: { id: 'storm', title: 'Storm', ...fields } };
}

function html(fields: Partial<FoldedUpdate> = {}, saying = english): string {
  const update = { id: 'a', revision: 1, kind: 'paragraph', text: 'A text.', publishedAt: minute(1) } as const;
  return updateHtml({ ...update, ...fields }, saying);
}

describe('the page of a briefing', () => {
  test('is complete without a script, newest first', () => {
    const text = withoutScripts(page(storm(3)));
    expect(text).toMatch(/^<!doctype html>/);
    expect([...text.matchAll(/>Gust (\d)/g)].map(([, number]) => number)).toEqual(['3', '2', '1']);
    expect(text).toContain('<article id="update-');
    expect(text).toMatch(
      /<time datetime="2024-01-01T06:01:00.000Z" title="Monday, January 1, 2024 at 6:01:00 AM UTC">/,
    );
  });

  test.each([
    ['ar', 'rtl'],
    ['fa-IR', 'rtl'],
    ['pa-Arab', 'rtl'],
    ['ug-Cyrl', 'ltr'],
    ['en', 'ltr'],
  ])('in %s runs %s', (language, direction) => {
    expect(/<html lang="[^"]*" dir="(\w+)">/.exec(page([opened({ language })]))?.[1]).toBe(direction);
  });

  test('has no script or style of its own but data, so that a policy can forbid them', () => {
    const own = /<style|\sstyle=|\son\w+=|<script(?! type="(?:module" src="\/assets\/|application\/(?:ld\+)?json"))/;
    expect(page(storm(1))).not.toMatch(own);
    expect(views.embed(view(storm(1)))).not.toMatch(own);
  });

  test.each(['briefing', 'embed'] as const)('%s shows whatever a title or a summary says as text', (name) => {
    const text = views[name](view([opened({ title: HOSTILE, summary: `${HOSTILE}<!--`, language: 'en"><script>' })]));
    expect(text).toContain(`<h1 dir="auto">${SHOWN}</h1>`);
    expect(text).not.toContain('<script>');
    expect(text).not.toContain('<!--');
  });

  test('leads to the older updates by a link, and says how many there are', () => {
    const shown = views.briefing({ ...view(storm(5), 2), older: '?before=u4' });
    expect(shown).toContain('<p class="more"><a rel="next" href="/briefings/storm?before=u4">3 older updates</a></p>');
    expect(shown).toContain('<link rel="next" href="/briefings/storm?before=u4">');
  });

  test('says when it has nothing yet', () => {
    expect(page([opened({})])).toContain('Nothing has been published yet');
  });
});

describe('an update', () => {
  test.each<Partial<FoldedUpdate>>([
    { text: HOSTILE },
    { headline: HOSTILE },
    { warning: HOSTILE },
    { byline: HOSTILE },
    { sources: [HOSTILE] },
    { language: HOSTILE },
    { media: [{ type: 'image', caption: HOSTILE, credit: HOSTILE }] },
    { media: [{ type: 'video', url: 'https://x.example/v', alt: HOSTILE }] },
    { corrections: [{ at: minute(2), note: HOSTILE, diff: [['+', HOSTILE]] }] },
    { source: { article: 'x', segment: 0, url: 'https://x.example', title: HOSTILE } },
  ])('shows %j as text', (fields) => {
    expect(html(fields)).toContain(SHOWN);
    expect(html(fields)).not.toContain('<script>');
  });

  test('links only where a browser may safely go', () => {
    const source = (url: string) => html({ source: { article: 'x', segment: 0, url, title: 'Title' } });
    expect(source('https://x.example/?a=1&b="')).toContain('href="https://x.example/?a=1&#38;b=&#34;"');
    expect(source('javascript:alert(1)')).not.toContain('href="javascript');
  });

  test('shows its HTML, which was made safe when it was published, in place of its text', () => {
    expect(html({ html: '<p>One <em>word</em></p>', text: 'One word' })).toContain('<p>One <em>word</em></p>');
  });

  test('has its own direction and language', () => {
    expect(html({ direction: 'rtl', language: 'ar' })).toContain('lang="ar" dir="rtl"');
    expect(html()).toContain('dir="auto"');
  });

  test.each([
    ['en', 'Ann Lee', 'By Ann Lee'],
    ['en', 'By Ann Lee', 'By Ann Lee'],
    ['en', 'BY ANN LEE', 'BY ANN LEE'],
    ['en', 'Byron Lee', 'By Byron Lee'],
    ['de', 'Von Ann Lee', 'Von Ann Lee'],
    ['de', 'Ann Lee', 'Von Ann Lee'],
  ])('in %s by "%s" says "%s"', (language, byline, said) => {
    expect(html({ byline }, sayingOf({ language, updatedAt: minute(9) }))).toContain(
      `<div class="foot"><p dir="auto">${said}</p></div>`,
    );
  });

  test('says a caption once, and has room for a picture before it comes', () => {
    const url = 'https://x.example/p.jpg';
    const image = { type: 'image', url, alt: 'A pier', caption: 'The pier at noon', width: 800, height: 450 } as const;
    const shown = html({ kind: 'media', text: 'The pier at noon', media: [image] });
    expect(shown.match(/The pier at noon/g)).toHaveLength(1);
    expect(shown).toContain(
      `<img src="${url}" alt="A pier" width="800" height="450" loading="lazy" decoding="async" referrerpolicy="no-referrer">`,
    );
    expect(html({ media: [{ type: 'image', url }] })).toContain('class="unsized"');
    expect(html({ media: [image] })).toContain('<figcaption dir="auto">The pier at noon</figcaption>');
  });

  test('keeps closed what it warns of', () => {
    expect(html({ warning: 'Distressing' })).toMatch(
      /<details class="warning"><summary><strong>Warning<\/strong>: Distressing<\/summary><p>A text\.<\/p><\/details>/,
    );
  });

  test('shows its corrections, with what changed on demand', () => {
    const corrected = html({
      corrections: [
        {
          at: minute(2),
          note: 'six, not eight',
          diff: [
            ['=', 'for '],
            ['-', 'eight'],
            ['+', 'six'],
          ],
        },
      ],
    });
    expect(corrected).toMatch(
      /Corrected <time datetime="2024-01-01T06:02:00.000Z"[^>]*>6:02 AM<\/time>: <span dir="auto">six, not eight/,
    );
    expect(corrected).toContain(
      '<details><summary>What changed</summary><p dir="auto">for <del>eight</del><ins>six</ins></p></details>',
    );
  });

  test('leaves a trace when it was withdrawn, and nothing of its text', () => {
    const trace: StateUpdate = {
      id: 'a',
      revision: 1,
      retracted: true,
      publishedAt: minute(1),
      retractedAt: minute(3),
      reason: HOSTILE,
    };
    const shown = updateHtml(trace, english);
    expect(shown).toContain(`An update was withdrawn at <time datetime="${minute(3)}"`);
    expect(shown).toContain(SHOWN);
  });

  test('that is pinned stands above the others without its id, which its place among them keeps', () => {
    const log: Entry[] = [...storm(2), { seq: 4, at: minute(8), type: 'pinned', id: 'u1' }];
    const text = withoutScripts(page(log));
    expect(text.match(/id="update-u1"/g)).toHaveLength(1);
    expect(text).toMatch(/<section class="pinned" aria-label="Pinned"><ul><li class="copy">/);
  });

  test('that is pinned and older than the page stands on top alone', () => {
    const log: Entry[] = [...storm(5), { seq: 7, at: minute(8), type: 'pinned', id: 'u1' }];
    const text = withoutScripts(page(log, 2));
    expect(text.match(/<li class="copy">/g)).toHaveLength(1);
    expect(text.match(/<article/g)).toHaveLength(2);
  });
});

test('the list shows each briefing with its state, its time and its count', () => {
  const { briefing } = fold(EMPTY, storm(1));
  if (!briefing) throw new Error('There is no briefing');
  const text = views.list({ briefings: [{ ...briefing, title: HOSTILE, status: 'ended' }], site, next: 'b7' });
  expect(text).toContain(`<a href="/briefings/storm" dir="auto">${SHOWN}</a>`);
  expect(text).toMatch(/Ended.*UTC<\/time> · 1 update</);
  expect(text).toContain('<a rel="next" href="/?after=b7">');
  expect(views.list({ briefings: [], site })).toContain('There is no briefing yet');
});

test('a refusal says what is wrong, as text', () => {
  const text = refusalPage({ title: 'There is nothing', detail: HOSTILE, code: 'PATH_UNKNOWN' });
  expect(text).toContain(SHOWN);
  expect(text).toContain('PATH_UNKNOWN');
  expect(text).not.toContain('<script>');
});
