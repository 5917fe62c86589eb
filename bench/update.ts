/** The briefing that every measurement reads. */
export const BRIEFING = 'bench';
/** Comes before the number of an update in its text: a load process finds it without parsing anything. */
export const MARK = '~#';
/** Characters of an update's text: with its JSON around it, a batch has some 850 bytes. */
const TEXT = 600;

const FILLER = 'The ferry had left the harbour at nine, with more people on board than the company would say. ';

/** The text of the n-th update: the same length for each, its number at the end. */
export function textOf(n: number): string {
  const number = `${MARK}${String(n).padStart(7, '0')}`;
  return FILLER.repeat(Math.ceil(TEXT / FILLER.length)).slice(0, TEXT - number.length) + number;
}

/** What Dateline's readers get for it, for the systems that have no log: the same bytes on every wire. */
export function batchOf(n: number) {
  const cursor = (seq: number) => `abcdefgh:1767225600000-${seq}`;
  const update = { id: `u${n}`, revision: 1, kind: 'paragraph', text: textOf(n) };
  const entry = { seq: n + 1, at: '2026-01-01T00:00:00.000Z', type: 'published', update };
  return { briefing: BRIEFING, after: cursor(n), through: cursor(n + 1), entries: [entry] };
}

/** A first state of so many updates, for a system that has none. */
export function stateOf(updates: number) {
  const entries = Array.from({ length: updates }, (_, n) => ({
    ...batchOf(n).entries[0]?.update,
    publishedAt: '2026-01-01T00:00:00.000Z',
  }));
  return { briefing: { id: BRIEFING, title: 'Bench', status: 'live' }, updates: entries, pinned: [], older: 0 };
}
