import type { english } from './english.ts';

type English = typeof english;
export type Sentence = Exclude<keyof English, 'dir'>;

/** A sentence with `{count}` in it, by the plural category of that number. */
export type Plural = { readonly [Category in Intl.LDMLPluralRule]?: string } & { readonly other: string };

/** What a language says: all sentences, and which way it is written. */
export type Vocabulary = { readonly dir: 'ltr' | 'rtl' } & {
  readonly [Name in Sentence]: English[Name] extends string ? string : Plural;
};

type Places<Text> = Text extends `${string}{${infer Place}}${infer Rest}` ? Place | Places<Rest> : never;
type PlacesOf<Name extends Sentence> = Places<English[Name] extends Plural ? English[Name]['other'] : English[Name]>;

/** What goes into the places of a sentence; nothing where it has none. */
export type Values<Name extends Sentence> = [PlacesOf<Name>] extends [never]
  ? []
  : [values: { readonly [Place in PlacesOf<Name>]: Place extends 'count' ? number : string }];

/** A sentence with one place, into which an element goes: a time, a link. */
export type Surrounding = {
  [Name in Sentence]: English[Name] extends `${string}{${string}}${string}` ? Name : never;
}[Sentence];
