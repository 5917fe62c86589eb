import { PARAGRAPH_CHARACTERS } from '../../src/protocol/limits.ts';
import { type Family, familyOf, isQuoted, withoutQuoteMarker } from './markers.ts';
import { endsSentence } from './title.ts';

/** Lines of one nature that follow each other. A quote's lines come without their markers, a list's as they stand. */
export type Run = { nature: 'prose' | 'quote' | 'list'; lines: readonly string[] };

type Sorted = { nature: Run['nature']; family?: Family; lines: string[] };

export function runsOf(lines: readonly string[]): Run[] {
  const runs: Sorted[] = [];
  for (const line of lines) {
    const last = runs.at(-1);
    const next = sort(line, last);
    if (last?.nature === next.nature && last.family === next.family) last.lines.push(line);
    else runs.push({ ...next, lines: [line] });
  }
  return settled(runs.filter((run) => run.lines.length > 0));
}

/** The nature of a line; what is indented under an item belongs to it. A line as long as a paragraph is no item. */
function sort(line: string, last: Sorted | undefined): Omit<Sorted, 'lines'> {
  if (isQuoted(line.trimStart())) return { nature: 'quote' };
  if (line.length > PARAGRAPH_CHARACTERS) return { nature: 'prose' };
  const family = familyOf(line) ?? (/^\s/.test(line) ? last?.family : undefined);
  return family ? { nature: 'list', family } : { nature: 'prose' };
}

/** Runs that look like lists but are none are prose, together with the prose around them. */
function settled(runs: readonly Sorted[]): Run[] {
  const result: { nature: Run['nature']; parts: string[][] }[] = [];
  for (const run of runs) {
    const nature = run.family && !isList(run.lines, run.family) ? 'prose' : run.nature;
    const lines = nature === 'quote' ? run.lines.map((line) => withoutQuoteMarker(line.trimStart())) : run.lines;
    const last = result.at(-1);
    if (nature === 'prose' && last?.nature === 'prose') last.parts.push(lines);
    else result.push({ nature, parts: [lines] });
  }
  return result.map(({ nature, parts }) => ({ nature, lines: parts.flat() }));
}

function isList(lines: readonly string[], family: Family): boolean {
  const items = lines.filter((line) => familyOf(line) === family);
  if (items.length < family.least) return false;
  return family.sentences.close || items.slice(0, -1).every((line) => !endsSentence(line));
}
