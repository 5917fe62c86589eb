/** A place in one briefing's log. Clients store it and send it back; they never look inside. */
export type Cursor = string & { readonly brand: 'Cursor' };

/** `<ms>-<seq>`: an entry's id in its stream. Ordered by time and by number at once. */
export type EntryId = `${number}-${number}`;

/** The place before the first entry of any log. */
export const START: EntryId = '0-0';

export function cursorAt(epoch: string, id: EntryId): Cursor {
  return `${epoch}:${id}` as Cursor;
}

/** Undefined for anything that this service did not write, so that a caller has to decide what a stranger's cursor gets. */
export function parseCursor(text: string): { epoch: string; id: EntryId } | undefined {
  const match = /^([0-9a-z]{8}):((?:0|[1-9]\d{0,14})-(?:0|[1-9]\d{0,14}))$/.exec(text);
  return match ? { epoch: match[1]!, id: match[2] as EntryId } : undefined; // both groups are there when it matches
}

/** The id of an entry, from its own fields: an id is nothing but its time and its number. */
export function entryId(entry: { at: string; seq: number }): EntryId {
  return `${Date.parse(entry.at)}-${entry.seq}`;
}

export function timeOf(id: EntryId): number {
  return Number(id.slice(0, id.indexOf('-')));
}

export function seqOf(id: EntryId): number {
  return Number(id.slice(id.indexOf('-') + 1));
}
