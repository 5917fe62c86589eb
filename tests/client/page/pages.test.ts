import { describe, expect, test } from 'vitest';
import { listing } from '../../../client/page/listing.ts';
import { shell } from '../../../client/page/shell.ts';
import { updateHtml } from '../../../client/page/update.ts';
import { stateInWords } from '../../../client/page/words.ts';
import type { Status, StatusName } from '../../../client/status.ts';
import type { Entry } from '../../../src/protocol/entries.ts';
import { EMPTY, fold, type StateUpdate } from '../../../src/protocol/fold.ts';
import { snapshotOf } from '../../../src/protocol/snapshot.ts';
import type { FoldedUpdate } from '../../../src/protocol/update.ts';
import { minute, refused, storm } from '../samples.ts';

const HOSTILE = `<script>alert("1")</script>&'`;
const SHOWN = '&#60;script&#62;alert(&#34;1&#34;)&#60;/script&#62;&#38;&#39;';

function page(log: readonly Entry[], last = 500): string {
  const snapshot = snapshotOf(fold(EMPTY, log), 'abcd1234', { last });
  if (!snapshot) throw new Error('There is no briefing');
  return shell({ briefing: snapshot.briefing, snapshot });
}

function html(fields: Partial<FoldedUpdate> = {}): string {
  const update = {
    id: 'a',
    revision: 1,
    kind: 'paragraph',
    text: 'A text.',
    publishedAt: minute(1),
    ...fields,
  } as const;
  return updateHtml(update, (at) => at);
}

describe('the page of a briefing', () => {
  test('is complete without a script, newest first', () => {
    const text = page(storm(3));
    expect(text).toMatch(/^<!doctype html>/);
    expect(text).toContain('<main id="briefing" data-briefing="storm">');
    expect([...text.matchAll(/Gust (\d)/g)].map(([, number]) => number)).toEqual(['3', '2', '1']);
    expect(text).toContain('<time datetime="2024-01-01T06:01:00.000Z">2024-01-01 06:01 UTC</time>');
    expect(text).not.toContain('older updates');
  });

  test.each([
    ['ar', 'rtl'],
    ['fa-IR', 'rtl'],
    ['pa-Arab', 'rtl'],
    ['ug-Cyrl', undefined],
    ['en', undefined],
  ])('in %s runs %s', (language, direction) => {
    const opened: Entry = {
      seq: 1,
      at: minute(0),
      type: 'opened',
      briefing: { id: 'storm', title: 'Storm', language },
    };
    expect(/<html lang="[^"]*"(?: dir="(\w+)")?>/.exec(page([opened]))?.[1]).toBe(direction);
  });

  test('says how many updates it does not show', () => {
    expect(page(storm(5), 2)).toContain('3 older updates are not shown here');
  });

  test('has no script or style of its own, so that a policy can forbid them', () => {
    const text = page(storm(1));
    expect(text).not.toMatch(/<style|style=|onclick|<script(?! type="module" src="\/assets\/page.js")/);
  });

  test('shows whatever a title or a summary says as text', () => {
    const opened: Entry = {
      seq: 1,
      at: minute(0),
      type: 'opened',
      briefing: { id: 'storm', title: HOSTILE, summary: HOSTILE, language: 'en"><script>' },
    };
    const text = page([opened]);
    expect(text).toContain(`<h1 dir="auto">${SHOWN}</h1>`);
    expect(text).not.toContain('<script>');
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
    { corrections: [{ at: minute(2), note: HOSTILE }] },
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
    expect(html({ direction: 'rtl', language: 'ar' })).toContain('dir="rtl" lang="ar"');
    expect(html()).toContain('dir="auto"');
  });

  test('shows its corrections', () => {
    const corrected = html({ corrections: [{ at: minute(2), note: 'six, not eight' }] });
    expect(corrected).toContain(`Corrected <time datetime="${minute(2)}">${minute(2)}</time>: six, not eight`);
  });

  test('leaves a trace when it was withdrawn, and nothing of its text', () => {
    const trace: StateUpdate = {
      id: 'a',
      revision: 1,
      retracted: true,
      publishedAt: minute(1),
      retractedAt: minute(3),
      reason: 'x',
    };
    expect(updateHtml(trace, (at) => at)).toContain(`An update was withdrawn at <time datetime="${minute(3)}">`);
  });

  test('is labelled and can be reached with the keyboard', () => {
    expect(html()).toMatch(/<article id="update-a" tabindex="0" aria-labelledby="update-a-when"/);
  });
});

test('the list shows each briefing with its state', () => {
  const { briefing } = fold(EMPTY, storm(1));
  if (!briefing) throw new Error('There is no briefing');
  const text = listing([{ ...briefing, title: HOSTILE, status: 'ended' }]);
  expect(text).toContain(`<a href="/briefings/storm" dir="auto">${SHOWN}</a>`);
  expect(text).toContain('Ended');
  expect(listing([])).toContain('There is no briefing yet');
});

test('every state of a reading is said in words', () => {
  const status = (name: Exclude<StatusName, 'failed'>): Status => ({ name });
  const said: Record<StatusName, [Status, RegExp]> = {
    connecting: [status('connecting'), /^Connecting/],
    catchingUp: [status('catchingUp'), /^Catching up/],
    live: [status('live'), /^Live$/],
    reconnecting: [status('reconnecting'), /^Connection lost, trying again. What you see is from 06:05$/],
    loading: [status('loading'), /^Loading/],
    replaying: [status('replaying'), /^Replaying$/],
    paused: [status('paused'), /^Paused$/],
    finished: [status('finished'), /^Replayed to the end$/],
    closed: [status('closed'), /^Not following$/],
    failed: [{ name: 'failed', fault: refused('never').error }, /^Cannot go on: No$/],
  };
  for (const [now, words] of Object.values(said))
    expect(stateInWords(now, { briefing: 'live', updatedAt: minute(5) }, (at) => at.slice(11, 16))).toMatch(words);
  const live = (briefing: 'ended' | 'scheduled') =>
    stateInWords(status('live'), { briefing, updatedAt: undefined }, String);
  expect([live('ended'), live('scheduled')]).toEqual(['Ended', 'Not begun yet']);
});
