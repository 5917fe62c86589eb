import { arabic } from './arabic.ts';
import { english } from './english.ts';
import { french } from './french.ts';
import { german } from './german.ts';
import { spanish } from './spanish.ts';
import { ukrainian } from './ukrainian.ts';
import type { Plural, Sentence, Surrounding, Values, Vocabulary } from './vocabulary.ts';

/** By their ISO 639 codes. */
export const VOCABULARIES: Readonly<Record<string, Vocabulary>> = {
  ar: arabic,
  de: german,
  en: english,
  es: spanish,
  fr: french,
  uk: ukrainian,
};

/** The interface in one language. */
export type Words = {
  /** The language tag to write numbers and times in, and to say what language the words are in. */
  readonly language: string;
  readonly dir: 'ltr' | 'rtl';
  /** A sentence with its places filled; a `count` is written as the language writes numbers, and picks the plural form. */
  say<Name extends Sentence>(name: Name, ...values: Values<Name>): string;
  /** What stands before and after the place of a sentence, for an element to go there. */
  around(name: Surrounding): readonly [before: string, after: string];
};

/** In the language of a tag (BCP 47), with the numbers of its region; in English where that is not spoken here. */
export function wordsFor(tag: string | undefined): Words {
  const language = spoken(tag) ?? 'en';
  const vocabulary = VOCABULARIES[codeOf(language)] ?? english;
  const plurals = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language);
  const written = (value: string | number) => (typeof value === 'number' ? numbers.format(value) : value);
  const formOf = (sentence: string | Plural, count: string | number | undefined) =>
    typeof sentence === 'string' ? sentence : (sentence[plurals.select(Number(count))] ?? sentence.other);
  return {
    language,
    dir: vocabulary.dir,
    say(name, ...[values]) {
      const given: Readonly<Record<string, string | number>> = values ?? {};
      return formOf(vocabulary[name], given.count).replace(/\{(\w+)\}/g, (_, place) => written(given[place] ?? ''));
    },
    around(name) {
      const [before = '', after = ''] = vocabulary[name].split(/\{\w+\}/);
      return [before, after];
    },
  };
}

function codeOf(tag: string): string {
  return tag.slice(0, 2).toLowerCase();
}

/** The tag itself, if it is one and there are words for its language. */
function spoken(tag: string | undefined): string | undefined {
  if (!tag || !/^[a-z]{2}(-|$)/i.test(tag) || !(codeOf(tag) in VOCABULARIES)) return undefined;
  try {
    return Intl.getCanonicalLocales(tag)[0];
  } catch {
    return undefined; // what an author has written need not be a tag
  }
}
