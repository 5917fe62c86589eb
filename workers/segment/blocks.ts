import { familyOf, isRule, type Marked, markedTitle, underlinedTitle } from './markers.ts';
import { type Run, runsOf } from './runs.ts';
import { endsSentence, isHeadline } from './title.ts';
import { unwrap } from './wrapping.ts';

/** What stands together in a text. `title`, `quote` and `list` are said so by markers; `prose` may still be anything. */
export type Block = { shape: 'prose' | 'quote' | 'list'; text: string } | ({ shape: 'title' } & Marked);

export function blocksOf(text: string): Block[] {
  return withWholeLists(stanzasOf(text).flatMap(stanzaBlocks));
}

/** Lines without an empty one between them. */
function stanzasOf(text: string): string[][] {
  const stanzas: string[][] = [[]];
  for (const line of text.split('\n')) {
    if (!isBlank(line)) stanzas.at(-1)!.push(line.trimEnd());
    else if (stanzas.at(-1)!.length > 0) stanzas.push([]);
  }
  return stanzas;
}

/** Nothing that anyone could see. */
function isBlank(text: string): boolean {
  return /^[\s\p{Default_Ignorable_Code_Point}]*$/u.test(text);
}

/** Titles and rules part a stanza into pieces, which are sorted by the nature of their lines. */
function stanzaBlocks(lines: readonly string[]): Block[] {
  const blocks: Block[][] = [];
  let piece: string[] = [];
  const close = (...next: Block[]) => {
    blocks.push(runsOf(piece).flatMap(runBlocks), next);
    piece = [];
  };
  for (const raw of lines) {
    const line = raw.trim();
    const marked = markedTitle(line);
    const underlined = marked ? undefined : titleAbove(piece, line);
    if (underlined) piece = [];
    const title = marked ?? underlined;
    if (title) close({ shape: 'title', ...title });
    else if (isRule(line)) close();
    else piece.push(raw);
  }
  close();
  return blocks.flat();
}

/** An underline makes a title of one line that could be one; under a sentence it is a rule. */
function titleAbove(piece: readonly string[], line: string): Marked | undefined {
  const title = piece.length === 1 ? underlinedTitle(piece[0]!.trim(), line) : undefined;
  return title && isHeadline(title.text) ? title : undefined;
}

function runBlocks({ nature, lines }: Run): Block[] {
  if (nature === 'list') return [{ shape: 'list', text: lines.join('\n').trim() }];
  if (nature === 'prose') return unwrap(lines).map((text) => ({ shape: 'prose', text }));
  const text = quotedText(lines);
  return text ? [{ shape: 'quote', text }] : [];
}

/** A quote stays one piece, whatever paragraphs it has inside. */
function quotedText(lines: readonly string[]): string {
  return stanzasOf(lines.join('\n'))
    .filter((paragraph) => paragraph.length > 0)
    .map((paragraph) => unwrap(paragraph).join('\n'))
    .join('\n\n');
}

/** A list whose items are parted by empty lines arrives one item at a time. */
function withWholeLists(blocks: readonly Block[]): Block[] {
  const groups: Block[][] = [];
  for (const block of blocks) {
    const last = groups.at(-1)?.at(-1);
    if (last && isNextItem(last, block)) groups.at(-1)!.push(block);
    else groups.push([block]);
  }
  return groups.map((group) =>
    group.length === 1 ? group[0]! : { shape: 'list', text: group.map((block) => block.text).join('\n') },
  );
}

/** An item that is longer is a numbered paragraph. */
const ITEM_CHARACTERS = 300;

function isNextItem(last: Block, next: Block): boolean {
  const family = itemFamily(last);
  if (!family || itemFamily(next) !== family) return false;
  return family.sentences.apart || !endsSentence(last.text);
}

function itemFamily(block: Block) {
  const isItem = block.shape === 'list' || (block.shape === 'prose' && block.text.length <= ITEM_CHARACTERS);
  return isItem ? familyOf(block.text) : undefined;
}
