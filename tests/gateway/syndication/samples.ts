import { type Syndicated, syndicated } from '../../../src/gateway/syndication/syndicated.ts';
import type { Entry } from '../../../src/protocol/entries.ts';
import { EMPTY, fold } from '../../../src/protocol/fold.ts';
import type { Content } from '../../../src/protocol/update.ts';

export const SITE = 'https://live.example';

/** Everything that ends something somewhere, what XML cannot write, and what text is made of besides Latin letters. */
export const HOSTILE =
  '</script><script>alert(1)</script> ]]> ]]\u0001> <![CDATA[ <!-- & &amp; &apos; "\' $& \u0000\uffff\ufffe \u202eevil\u202c عربي 👩‍👩‍👧 </feed>';
/** What is left of it in XML. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
export const HOSTILE_IN_XML = HOSTILE.replace(/[\u0000\u0001\uffff\ufffe]/g, '');

export function minute(count: number): string {
  return new Date(Date.UTC(2024, 0, 1, 6, count)).toISOString();
}

type Line = Entry extends infer One ? (One extends Entry ? Omit<One, 'seq' | 'at'> : never) : never;

/** A briefing with this log after its opening, an entry a minute, as it is told. */
export function told(lines: readonly Line[], before?: string, opening: object = {}): Syndicated {
  const opened = { type: 'opened', briefing: { id: 'storm', title: 'Storm', ...opening } } as const;
  const log = [opened, ...lines].map((line, at) => ({ ...line, seq: at + 1, at: minute(at) }));
  const what = syndicated(fold(EMPTY, log), SITE, before);
  if (!what) throw new Error('There is no briefing');
  return what;
}

export function published(id: string, content: Partial<Content> = {}): Line {
  return { type: 'published', update: { id, revision: 1, kind: 'paragraph', text: `Text ${id}`, ...content } };
}

export function revised(id: string, revision: number, text: string, note?: string): Line {
  const update = { id, revision, kind: 'paragraph', text } as const;
  return { type: 'revised', update, ...(note !== undefined && { correction: { note } }) };
}

export function address(update: string): string {
  return `${SITE}/briefings/storm#update-${update}`;
}
