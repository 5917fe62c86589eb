const CLOSERS: Readonly<Record<string, string>> = {
  '"': '"',
  '“': '”',
  '„': '“”',
  '”': '”',
  '‘': '’',
  '‚': '‘’',
  '«': '»',
  '»': '«',
  '‹': '›',
  '「': '」',
  '『': '』',
  '〝': '〟',
};

/** Longer than any name with its office. */
const SIGNATURE_CHARACTERS = 120;

/** `— Ada Moor, harbour master`: who said the quote above it. */
export function isSignature(text: string): boolean {
  return (
    text.length <= SIGNATURE_CHARACTERS && /^\p{Dash}{1,3}\s*[\p{Lu}\p{Lo}][^\n]*[^\p{Sentence_Terminal}…]$/u.test(text)
  );
}

/**
 * Is everything in it said in quotation marks, but for who said it at the end? A paragraph that begins and ends with a quote
 * and tells something in between is not a quote.
 */
export function isAllQuoted(text: string): boolean {
  let at = 0;
  while (text.charAt(at) in CLOSERS) {
    const end = quoteEnd(text, at);
    if (end === undefined) return false;
    at = end + /^[\p{Sentence_Terminal}…,\s]{0,4}/u.exec(text.slice(end, end + 4))![0].length; // {0,4} matches always
  }
  return at > 0 && (at >= text.length || isSignature(text.slice(at)));
}

/** The place after the mark that closes the quote opened at `start`; undefined if it stays open. */
function quoteEnd(text: string, start: number): number | undefined {
  const opener = text.charAt(start);
  const closers = CLOSERS[opener] ?? '';
  for (let at = start + 1, depth = 1; at < text.length; at += 1) {
    const mark = text.charAt(at);
    if (closers.includes(mark) && !isApostrophe(text, at)) depth -= 1;
    else if (mark === opener) depth += 1;
    if (depth === 0) return at + 1;
  }
  return undefined;
}

function isApostrophe(text: string, at: number): boolean {
  return text.charAt(at) === '’' && /\p{L}/u.test(text.charAt(at + 1));
}

/** A quote of several paragraphs is opened at each and closed at the last. */
export function isContinuedQuote(text: string, next: string): boolean {
  const opener = text.charAt(0);
  return opener in CLOSERS && next.startsWith(opener) && quoteEnd(text, 0) === undefined;
}
