import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { SIGNS } from '../../../client/widget/condition.ts';
import { english } from '../../../client/widget/languages/english.ts';
import type { Plural, Vocabulary } from '../../../client/widget/languages/vocabulary.ts';
import { VOCABULARIES, wordsFor } from '../../../client/widget/languages/words.ts';
import { filesBelow, read } from '../../repo/tree.ts';

const LANGUAGE_BYTES = 1_300;

type Said = string | Plural;
const sentences = (vocabulary: Vocabulary) =>
  Object.entries(vocabulary).filter(([name]) => name !== 'dir') as [keyof Vocabulary, Said][];
const formsOf = (said: Said) => (typeof said === 'string' ? [said] : Object.values(said));
const placesIn = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, place]) => place);

describe.each(Object.entries(VOCABULARIES))('in %s', (code, vocabulary) => {
  test('every sentence is there, in the order of the English ones, and none is empty', () => {
    expect(Object.keys(vocabulary)).toEqual(Object.keys(english));
    for (const [, said] of sentences(vocabulary))
      for (const form of formsOf(said)) expect(form.trim()).toBe(form || 'a sentence');
  });

  test('every number has its form, and there is no form that no number has', () => {
    const { pluralCategories } = new Intl.PluralRules(code).resolvedOptions();
    const plurals = sentences(vocabulary).filter(([, said]) => typeof said !== 'string');
    expect(plurals).not.toEqual([]);
    for (const [name, forms] of plurals)
      expect([name, Object.keys(forms).sort()]).toEqual([name, [...pluralCategories].sort()]);
  });

  test('every sentence has the places of the English one', () => {
    for (const [name, said] of sentences(vocabulary)) {
      const meant = english[name];
      if (typeof said === 'string') expect([name, placesIn(said)]).toEqual([name, placesIn(String(meant))]);
      // Arabic has the numbers none, one and two in the words themselves.
      else for (const form of formsOf(said)) expect(['count', undefined]).toContain(placesIn(form)[0]);
    }
  });

  test('it is small', () => {
    const bytes = gzipSync(JSON.stringify(vocabulary)).length;
    console.info(`${code}: ${bytes} bytes`);
    expect(bytes).toBeLessThan(LANGUAGE_BYTES);
  });
});

test.each([
  ['en', 1, '1 new update'],
  ['en', 3, '3 new updates'],
  ['en-IN', 1234567, '12,34,567 new updates'],
  ['ar-EG', 1, 'تحديث جديد'],
  ['ar-EG', 2, 'تحديثان جديدان'],
  ['ar-EG', 3, '٣ تحديثات جديدة'],
  ['ar-EG', 11, '١١ تحديثًا جديدًا'],
  ['ar-MA', 100, '100 تحديث جديد'],
  ['uk', 1, '1 нове повідомлення'],
  ['uk', 2, '2 нові повідомлення'],
  ['uk', 5, '5 нових повідомлень'],
  ['uk', 11, '11 нових повідомлень'],
  ['uk', 21, '21 нове повідомлення'],
  ['de', 1, '1 neue Meldung'],
  ['fr', 0, '0 nouvelle publication'],
  ['fr', 2, '2 nouvelles publications'],
  ['es', 2, '2 novedades'],
])('in %s, %i new updates are told of as "%s"', (tag, count, said) => {
  expect(wordsFor(tag).say('newUpdates', { count })).toBe(said);
});

test('a number in figures is in every plural form that more than one number has', () => {
  for (const code of Object.keys(VOCABULARIES))
    for (const count of [3, 5, 11, 21, 100, 1_000_000])
      expect(wordsFor(code).say('readers', { count })).toContain(new Intl.NumberFormat(code).format(count));
});

test.each([
  ['de', 'de', 'ltr'],
  ['de-AT', 'de-AT', 'ltr'],
  ['AR-eg', 'ar-EG', 'rtl'],
  ['uk-Cyrl-UA', 'uk-Cyrl-UA', 'ltr'],
  ['ja', 'en', 'ltr'],
  ['ara', 'en', 'ltr'],
  ['enm', 'en', 'ltr'],
  ['de_DE', 'en', 'ltr'],
  ['de-', 'en', 'ltr'],
  ['de-x', 'en', 'ltr'],
  ['__proto__', 'en', 'ltr'],
  ['', 'en', 'ltr'],
  [undefined, 'en', 'ltr'],
])('for %j the words are those of %s, written %s', (tag, language, dir) => {
  expect(wordsFor(tag)).toMatchObject({ language, dir });
});

test('what goes into a sentence is taken as it is', () => {
  const said = wordsFor('en').say('momentOf', { when: '{headline}', headline: "$& <b>'{when}'" });
  expect(said).toBe("{headline}: $& <b>'{when}'");
});

test('a sentence can be said around an element', () => {
  expect(wordsFor('en').around('corrected')).toEqual(['Corrected ', '']);
  expect(wordsFor('de').around('corrected')).toEqual(['Korrigiert (', ')']);
});

test('every sentence is said somewhere', () => {
  const speakers = filesBelow('client/widget', 'client/page').filter((path) => !path.includes('/languages/'));
  const code = speakers.map(read).join('');
  const said = (name: string) => name === 'dir' || name in SIGNS || code.includes(`'${name}'`); // conditions are said by name
  const unsaid = Object.keys(english).filter((name) => !said(name));
  expect(unsaid).toEqual([]);
});
