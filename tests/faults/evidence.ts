import type { Entry } from '../../src/protocol/entries.ts';
import type { Line, LineOf, Told } from './history.ts';
import { toldOf } from './history.ts';

export type ReaderLine = LineOf<'begin' | 'batch' | 'reset' | 'lost' | 'left'>;
export type FinalLog = {
  epoch: string;
  entries: readonly Entry[];
  told: readonly Told[];
  operations: readonly string[];
};

/** A history, sorted by what it is about: what every check looks things up in. */
export type Evidence = {
  readonly lines: readonly Line[];
  readonly logs: ReadonlyMap<string, FinalLog>;
  readonly readers: ReadonlyMap<string, readonly ReaderLine[]>;
  of<Type extends Line['type']>(type: Type): readonly LineOf<Type>[];
  /** Whether what was acknowledged at that time, ms, may be gone for what has happened since. */
  mayBeLost(acknowledged: number): boolean;
  /** When the faults that reach into this time were over, ms; `from` itself when there were none. */
  healed(from: number, to: number): number;
};

export function evidenceOf(lines: readonly Line[]): Evidence {
  const byType = Map.groupBy(lines, ({ type }) => type);
  const of = <Type extends Line['type']>(type: Type) => (byType.get(type) ?? []) as LineOf<Type>[];
  const logs = of('log').map(({ briefing, ...log }) => [briefing, { ...log, told: log.entries.map(toldOf) }] as const);
  const reading = lines.filter((line) => 'by' in line && READING.has(line.type)) as ReaderLine[];
  const faults = of('fault');
  return {
    lines,
    logs: new Map(logs),
    readers: Map.groupBy(reading, ({ by }) => by),
    of,
    mayBeLost: (at) => faults.some(({ loses, end }) => loses && 'since' in loses && loses.since <= at && at <= end),
    healed(from, to) {
      let healed = from;
      for (const { start, end } of faults) if (start <= to && end >= from) healed = Math.max(healed, end);
      return healed;
    },
  };
}

const READING: ReadonlySet<Line['type']> = new Set(['begin', 'batch', 'reset', 'lost', 'left'] as const);
