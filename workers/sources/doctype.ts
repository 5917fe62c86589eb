/** What may stand before a document's first element: blanks, processing instructions, comments. */
const OPENINGS = [
  ['<?', '?>'],
  ['<!--', '-->'],
] as const;

/**
 * Does an XML text have a document type declaration? It is where entities are made that stand for more than themselves. The
 * parser does not put them in; a feed that has some is not meant for readers, or is older than RSS 2.0.
 */
export function hasDoctype(text: string): boolean {
  let at = 0;
  for (;;) {
    while (/[\s\ufeff]/.test(text.charAt(at))) at++;
    const opening = OPENINGS.find(([start]) => text.startsWith(start, at));
    if (!opening) return /^<!doctype/i.test(text.slice(at, at + 9));
    const end = text.indexOf(opening[1], at + opening[0].length);
    if (end < 0) return false; // no element comes after it
    at = end + opening[1].length;
  }
}
