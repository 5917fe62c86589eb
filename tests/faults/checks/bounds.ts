import { timeOf } from '../../../src/protocol/cursor.ts';
import type { Check, Invariant, Violation } from '../checker.ts';
import type { Evidence } from '../evidence.ts';
import type { LineOf } from '../history.ts';

/** From an entry's time to its reader, ms: of 99 in 100 while nothing is wrong, and of each once all is well again. */
const USUAL_MS = 1_000;
const HEALED_MS = 15_000;
/** What a process holds open after a run may be so much more than before. Memory may grow with the logs, of which a gateway keeps a copy. */
const SHARE = 1.1;
const SPARE = 4;
/** Each connection of a process comes to each server of a cluster when it first has to. */
const SPARE_FILES_PER_SERVER = 6;
const SPARE_MEMORY = 20_000_000;
const MEMORY_FOR_LOGS = 5;

const other = (message: string, history: Violation['history']): Violation => ({
  invariant: 'I10' satisfies Invariant,
  kind: 'other',
  message,
  history,
});

/** I10: what is published arrives soon, no job is left over, and no process holds more and more. */
export const boundedness: Check = (evidence) => [...late(evidence), ...leftOver(evidence), ...grown(evidence)];

function late(evidence: Evidence): Violation[] {
  const usual: number[] = [];
  const found: Violation[] = [];
  for (const lines of evidence.readers.values()) {
    let since = Number.POSITIVE_INFINITY;
    for (const line of lines) {
      if (line.type === 'begin') since = line.at;
      if (line.type === 'lost') since = Number.POSITIVE_INFINITY;
      if (line.type !== 'batch') continue;
      for (const { id } of line.entries) {
        const published = timeOf(id);
        if (published < since) continue; // history
        const healed = evidence.healed(published, line.at);
        if (healed === published) usual.push(line.at - published);
        if (line.at > healed + HEALED_MS) found.push(other(`${line.by} got ${id} ${line.at - healed} ms late`, [line]));
      }
    }
  }
  const p99 = usual.toSorted((a, b) => a - b)[Math.floor(usual.length * 0.99)] ?? 0;
  if (p99 > USUAL_MS) found.push(other(`1 in 100 of ${usual.length} took over ${Math.round(p99)} ms`, []));
  return found;
}

function leftOver(evidence: Evidence): Violation[] {
  const poisons = evidence.of('article').filter(({ poison }) => poison).length;
  const lostLogs = evidence.of('fault').some(({ loses }) => loses !== undefined); // what was on its way to one has failed
  return evidence.of('jobs').flatMap((line) => {
    const { active, failed, due } = line;
    const isClean = active === 0 && due === 0 && (failed <= poisons || lostLogs);
    return isClean ? [] : [other(`${active} jobs are active, ${failed} have failed, ${due} articles are due`, [line])];
  });
}

function grown(evidence: Evidence): Violation[] {
  const figures = evidence.of('figures');
  const logs = evidence.of('log').reduce((sum, { entries }) => sum + JSON.stringify(entries).length, 0);
  return figures
    .filter(({ when }) => when === 'after')
    .flatMap((after) => {
      const before = figures.find(({ by, when }) => by === after.by && when === 'before');
      return before && hasGrown(before, after, logs)
        ? [other(`${after.by} holds more than it did`, [before, after])]
        : [];
    });
}

function hasGrown(before: LineOf<'figures'>, after: LineOf<'figures'>, logs: number): boolean {
  const isMore = (name: 'fds' | 'clients', spare: number) => after[name] > before[name] * SHARE + spare;
  const files = SPARE + SPARE_FILES_PER_SERVER * (after.servers - 1);
  const memory = before.memory * SHARE + SPARE_MEMORY + MEMORY_FOR_LOGS * logs;
  return isMore('fds', files) || isMore('clients', SPARE) || after.memory > memory;
}
