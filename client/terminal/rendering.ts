import { styleText } from 'node:util';
import wrapAnsi from 'wrap-ansi';
import type { Entry } from '../../src/protocol/entries.ts';
import type { State, StateUpdate } from '../../src/protocol/fold.ts';
import type { RetractedRevision, Update } from '../../src/protocol/update.ts';

/** Columns of the time at the left. */
const RAIL = 7;
/** Columns of a whole line: longer ones are hard to read. */
const LONGEST_LINE = 80;
/** So narrow that a window is taken to be a little wider. */
const SHORTEST_LINE = 30;

export type Look = {
  colour: boolean;
  /** Of the window; undefined when there is none. */
  columns: number | undefined;
};

type Style = Parameters<typeof styleText>[0];

/** Entries as a person at a terminal reads them: time, headline, text wrapped to the width. Remembers the day that was shown. */
export class Rendering {
  readonly #look: Look;
  #day = '';

  constructor(look: Look) {
    this.#look = look;
  }

  /** What an entry says, given the state after it; '' for one that a reader need not see. */
  entry(entry: Entry, state: State): string {
    const block = this.#blockOf(harmless(entry), state);
    return block === undefined ? '' : this.#under(entry.at, block);
  }

  /** A whole state: its updates, the first published first. */
  state({ briefing, updates }: State): string {
    const title = briefing ? `${this.#styled('bold', harmless(briefing.title))}\n\n` : '';
    const standing = (update: StateUpdate) => this.#under(update.publishedAt, this.#standing(harmless(update)));
    return title + [...updates.values()].map(standing).join('');
  }

  #blockOf(entry: Entry, { updates }: State): string | undefined {
    switch (entry.type) {
      case 'opened':
        return this.#styled('bold', entry.briefing.title);
      case 'described':
        return `The briefing is called: ${this.#styled('bold', entry.briefing.title)}`;
      case 'published':
        return this.#content(entry.update);
      case 'revised': {
        const note = entry.correction ? `Corrected: ${entry.correction.note}` : 'Revised';
        return `${this.#styled('yellow', note)}\n${this.#content(entry.update)}`;
      }
      case 'retracted': {
        const why = entry.reason === undefined ? '' : `: ${entry.reason}`;
        return this.#styled('yellow', `${named(updates.get(entry.id))} was withdrawn${why}`);
      }
      case 'pinned':
        return `${named(updates.get(entry.id))} was pinned`;
      case 'unpinned':
        return `${named(updates.get(entry.id))} is pinned no more`;
      case 'ended':
        return this.#styled('bold', 'The briefing has ended');
      case 'reopened':
        return this.#styled('bold', 'The briefing goes on');
      default:
        return undefined;
    }
  }

  #standing(update: StateUpdate): string {
    if ('retracted' in update) return this.#content(update);
    const { corrections = [], pinned } = update;
    const notes = corrections.map(({ at, note }) => this.#styled('yellow', `Corrected ${clock(at)}: ${note}`));
    return [...(pinned ? ['Pinned'] : []), this.#content(update), ...notes].join('\n');
  }

  #content(update: Update | RetractedRevision): string {
    if ('retracted' in update) return this.#styled('yellow', 'This update was withdrawn');
    const { kind, headline, text, warning, media = [], sources, byline, key } = update;
    const title = headline === undefined ? [] : [this.#styled('bold', headline)];
    const isTitle = kind === 'headline' || kind === 'heading';
    const body = isTitle ? this.#styled('bold', text) : kind === 'quote' ? quoted(text) : text;
    return [
      ...(key ? ['Key update'] : []),
      ...title,
      ...(warning === undefined ? [] : [`Warning: ${warning}`]),
      body,
      ...media.map(({ type, caption, alt, url }) => `[${type}] ${[caption ?? alt, url].filter(Boolean).join(' ')}`),
      ...(byline === undefined ? [] : [`By ${byline}`]),
      // An attribution's own text names them.
      ...(sources === undefined || kind === 'attribution' ? [] : [`Sources: ${sources.join(', ')}`]),
    ].join('\n');
  }

  /** With its time at the left, and its day above it when it is another than the last one. */
  #under(at: string, block: string): string {
    const width = Math.max(SHORTEST_LINE, Math.min(LONGEST_LINE, this.#look.columns ?? LONGEST_LINE)) - RAIL;
    const [first = '', ...rest] = wrapAnsi(block, width, { hard: true }).split('\n');
    const lines = [`${this.#styled('dim', clock(at).padEnd(RAIL))}${first}`, ...rest.map((line) => indented(line))];
    return `${this.#dayOf(at)}${lines.join('\n')}\n\n`;
  }

  #dayOf(at: string): string {
    const day = DAY.format(new Date(at));
    if (day === this.#day) return '';
    this.#day = day;
    return `${this.#styled('dim', `— ${day} —`)}\n\n`;
  }

  #styled(style: Style, text: string): string {
    return this.#look.colour ? styleText(style, text, { validateStream: false }) : text;
  }
}

const DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full' });
const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

function clock(at: string): string {
  return CLOCK.format(new Date(at));
}

function named(update: StateUpdate | undefined): string {
  return update ? `The update of ${clock(update.publishedAt)}` : 'An earlier update';
}

function indented(line: string): string {
  return line === '' ? '' : `${' '.repeat(RAIL)}${line}`;
}

/** Without what would move the cursor, name the window or turn the line around: the texts are somebody else's. */
function harmless<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value), (_, part: unknown) =>
    typeof part === 'string' ? part.replaceAll('\t', ' ').replace(DANGEROUS, '') : part,
  );
}

/** Controls but the line feed, bidi embeddings, overrides and isolates. */
const DANGEROUS = /(?!\n)[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

/** Most quotes have their language's own marks. */
function quoted(text: string): string {
  return /^["'“”„‘‚«»‹「『]/.test(text) ? text : `“ ${text} ”`;
}
