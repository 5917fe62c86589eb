const STRONG = /\p{L}/u;
const RIGHT_TO_LEFT =
  /[\p{sc=Arab}\p{sc=Hebr}\p{sc=Syrc}\p{sc=Thaa}\p{sc=Nkoo}\p{sc=Adlm}\p{sc=Mand}\p{sc=Samr}\p{sc=Rohg}\p{sc=Mend}\p{sc=Yezi}]/u;

/** As HTML's `dir="auto"` has it: the first letter decides. */
export function isRightToLeft(text: string): boolean {
  const letter = STRONG.exec(text)?.[0];
  return letter !== undefined && RIGHT_TO_LEFT.test(letter);
}

/** Scripts that put no space between words, with their punctuation: there a line or a piece may end after any letter. */
const UNSPACED =
  /[\p{sc=Hani}\p{sc=Hira}\p{sc=Kana}\p{sc=Bopo}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}\p{sc=Tibt}\p{sc=Yiii}\u3000-\u303f\uff00-\uffef]/u;

export function isUnspaced(character: string): boolean {
  return UNSPACED.test(character);
}

const WIDE = new RegExp(UNSPACED, 'gu');

/** Length as the eye measures it: a character of an unspaced script says and takes about twice as much as a letter. */
export function sizeOf(text: string): number {
  return text.length + (text.match(WIDE)?.length ?? 0);
}
