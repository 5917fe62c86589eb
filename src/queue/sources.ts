import { z } from 'zod';
import type { SourceError, SourceSettings, SourceState } from '../protocol/source-watch.ts';
import { id } from '../protocol/update.ts';

/** One look: at which source, as it was put when. A look from before the source was put anew finds that it is not meant. */
export const sourceJob = z.strictObject({ briefing: id, source: id, generation: z.int().positive() });
export type SourceJob = z.infer<typeof sourceJob>;
export type SourceAddress = Pick<SourceJob, 'briefing' | 'source'>;

/** A source as it was put, and what its looks have found. Times in ms; `nextAt` is missing until it was looked at once. */
export type WatchedSource = SourceSettings & {
  generation: number;
  state: SourceState;
  /** What its server gave to ask again with. */
  etag?: string;
  modified?: string;
  /** Of the feed as it came last: a server may know nothing of conditional requests. */
  digest?: string;
  lookedAt?: number;
  nextAt?: number;
  failures: number;
  error?: SourceError;
  taken: number;
  skipped: number;
};

type Found = Omit<WatchedSource, keyof SourceSettings | 'generation' | 'taken' | 'skipped'>;
/** What a look has found. What is not said stays; `undefined` takes away. */
export type Finding = { [Name in keyof Found]?: Found[Name] | undefined };

/** An item's content as it was last taken; `version` counts the contents that it has had. */
export type KnownItem = { version: number; content: string };

/** A source whose look is missing since some time, ms. */
export type LateSource = { address: SourceAddress; since: number };

export type Put = { result: 'new' | 'changed' | 'again'; generation: number; before: number };

/** The sources of all briefings, and what is known of their items: hashes, never a text. */
export interface Sources {
  /** Watches a source. Refuses with `SOURCES_FULL`. `again`: it is watched just so, and does not fail. */
  put(address: SourceAddress, settings: SourceSettings): Promise<Put>;
  find(address: SourceAddress): Promise<WatchedSource | undefined>;
  list(briefing: string): Promise<(WatchedSource & SourceAddress)[]>;
  /** Forgets a source and its items; gives what it was. */
  remove(address: SourceAddress): Promise<WatchedSource | undefined>;
  /** Keeps what a look has found; false when the source was put anew or removed meanwhile. */
  note(job: SourceJob, finding: Finding): Promise<boolean>;
  /** What is known of some items, by their identities; they count as seen. */
  known(job: SourceJob, identities: readonly string[]): Promise<(KnownItem | undefined)[]>;
  /** An item was taken, or skipped for good; false when the source was put anew or removed meanwhile. */
  take(job: SourceJob, identity: string, item: KnownItem, how: 'taken' | 'skipped'): Promise<boolean>;
  /** Notes from when on a look counts as missing. */
  expect(address: SourceAddress, at: number): Promise<void>;
  /** Sources that a look is missing at. */
  late(before: number, limit: number): Promise<LateSource[]>;
  /** A source that is not watched is not missed either. */
  settle(address: SourceAddress): Promise<void>;
}
