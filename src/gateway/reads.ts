import type { z } from 'zod';
import { Refusal } from '../protocol/codes.ts';
import { cursorAt, type EntryId, parseCursor, START, seqOf, timeOf } from '../protocol/cursor.ts';
import { READS_PER_CONNECTION, REPLAYS } from '../protocol/limits.ts';
import type { clientMessages, Followed, Replaying } from '../protocol/messages.ts';
import type { Pace } from '../protocol/pace.ts';
import type { Feed } from './feed.ts';
import type { Feeds } from './feeds.ts';
import { type Outlet, Reader } from './reader.ts';
import { replayAfter, type Session, type SessionEvent } from './session.ts';

export type Messages = { [Name in keyof typeof clientMessages]: z.output<(typeof clientMessages)[Name]> };
/** What all connections of a gateway share. `clock` never steps, ms; `replays` counts those of all connections. */
export type ReadsOptions = { feeds: Feeds; clock: () => number; replays: { count: number } };

/** What one connection reads: at most one reader for each briefing; a later follow or replay of it takes the place of an earlier. */
export class Reads {
  readonly #outlet: Outlet;
  readonly #options: ReadsOptions;
  readonly #readers = new Map<string, Reader>();
  /** The briefings that are read or about to be, each with what it is known by until it is left. */
  readonly #claims = new Map<string, symbol>();
  #closed = false;

  constructor(outlet: Outlet, options: ReadsOptions) {
    this.#outlet = outlet;
    this.#options = options;
  }

  /** Answers and begins in one step: nothing can be published between the two, and no batch overtakes its answer. */
  async follow(message: Messages['follow'], answer: (followed: Followed) => void): Promise<void> {
    const { briefing, from = 'start', last, only } = message;
    const place = placeOf(from);
    await this.#open(briefing, place);
    const feed = this.#options.feeds.held(briefing, only);
    const known = stands(place, feed);
    const at = last !== undefined || !known || place === 'live' ? feed.head : idOf(place);
    const state = last === undefined ? undefined : feed.snapshot(last);
    answer({ ...standing(feed, at), ...(state && { state }) });
    const reset = known || state ? {} : ({ reset: 'gone' } as const);
    this.#begin(feed, { state: 'catchingUp', at }, { type: 'begin', ...reset });
  }

  async replay(message: Messages['replay'], answer: (replaying: Replaying) => void): Promise<void> {
    const { briefing, from = 'start', speed = 1, maxGap } = message;
    const { feeds, replays } = this.#options;
    const place = typeof from === 'string' ? placeOf(from) : Date.parse(from.at);
    if (replays.count >= REPLAYS) throw new Refusal('BUSY', `This gateway paces ${REPLAYS} replays, as many as it may`);
    await this.#open(briefing, place);
    const feed = feeds.held(briefing);
    const known = stands(place, feed);
    const first = feed.next(START) ?? START;
    // There is no state before the first entry that a client whose place is gone could start again from.
    const { at, moment } = known ? playedFrom(place, feed) : { at: first, moment: timeOf(first) };
    const pace: Pace = maxGap === undefined ? { speed } : { speed, maxGap };
    const ahead = seqOf(feed.head) - seqOf(at);
    // Who begins in the middle has not seen what came before.
    const reason = !known ? 'gone' : typeof place === 'number' ? 'seek' : undefined;
    answer({ ...standing(feed, at), startsAt: iso(timeOf(first)), endsAt: iso(timeOf(feed.head)), entries: ahead });
    this.#begin(feed, replayAfter(at, pace), { type: 'replay', moment, ...(reason && { reset: reason }) });
  }

  control(message: Messages['control']): void {
    const reader = this.#reader(message.briefing);
    if (!reader.paced) throw new Refusal('NOT_REPLAYING');
    if (message.action === 'seek') reader.take({ type: 'seek', moment: Date.parse(message.at) });
    else if (message.action === 'speed') reader.take({ type: 'speed', speed: message.speed });
    else reader.take({ type: message.action });
  }

  /** Also what is not yet answered ends here: it is refused when its turn comes. */
  leave({ briefing }: Messages['leave']): void {
    if (!this.#claims.delete(briefing)) throw new Refusal('NOT_READING');
    const reader = this.#readers.get(briefing);
    if (reader) this.#end(reader);
  }

  drained(): void {
    for (const reader of this.#readers.values()) reader.take({ type: 'drained' });
  }

  /** A reading that ends by itself: what else the connection reads goes on. */
  lose(reader: Reader): void {
    const { briefing } = reader.feed;
    this.#claims.delete(briefing);
    this.#end(reader);
    this.#outlet.fail(briefing);
  }

  close(): void {
    this.#closed = true;
    for (const reader of this.#readers.values()) this.#end(reader);
  }

  #reader(briefing: string): Reader {
    const reader = this.#readers.get(briefing);
    if (!reader) throw new Refusal('NOT_READING');
    return reader;
  }

  async #open(briefing: string, place: Place): Promise<void> {
    if (this.#claims.size >= READS_PER_CONNECTION && !this.#claims.has(briefing)) {
      const most = `A connection reads at most ${READS_PER_CONNECTION} briefings at once; leave one first`;
      throw new Refusal('READS_FULL', most);
    }
    const claim = this.#claims.get(briefing) ?? Symbol(briefing);
    this.#claims.set(briefing, claim);
    try {
      const { feeds } = this.#options;
      await feeds.open(briefing);
      if (!stands(place, feeds.held(briefing))) await feeds.look(briefing);
    } catch (error) {
      if (!this.#readers.has(briefing)) this.#claims.delete(briefing);
      throw error;
    }
    if (this.#claims.get(briefing) !== claim)
      throw new Refusal('NOT_READING', 'The briefing was left before it was open');
  }

  #begin(feed: Feed, session: Session, event: SessionEvent): void {
    if (this.#closed) return; // the client went away while its feed was loaded
    const before = this.#readers.get(feed.briefing);
    if (before) this.#end(before);
    const { feeds, clock, replays } = this.#options;
    const reader = new Reader(feed, session, {
      outlet: this.#outlet,
      clock,
      join: feeds.join,
      leave: feeds.pause,
      owner: this,
    });
    if (reader.paced) replays.count += 1;
    this.#readers.set(feed.briefing, reader);
    feeds.enter(reader);
    reader.take(event);
  }

  #end(reader: Reader): void {
    const { feeds, replays } = this.#options;
    if (reader.paced) replays.count -= 1;
    this.#readers.delete(reader.feed.briefing);
    feeds.exit(reader); // first: who is closed gets nothing more, not even what is on its way
    reader.close();
  }
}

/** Where a client wants to begin: a place of some log, a word, or a moment in ms. */
type Place = { epoch: string; id: EntryId } | 'live' | typeof START | number;

function placeOf(from: string): Exclude<Place, number> {
  if (from === 'live') return from;
  if (from === 'start') return START;
  const place = parseCursor(from);
  if (!place) throw new Refusal('BAD_CURSOR', 'Send a cursor as this service gave it, or "start", or "live"');
  return place;
}

function stands(place: Place, feed: Feed): boolean {
  return typeof place !== 'object' || (place.epoch === feed.epoch && feed.has(place.id));
}

function idOf(place: Exclude<Place, number | 'live'>): EntryId {
  return typeof place === 'object' ? place.id : place;
}

/** The client's position and the playhead's moment, both within the log. */
function playedFrom(place: Place, feed: Feed): { at: EntryId; moment: number } {
  const first = feed.next(START) ?? START;
  if (place === 'live') return { at: feed.head, moment: timeOf(feed.head) };
  if (typeof place !== 'number') {
    const at = idOf(place);
    return { at, moment: at === START ? timeOf(first) : timeOf(at) };
  }
  const moment = Math.min(Math.max(place, timeOf(first)), timeOf(feed.head));
  return { at: feed.lastAt(moment), moment };
}

function standing(feed: Feed, at: EntryId) {
  const { briefing } = feed.state;
  if (!briefing) throw new Refusal('BRIEFING_UNKNOWN');
  return { ok: true, cursor: cursorAt(feed.epoch, at), head: cursorAt(feed.epoch, feed.head), briefing } as const;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
