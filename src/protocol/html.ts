/** A text as HTML that shows it, in an element or in a quoted attribute. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** Attributes, those without a value left out. */
export function attributes(values: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(values)
    .map(([name, value]) => (value === undefined ? '' : ` ${name}="${escaped(value)}"`))
    .join('');
}

/** Paragraphs of a text, lines within them kept. */
export function paragraphs(text: string): string {
  const parts = text.split(/\n{2,}/).filter((part) => part.trim() !== '');
  return parts.map((part) => `<p>${escaped(part).replaceAll('\n', '<br>')}</p>`).join('');
}

/** A link that a browser may safely open, or the text alone. */
export function link(url: string | undefined, text: string): string {
  return url && /^https?:\/\//i.test(url)
    ? `<a${attributes({ href: url, rel: 'noopener' })}>${escaped(text)}</a>`
    : escaped(text);
}
