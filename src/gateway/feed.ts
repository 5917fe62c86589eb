import { type EntryId, entryId, START, seqOf, timeOf } from '../protocol/cursor.ts';
import { type Entry, isRetracted } from '../protocol/entries.ts';
import { EMPTY, fold, type State } from '../protocol/fold.ts';
import { PAGE_BYTES, PAGE_ENTRIES } from '../protocol/limits.ts';
import { type Snapshot, snapshotOf } from '../protocol/snapshot.ts';
import { type Held, Page } from './page.ts';

/** Encoded pages that are kept for the next reader: those on which a crowd that comes back walks. 2 MB at most. */
const PAGES_SHARED = 16;
/** States that are kept for the next reader: widgets ask for the same few sizes. */
const SNAPSHOTS_SHARED = 8;
/** Documents that are kept for the next reader: the first of each kind, and a few that go on from there. */
const DOCUMENTS_SHARED = 8;

/**
 * One briefing's log as a gateway holds it: whole, in order, encoded. Seqs have no holes, so an entry's place in the
 * list is its number less one. Synchronous throughout: who asks and then acts in one step sees one state.
 */
export class Feed {
  readonly briefing: string;
  readonly epoch: string;
  readonly #held: Held[] = [];
  /** Where the texts of an update are, so that a retraction finds them without a search. */
  readonly #places = new Map<string, number[]>();
  /** Made for one reader and kept for others, until the head moves. */
  readonly #pages = new Map<string, Page>();
  readonly #snapshots = new Map<number, Snapshot>();
  readonly #documents = new Map<string, string>();
  #state: State = EMPTY;
  #bytes = 0;

  constructor(briefing: string, epoch: string) {
    this.briefing = briefing;
    this.epoch = epoch;
  }

  get head(): EntryId {
    return this.#held.at(-1)?.id ?? START;
  }

  get state(): State {
    return this.#state;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get ended(): boolean {
    return this.#state.briefing?.status === 'ended';
  }

  has(id: EntryId): boolean {
    return id === START || this.#held[seqOf(id) - 1]?.id === id;
  }

  /** The entry after a place, if there is one yet. */
  next(id: EntryId): EntryId | undefined {
    return this.#held[seqOf(id)]?.id;
  }

  /** The entry with the number `place + 1`, if there is one yet. */
  heldAt(place: number): Held | undefined {
    return this.#held[place];
  }

  /** The last entry at or before a moment, or the start. */
  lastAt(moment: number): EntryId {
    let [low, high] = [0, this.#held.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (timeOf(this.#held[middle]!.id) <= moment)
        low = middle + 1; // low <= middle < high <= length
      else high = middle;
    }
    return this.#held[low - 1]?.id ?? START;
  }

  /** The entries after a place and up to another, as many as one page takes. */
  pageAfter(after: EntryId, through: EntryId = this.head, most = PAGE_ENTRIES): Page {
    const from = seqOf(after);
    const to = Math.min(seqOf(through), from + most);
    const key = `${after} ${to}`;
    const known = this.#pages.get(key);
    if (known) return known;
    let [end, bytes] = [from, 0];
    while (end < to && bytes < PAGE_BYTES) {
      bytes += this.#held[end]!.json.length; // end < to <= length
      end += 1;
    }
    const page = new Page(this.briefing, this.epoch, after, this.#held.slice(from, end));
    if (this.#pages.size === PAGES_SHARED) this.#pages.clear();
    this.#pages.set(key, page);
    return page;
  }

  /** The newest updates as they travel, the same object for all who ask while the head stands; undefined before the log is opened. */
  snapshot(last: number): Snapshot | undefined {
    const known = this.#snapshots.get(last);
    if (known) return known;
    const snapshot = snapshotOf(this.#state, this.epoch, { last });
    if (this.#snapshots.size === SNAPSHOTS_SHARED) this.#snapshots.clear();
    if (snapshot) this.#snapshots.set(last, snapshot);
    return snapshot;
  }

  /** What is written of the state under a name, once for all who ask while the head stands. */
  document(name: string, write: () => string): string {
    const known = this.#documents.get(name);
    if (known !== undefined) return known;
    const document = write();
    if (this.#documents.size === DOCUMENTS_SHARED) this.#documents.clear();
    this.#documents.set(name, document);
    return document;
  }

  /** The entries that tell of an update's revisions, the first one first. */
  revisionsOf(update: string): readonly Entry[] {
    return (this.#places.get(update) ?? []).map((place) => this.#held[place]!.entry); // places are of entries that are held
  }

  /** The state as it was when `id` was the head, without what has been retracted since. */
  stateAt(id: EntryId): State {
    if (id === this.head) return this.#state;
    return fold(
      EMPTY,
      this.#held.slice(0, seqOf(id)).map(({ entry }) => entry),
    );
  }

  /** Takes those of the entries that follow the head. */
  append(entries: readonly Entry[]): void {
    const after = seqOf(this.head);
    const fresh = entries.filter((entry) => entry.seq > after);
    if (fresh.length === 0) return;
    for (const entry of fresh) this.#hold(entry);
    this.#state = fold(this.#state, fresh);
    this.#pages.clear();
    this.#snapshots.clear();
    this.#documents.clear();
  }

  #hold(entry: Entry): void {
    const json = JSON.stringify(entry);
    this.#held.push({ id: entryId(entry), entry, json });
    this.#bytes += json.length;
    if (entry.type === 'published' || entry.type === 'revised') {
      const places = this.#places.get(entry.update.id) ?? [];
      places.push(this.#held.length - 1);
      this.#places.set(entry.update.id, places);
    }
    if (entry.type === 'retracted') this.#blank(entry.id);
  }

  /** The log has no text of this update any more, so neither has the feed: as `read` gives entries from now on. */
  #blank(update: string): void {
    for (const place of this.#places.get(update) ?? []) {
      const held = this.#held[place];
      if (held?.entry.type !== 'published' && held?.entry.type !== 'revised') continue;
      if (isRetracted(held.entry.update)) continue;
      const { id, revision } = held.entry.update;
      const { seq, at, type } = held.entry;
      const entry: Entry = { seq, at, type, update: { id, revision, retracted: true } };
      const json = JSON.stringify(entry);
      this.#bytes += json.length - held.json.length;
      this.#held[place] = { id: held.id, entry, json };
    }
  }
}
