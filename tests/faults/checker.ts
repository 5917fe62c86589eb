import { boundedness } from './checks/bounds.ts';
import { order } from './checks/order.ts';
import { readers } from './checks/readers.ts';
import { states } from './checks/states.ts';
import { texts } from './checks/texts.ts';
import { writers } from './checks/writers.ts';
import { type Evidence, evidenceOf } from './evidence.ts';
import type { Line } from './history.ts';

/** The invariants of the fault tests; `docs/faults.md` says what each of them promises. */
export const INVARIANTS = {
  I1: 'no loss',
  I2: 'no double',
  I3: 'no phantom',
  I4: 'order',
  I5: 'completeness',
  I6: 'convergence',
  I7: 'replay is live',
  I8: 'retraction holds',
  I9: 'isolation',
  I10: 'boundedness',
  I11: 'honesty',
} as const;
export type Invariant = keyof typeof INVARIANTS;

/** What a violation counts as in the one line that a run ends with. */
export type Kind = 'missing' | 'doubled' | 'reordered' | 'other';
export type Violation = { invariant: Invariant; kind: Kind; message: string; history: readonly Line[] };
export type Check = (evidence: Evidence) => readonly Violation[];

export type Verdict = { seed: number; deliveries: number; violations: readonly Violation[] };

const CHECKS: readonly Check[] = [writers, order, readers, states, texts, boundedness];

/** Looks for everything in a history that breaks an invariant. Pure: the same history, the same verdict. */
export function check(lines: readonly Line[]): Verdict {
  const evidence = evidenceOf(lines);
  const deliveries = evidence.of('batch').reduce((sum, { entries }) => sum + entries.length, 0);
  const seed = evidence.of('run')[0]?.seed ?? 0;
  return { seed, deliveries, violations: CHECKS.flatMap((one) => one(evidence)) };
}

/** Lines of a violation's history that are shown: those next to it. */
const SHOWN = 12;

/** The line that a run ends with; before it each violation, with what led to it. */
export function describeVerdict({ seed, deliveries, violations }: Verdict): string {
  const count = (kind: Kind) => violations.filter((violation) => violation.kind === kind).length;
  const others = count('other');
  const each = violations.map(({ invariant, message, history }) => {
    const shown = history.slice(-SHOWN).map((line) => `    ${JSON.stringify(line).slice(0, 400)}\n`);
    return `${invariant}, ${INVARIANTS[invariant]}: ${message}\n${shown.join('')}`;
  });
  const counts = `${count('missing')} missing, ${count('doubled')} doubled, ${count('reordered')} reordered`;
  const more = others > 0 ? `, ${others} otherwise wrong` : '';
  return `${each.join('')}${counts}${more} (${deliveries} deliveries looked at, seed ${seed})`;
}
