import { parseCursor } from '../../../src/protocol/cursor.ts';
import { EMPTY, fold } from '../../../src/protocol/fold.ts';
import type { Check, Violation } from '../checker.ts';
import { digestOf, type StateDigest } from '../digest.ts';
import type { LineOf } from '../history.ts';

/** I6: the fold of the log, the read API and every reader's own fold are the same. */
export const states: Check = (evidence) => {
  const folded = new Map<string, { through: string; digest: StateDigest }>();
  for (const [briefing, { entries }] of evidence.logs) {
    const state = fold(EMPTY, entries);
    folded.set(briefing, { through: state.through, digest: digestOf(state) });
  }
  return evidence.of('state').flatMap((line) => {
    const log = folded.get(line.briefing);
    const wrong = log ? differenceOf(line, log) : 'there is no log';
    return wrong === undefined ? [] : [violation(line, wrong)];
  });
};

function differenceOf(line: LineOf<'state'>, log: { through: string; digest: StateDigest }): string | undefined {
  if (parseCursor(line.cursor)?.id !== log.through)
    return `the state is that of ${line.cursor}, the log ends at ${log.through}`;
  if (line.digest.rest !== log.digest.rest) return 'the briefing or its pins are not what the log says';
  // A state that began with the newest updates has no others.
  const ids = line.whole
    ? Object.keys({ ...log.digest.updates, ...line.digest.updates })
    : Object.keys(line.digest.updates);
  const wrong = ids.filter((id) => log.digest.updates[id] !== line.digest.updates[id]);
  return wrong.length === 0 ? undefined : `not what the log says: ${wrong.slice(0, 5).join(', ')}`;
}

function violation(line: LineOf<'state'>, wrong: string): Violation {
  const shown = { ...line, digest: { ...line.digest, updates: {} } };
  return { invariant: 'I6', kind: 'other', message: `${line.by}, ${line.briefing}: ${wrong}`, history: [shown] };
}
