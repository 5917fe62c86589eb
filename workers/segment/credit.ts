import { LINE_CHARACTERS, SOURCES } from '../../src/protocol/limits.ts';
import { agencyNames, fold, isAgency, labelOf, phrases, written } from './labels.ts';
import { sizeOf } from './scripts.ts';
import { endsSentence } from './title.ts';

/** Where a line stands decides what may be a credit: `opening` is between headline and text, `end` has no prose behind it. */
export type Place = 'opening' | 'body' | 'end';

const CERTAIN: ReadonlySet<string> = phrases('credit');
const POSSIBLE: ReadonlySet<string> = phrases('with');
const BYLINES: ReadonlySet<string> = phrases('byline');

/** The longest lead has six words, a name with an office as many. */
const LEAD_WORDS = 6;
const NAME_WORDS = 6;
const NAME_SIZE = 80;

type Lead = { lead: string; list: string; labelled: boolean };

/** Whom a line credits, in its order; undefined if it is no credit. */
export function sourcesOf(text: string, place: Place): string[] | undefined {
  if (text.length > LINE_CHARACTERS || text.includes('\n')) return undefined;
  const bare = withoutBrackets(text);
  const isOpen = bare !== text || !endsSentence(text);
  const sources = sourcesAfterLead(bare, place, isOpen) ?? (place === 'end' && isOpen ? agenciesIn(bare) : undefined);
  return sources && sources.length > 0 ? sources.slice(0, SOURCES) : undefined;
}

/** The brackets or slashes that set a credit apart from the text. */
function withoutBrackets(text: string): string {
  const inside = /^(?:\((.*)\)|\[(.*)\]|（(.*)）|【(.*)】|\/(.*)\/)[.。]?$/u.exec(text)?.slice(1).find(Boolean);
  return inside?.trim() ?? text;
}

function sourcesAfterLead(text: string, place: Place, isOpen: boolean): string[] | undefined {
  const found = leadOf(text);
  if (!found || !fits(found, place)) return undefined;
  const names = namesIn(found.list);
  // After a colon anything short is a source, `Source: own research` too, unless it is a sentence.
  return names.every((name) => isName(name) || (found.labelled && isOpen && isShort(name))) ? names : undefined;
}

function fits({ lead, labelled }: Lead, place: Place): boolean {
  if (CERTAIN.has(lead)) return labelled || lead.includes(' ') || place === 'end';
  return (place === 'end' && POSSIBLE.has(lead)) || (place === 'opening' && BYLINES.has(lead));
}

/** The longest lead of the table with which a text begins. */
function leadOf(text: string): Lead | undefined {
  const label = labelOf(text);
  const before = label && /^[:：]$/.test(label.sign) ? fold(label.label) : '';
  if (label && isLead(before)) return { lead: before, list: label.rest, labelled: true };
  const words = text.split(/\s+/);
  for (let count = Math.min(LEAD_WORDS, words.length - 1); count > 0; count -= 1) {
    const lead = fold(words.slice(0, count).join(' '));
    if (isLead(lead)) return { lead, list: words.slice(count).join(' '), labelled: false };
  }
  return undefined;
}

function isLead(folded: string): boolean {
  return CERTAIN.has(folded) || POSSIBLE.has(folded) || BYLINES.has(folded);
}

function alternatives(texts: readonly string[]): string {
  const longestFirst = [...texts].sort((a, b) => b.length - a.length);
  return longestFirst.map((text) => text.replace(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`)).join('|');
}

const AGENCY = alternatives(agencyNames);
const AND = alternatives(written('and'));
/** Commas of all scripts, conjunctions, and those that are written together with the name behind them. */
const BETWEEN = new RegExp(
  String.raw`\s*[,;،؛、，；|]\s*(?:(?:${AND})\s+)?|\s+(?:${AND}|/)\s+|\s+و(?=${AGENCY})|[和与與及と](?=${AGENCY})`,
  'u',
);
/** Small letters only: `the BBC` is the BBC, `Le Monde` is Le Monde. An elided article has no space behind it. */
const ARTICLE = new RegExp(
  `^(?:${alternatives(written('the'))
    .replaceAll("'", "['’]\\b")
    .replaceAll(/(?<!b)(?=\||$)/g, '\\s+')})`,
  'u',
);

function namesIn(list: string): string[] {
  const names = list.split(BETWEEN).map((name) => {
    const own = leadOf(name); // `Reporting by Ada Moor; editing by Sam Pike`
    return (own && CERTAIN.has(own.lead) ? own.list : name).replace(ARTICLE, '').replace(/[.。\s]+$/u, '');
  });
  return names.filter(Boolean);
}

function isName(name: string): boolean {
  return isAgency(name) || (isShort(name) && /^["“«]?[\p{Lu}\p{Lt}\p{Lo}\p{N}]/u.test(name));
}

function isShort(name: string): boolean {
  return sizeOf(name) <= NAME_SIZE && name.split(/\s+/).length <= NAME_WORDS;
}

const MENTION = new RegExp(String.raw`(?<![\p{Lu}\p{Ll}])(?:${AGENCY})(?![\p{Lu}\p{Ll}])`, 'gu');

/** Names without a lead are a credit if an agency is among them; so is a line in any language that names two agencies. */
function agenciesIn(text: string): string[] | undefined {
  const names = namesIn(text);
  const mentioned = text.match(MENTION) ?? [];
  const isList = names.every(
    (name) => isAgency(name) || (isName(name) && !mentioned.some((agency) => name.includes(agency))),
  );
  if (isList && names.some(isAgency)) return names;
  return mentioned.length > 1 ? mentioned : undefined;
}
