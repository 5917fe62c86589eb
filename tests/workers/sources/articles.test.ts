import { expect, test } from 'vitest';
import { textOfHtml } from '../../../src/log/safe-html.ts';
import { LINE_CHARACTERS } from '../../../src/protocol/limits.ts';
import { articleNamed as articleIdOf } from '../../../src/queue/index.ts';
import { contentHash, draftOf } from '../../../workers/sources/articles.ts';
import type { Item } from '../../../workers/sources/items.ts';
import { intervalsUntilNext } from '../../../workers/sources/next-look.ts';

const item: Item = { id: '7', body: { format: 'text', words: 'Words' } };
const draft = (said: Partial<Item>) => draftOf({ ...item, ...said }, 'wire', textOfHtml);

test.for([
  [{ url: 'javascript:alert(1)' }, {}],
  [{ url: 'https://wire.example/7' }, { url: 'https://wire.example/7' }],
  [{ url: `https://wire.example/${'x'.repeat(2_000)}` }, {}],
  [{ language: 'English' }, {}],
  [{ language: 'en-GB' }, { language: 'en-GB' }],
  [{ byline: '  \n ' }, {}],
  [{ byline: 'Ada\u0000 \u202eL.' }, { byline: 'Ada L.' }],
  [{ title: { format: 'html', words: 'A &amp; <i>b</i>\n&lt;c&gt;' } }, { title: 'A & b <c>' }],
  [{ title: { format: 'text', words: 'A &amp; <i>' } }, { title: 'A &amp; <i>' }],
  [{ title: { format: 'html', words: '<img src=x>' } }, {}],
  [{ title: { format: 'html', words: '<b>'.repeat(300) } }, {}],
  [{ body: { format: 'text', words: 'a\r\nb\ud800' } }, { body: 'a\nb\ufffd' }],
  [{ body: { format: 'html', words: '<p>x</p>' } }, { format: 'html', body: '<p>x</p>' }],
] as [Partial<Item>, object][])('%j is taken as %j', ([said, taken]) => {
  expect(draft(said)).toEqual({ identity: 'wire 7', format: 'text', body: 'Words', ...taken });
});

test('a title is as long as a line may be, and ends in a whole character', () => {
  const { title = '' } = draft({ title: { format: 'text', words: `${'x'.repeat(LINE_CHARACTERS - 1)}😀 and more` } });
  expect(title.length).toBeLessThanOrEqual(LINE_CHARACTERS);
  expect(title.isWellFormed()).toBe(true);
});

test('an item has one name in one feed, or everywhere', () => {
  expect(draft({ id: 'tag:wire.example,2026:7' }).identity).toBe('tag:wire.example,2026:7');
  expect(draft({ id: 'urn:not an address' }).identity).toBe('wire urn:not an address');
  expect(articleIdOf('storm', 'wire 7')).toMatch(/^s[0-9a-z]{25}$/);
  expect(articleIdOf('storm', 'wire 7')).not.toBe(articleIdOf('flood', 'wire 7'));
});

test('two contents of an item are told apart by anything that they say, and by nothing else', () => {
  const said = {
    title: { format: 'text', words: 'T' },
    byline: 'B',
    url: 'https://a.example/',
    language: 'en',
  } as const;
  const hashes = [
    draft({ ...said }),
    draft({ ...said, byline: 'C' }),
    draft({ ...said, url: 'https://b.example/' }),
    draft({ ...said, language: 'de' }),
    draft({ ...said, title: { format: 'text', words: 'U' } }),
    draft({ ...said, body: { format: 'text', words: 'Other words' } }),
    draft({ ...said, body: { format: 'html', words: 'Words' } }),
  ].map(contentHash);
  expect(new Set(hashes).size).toBe(hashes.length);
  expect(contentHash(draft({ ...said, id: '8' }))).toBe(hashes[0]);
});

test('a source whose interval is a day is looked at every day, however often it fails', () => {
  for (const failures of [0, 1, 10, 2_000])
    expect(intervalsUntilNext({ every: 86_400_000, failures }, () => 0.999)).toBe(1);
});
