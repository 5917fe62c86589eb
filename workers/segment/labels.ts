import { AGENCIES, WORDS, type Words } from './words.ts';

/** A word as it is looked up: `ÉCOUTEZ`, `Écoutez` and `ecoutez` are one, as are `İZLE` and `izle`. */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replaceAll('ı', 'i')
    .replaceAll('’', "'")
    .replace(/\s+/g, ' ')
    .trim();
}

const phrasesOf = (cell: string): string[] => cell.split('|').filter(Boolean);

/** One row of the table in all languages, as written and folded. */
export function written(row: keyof Words): string[] {
  return Object.values(WORDS).flatMap((words) => phrasesOf(words[row]));
}

export function phrases(row: keyof Words): ReadonlySet<string> {
  return new Set(written(row).map(fold));
}

const agencies: ReadonlySet<string> = new Set(phrasesOf(AGENCIES).map(fold));
export const agencyNames: readonly string[] = phrasesOf(AGENCIES);

export function isAgency(name: string): boolean {
  return agencies.has(fold(name));
}

/** Capitals only, two at least: how newsrooms write the labels of what is not prose. Never true where a script has no cases. */
export function isShouted(label: string): boolean {
  return /\p{Lu}.*\p{Lu}/u.test(label) && !/\p{Ll}/u.test(label);
}

export type Label = { label: string; sign: string; rest: string };

const LABEL =
  /^[[(（【〔]?\s*([^\s:：|.()（）【】〔〕[\]–—][^:：|.()（）【】〔〕[\]–—\n]{0,39}?)\s*([:：|.)）】〕\]–—]|-\s)/u;

/** What stands before the first colon, or another sign that parts a label from its text; undefined without one near the start. */
export function labelOf(text: string): Label | undefined {
  const match = LABEL.exec(text.slice(0, 60));
  if (!match) return undefined;
  const [whole, label = '', sign = ''] = match;
  return { label, sign: sign.trim(), rest: text.slice(whole.length).trim() };
}

/** A full stop or a dash ends a label only if it is shouted: `VIDÉO. Le port` is labelled, `Photo. He nodded` is not. */
export function isSet({ label, sign }: Label): boolean {
  return !'.–—-'.includes(sign) || isShouted(label);
}
