import type { Cursor, EntryId } from '../../src/protocol/cursor.ts';
import { entryId } from '../../src/protocol/cursor.ts';
import { type Entry, isRetracted } from '../../src/protocol/entries.ts';
import type { StateDigest } from './digest.ts';

/** `unknown`: the answer was lost, and no later try of the same request got one. `fail`: it was refused for good. */
export type Result = 'ok' | 'fail' | 'unknown';

/** What somebody called: from when to when, ms, and what came of it. Tries of the same request are one call. */
type Called = { by: string; briefing: string; invoke: number; return: number; result: Result };
/** What somebody saw of a briefing, and when, ms. `seen`: the canaries in all that came, wherever in it they were. */
type Saw = { by: string; briefing: string; at: number };

/** An entry as a reader is told it; without a text when it has none, or none any more. */
export type Told = { id: EntryId; type: Entry['type']; update?: string; revision?: number; text?: string };

/** What a fault may cost although it was acknowledged: all since a moment, ms, or a log's beginning up to a seq. */
export type Loss = { since: number } | { briefing: string; through: number };

/**
 * One line of a history. All times are ms since 1970 by one clock that never steps: writers, readers and nemesis are
 * in one process. Texts are unique, so a text says which operation it comes from.
 */
export type Line =
  | { type: 'run'; at: number; seed: number; what: string }
  | ({ type: 'article'; article?: string; texts: readonly string[]; poison?: true } & Called)
  | ({ type: 'edit'; change: Entry['type']; update?: string; revision?: number; text?: string; seq?: number } & Called)
  /** A reader was let in; `cursor` is where the gateway says that it stands. */
  | ({ type: 'begin'; cursor: Cursor } & Saw)
  | ({ type: 'batch'; after: Cursor; through: Cursor; entries: readonly Told[]; seen: readonly string[] } & Saw)
  | ({ type: 'reset'; cursor: Cursor; seen: readonly string[] } & Saw)
  | ({ type: 'lost' | 'left' } & Saw)
  /** What a reader's fold, or the read API, came to in the end. `whole`: it began with the log's first entry. */
  | ({ type: 'state'; cursor: Cursor; digest: StateDigest; whole: boolean } & Saw)
  | ({ type: 'look'; what: string; seen: readonly string[] } & Saw)
  | { type: 'fault'; fault: string; target: string; start: number; end: number; loses?: Loss }
  /** A whole log, raw from Redis, with the operation of each entry. */
  | {
      type: 'log';
      at: number;
      briefing: string;
      epoch: string;
      entries: readonly Entry[];
      operations: readonly string[];
    }
  | { type: 'jobs'; at: number; active: number; failed: number; due: number }
  /** What a process holds, `memory` after a sweep of its heap; `servers`: how many there are of Redis that it connects to, when it first has to. */
  | {
      type: 'figures';
      at: number;
      by: string;
      when: 'before' | 'after';
      fds: number;
      clients: number;
      servers: number;
      memory: number;
    };

export type LineOf<Type extends Line['type']> = Extract<Line, { type: Type }>;

export function encode(lines: readonly Line[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

export function decode(text: string): Line[] {
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as Line); // what `encode` wrote
}

export function toldOf(entry: Entry): Told {
  const told = { id: entryId(entry), type: entry.type };
  if ('id' in entry) return { ...told, update: entry.id };
  if (!('update' in entry)) return told;
  const { id, revision } = entry.update;
  return { ...told, update: id, revision, ...(!isRetracted(entry.update) && { text: noted(entry.update.text) }) };
}

/** A text as a history has it: thirty readers note each. What is in its end says its length; what tells it from all others is in its beginning. */
export function noted(text: string): string {
  return text.length > NOTED ? `${text.slice(0, NOTED)}… ${text.length}` : text;
}

const NOTED = 200;

/** A word that stands in one text and nowhere else, and names its briefing: whoever has it has read that text. */
export const canaryOf = (briefing: string, count: number) => `canary-${briefing}-${count}`;
export const briefingOfCanary = (canary: string) => canary.slice('canary-'.length, canary.lastIndexOf('-'));

export function canariesIn(body: string): string[] {
  return [...new Set(body.match(/canary-[a-z0-9-]+-\d+/g) ?? [])];
}
