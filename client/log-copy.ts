import type { Briefing } from '../src/protocol/briefing.ts';
import { type Cursor, cursorAt, type EntryId, parseCursor, START, seqOf, timeOf } from '../src/protocol/cursor.ts';
import type { Entry } from '../src/protocol/entries.ts';
import type { State } from '../src/protocol/fold.ts';
import type { Fault, ResetReason } from '../src/protocol/messages.ts';
import type { Pace } from '../src/protocol/pace.ts';
import { stateOf } from '../src/protocol/snapshot.ts';
import { type Capabilities, Following } from './following.ts';
import { LoadedTape } from './loaded-tape.ts';
import { checkUpToDate, Loader } from './loader.ts';
import type { Pages } from './sources/pages.ts';
import type { FollowStart } from './start.ts';
import type { Status } from './status.ts';
import { type Timeline, timelineOf } from './timeline.ts';
import type { Visit } from './visits.ts';

/** What is told of a copy. `connected`: it is up to date, for the first time or again. */
export type LogCopyHears = {
  connected(): void;
  lost(): void;
  failed(fault: Fault): void;
  grew(): void;
  /** What was wanted under this number is there. */
  loaded(generation: number): void;
  /** These updates have no text any more; `after` is the place at which that was heard. */
  retracted(updates: ReadonlySet<string>, after: EntryId): void;
  /** It is that of another log from now on. */
  replaced(reason: ResetReason): void;
  viewers(viewers: number): void;
  stale(since: string | null): void;
};
/** Times are those of the log's first and newest entry; `entries` is how many it has. */
export type Span = { readonly startsAt: string; readonly endsAt: string; readonly entries: number };
/** How far the head is; `ms` of the log's time. */
export type Behind = { readonly entries: number; readonly ms: number };
export type LogCopyCapabilities = Omit<Capabilities, 'bookmark'> & { pages: Pages };

/**
 * What a reader has of a briefing's log: the new comes by itself, by following from where the log ended; the old is loaded,
 * page by page, when it is wanted. What is new is heard without a hole, and so no retraction is missed.
 */
export class LogCopy {
  /** The briefing's id. */
  readonly name: string;
  readonly #tail: Following;
  readonly #loader: Loader;
  readonly #pages: Pages;
  readonly #hears: LogCopyHears;
  readonly #closing = new AbortController();
  #tape = new LoadedTape();
  #epoch = '';
  /** Up to here what is new has been heard. */
  #heard: EntryId = START;
  #begun = false;
  #online = false;

  /** What is there already is known at once. */
  constructor(briefing: string, start: FollowStart, capabilities: LogCopyCapabilities, hears: LogCopyHears) {
    const { pages, clock, random } = capabilities;
    this.name = briefing;
    this.#pages = pages;
    this.#hears = hears;
    const nowhere = { load: () => undefined, save: () => {} };
    this.#tail = new Following(briefing, start, { ...capabilities, bookmark: nowhere });
    const { loaded, grew, failed } = hears;
    this.#loader = new Loader(
      { briefing, pages, clock, random },
      { loaded, grew, failed, came: (after, entries) => this.#put(after, entries) },
    );
    if (start.snapshot) this.#learn();
  }

  begin(): void {
    this.#tail.on('entries', (entries) => this.#grow(entries));
    this.#tail.on('reset', ({ reason }) => reason !== 'last' && this.#replace(reason));
    this.#tail.on('status', (status) => this.#turned(status));
    this.#tail.on('viewers', (viewers) => this.#hears.viewers(viewers));
    this.#tail.on('stale', (since) => this.#hears.stale(since));
    this.#tail.begin();
  }

  get tape(): LoadedTape {
    return this.#tape;
  }

  /** The briefing as it is at the head; undefined before it has been heard of. */
  get briefing(): Briefing | undefined {
    return this.#tail.state.briefing;
  }

  /** When the log begins, ms. */
  get opened(): number {
    return Date.parse(this.briefing?.openedAt ?? '') || 0;
  }

  /** From when to when the log goes; undefined before it has been heard of. */
  get span(): Span | undefined {
    const { head } = this.#tape;
    if (!this.#begun) return undefined;
    return { startsAt: iso(this.opened), endsAt: iso(timeOf(head)), entries: seqOf(head) };
  }

  /** The head, as a visit of who has seen all of it. */
  get newest(): Required<Visit> | undefined {
    return this.#begun ? { cursor: this.cursorOf(this.#tape.head), updates: this.briefing?.updates ?? 0 } : undefined;
  }

  timeline(pace: Pace, playhead: number, parts: number): Timeline {
    const { held, head, hole } = this.#tape;
    return timelineOf({ held, from: this.opened, to: timeOf(head), whole: hole === undefined }, pace, playhead, parts);
  }

  /** From a place, and from a moment; without one, from the head. */
  behind(at: EntryId, moment?: number): Behind {
    const { head } = this.#tape;
    return { entries: seqOf(head) - seqOf(at), ms: Math.max(0, timeOf(head) - (moment ?? timeOf(head))) };
  }

  cursorOf(id: EntryId): Cursor {
    return cursorAt(this.#epoch, id);
  }

  /** The place that a cursor means in this log; undefined when it is one of another. */
  placeOf(cursor: Cursor): EntryId | undefined {
    const place = parseCursor(cursor);
    return place?.epoch === this.#epoch ? place.id : undefined;
  }

  want: Loader['want'] = (from, generation) => this.#loader.want(from, generation);

  /** Nothing is wanted any more. */
  drop(): void {
    this.#loader.drop();
  }

  /** Loads the rest of the log, when nothing else is wanted. */
  fill(): void {
    this.#loader.fill();
  }

  /** The updates published before one of them, as they were at a place; `next` says before which to ask on. Rejects with a `Refusal`. */
  async older(before: string, at: EntryId, limit: number): Promise<{ state: State; next: string | undefined }> {
    const [tape, epoch] = [this.#tape, this.#epoch];
    const { signal } = this.#closing;
    const { snapshot, head } = await this.#pages.state(this.name, { at: timeOf(at), before, limit }, signal);
    checkUpToDate(head ?? snapshot.cursor, epoch, head ? tape.head : START);
    return { state: tape.blanked(stateOf(snapshot)), next: snapshot.next };
  }

  close(): void {
    this.#closing.abort();
    this.#loader.use(undefined);
    this.#tail.close();
  }

  #turned(status: Status): void {
    if (status.name === 'failed') return this.#hears.failed(status.fault);
    if ((status.name === 'live' || status.name === 'stale') && !this.#online) this.#caughtUp();
    if (status.name === 'reconnecting' && this.#online) this.#lose();
  }

  /** From a hole that was noticed and filled, nobody else has to hear. */
  #caughtUp(): void {
    if (!this.#begun) this.#learn();
    this.#begun = true;
    this.#online = true;
    this.#load();
    this.#hears.connected();
  }

  #lose(): void {
    this.#online = false;
    this.#loader.use(undefined);
    this.#hears.lost();
  }

  #grow(entries: readonly Entry[]): void {
    const after = this.#heard;
    this.#heard = this.#placeHeard()?.id ?? after;
    this.#put(after, entries);
    this.#hears.grew();
  }

  #put(after: EntryId, entries: readonly Entry[]): void {
    const retracted = this.#tape.put(after, entries);
    if (retracted.size > 0) this.#hears.retracted(retracted, after);
  }

  #replace(reason: ResetReason): void {
    this.#tape = new LoadedTape();
    this.#learn();
    this.#load();
    this.#hears.replaced(reason);
  }

  /** The state with which the tail has begun, if it has one, is what is known of the log. */
  #learn(): void {
    const { state } = this.#tail;
    const place = this.#placeHeard();
    this.#epoch = place?.epoch ?? '';
    this.#heard = place?.id ?? START;
    this.#tape.reach(this.#heard, this.briefing?.status === 'ended');
    const published = state.briefing?.updates ?? 0;
    if (state.updates.size === 0 && published > 0) return;
    this.#tape.learn(state, state.updates.size === published);
    this.#tape.play(this.#heard);
  }

  #load(): void {
    this.#loader.use({ tape: this.#tape, epoch: this.#epoch, opened: () => this.opened });
  }

  #placeHeard() {
    return parseCursor(this.#tail.cursor ?? '');
  }
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
