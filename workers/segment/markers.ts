/** How the lines of plain text say what they are: bullets, numbers, `>`, `#`, underlines. */

/** Families of list markers, and what must hold before a run of such lines is a list. */
type Family = {
  name: string;
  line: RegExp;
  /** One bullet is a list; one line with a hyphen is someone who speaks. */
  least: number;
  /** May items before the last be whole sentences, line under line or parted by blank lines? Else they are a dialogue. */
  sentences: { close: boolean; apart: boolean };
};

const FAMILIES: readonly Family[] = [
  { name: 'bullet', line: /^[•‣⁃◦▪▫■□●○◆◇►▸∙·]\s*\S/u, least: 1, sentences: { close: true, apart: true } },
  { name: 'star', line: /^\*\s+\S/u, least: 2, sentences: { close: true, apart: true } },
  { name: 'hyphen', line: /^[-+]\s+\S/u, least: 2, sentences: { close: true, apart: false } },
  { name: 'dash', line: /^[–—―]\s*\S/u, least: 2, sentences: { close: false, apart: false } },
  {
    name: 'number',
    line: /^(?:[([]?(?:\p{Nd}{1,3}|\p{L})[)\]]\s+|\p{Nd}{1,3}\.\s+|[（(]?(?:\p{Nd}{1,2}|[一二三四五六七八九十]{1,3})[、．）]\s*|[①-⑳]\s*)\S/u,
    least: 2,
    sentences: { close: true, apart: true },
  },
];

export function familyOf(line: string): Family | undefined {
  const start = line.trimStart().slice(0, 12);
  return FAMILIES.find((family) => family.line.test(start));
}

export type { Family };

/** `--- the end ---` is text; a line of nothing but signs is a rule, drawn with at least three. */
export function isRule(line: string): boolean {
  return /^[-=_~*#•⁂+—–\s]{3,}$/u.test(line) && line.replace(/\s/g, '').length >= 3;
}

/** The level of a heading that a line underlines; undefined if it is no underline. */
export function underlineLevel(line: string): number | undefined {
  if (/^={3,}$/.test(line)) return 1;
  return /^(?:-{3,}|~{3,}|_{3,}|\*{3,})$/.test(line) ? 2 : undefined;
}

export type Marked = { level: number; text: string };

/** Longer than any title; what is longer is prose that happens to begin with a sign. */
const TITLE_CHARACTERS = 300;

/** `## Title ##` and `**Title**`, a line of its own. */
export function markedTitle(line: string): Marked | undefined {
  if (line.length > TITLE_CHARACTERS) return undefined;
  const hashed = /^(#{1,6})\s+(\S.*)$/u.exec(line);
  if (hashed) return titled(hashed[1]!.length, hashed[2]!.replace(/\s+#+$/, ''));
  const bold = /^(\*\*|__)(?=\S)([^*_]+)\1$/u.exec(line);
  return bold ? titled(2, bold[2]!) : undefined;
}

/** What an underline makes a title of. */
export function underlinedTitle(line: string, underline: string): Marked | undefined {
  const level = underlineLevel(underline);
  return level !== undefined && line.length <= TITLE_CHARACTERS ? titled(level, line) : undefined;
}

function titled(level: number, text: string): Marked | undefined {
  return /[\p{L}\p{N}]/u.test(text) ? { level, text: text.trim() } : undefined;
}

export function isQuoted(line: string): boolean {
  return /^[>＞]/u.test(line);
}

export function withoutQuoteMarker(line: string): string {
  return line.replace(/^(?:[>＞]\s?)+/u, '');
}
