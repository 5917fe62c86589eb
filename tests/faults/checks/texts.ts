import type { Check, Violation } from '../checker.ts';
import type { Evidence } from '../evidence.ts';
import { briefingOfCanary, canariesIn, type Line } from '../history.ts';

/** Every gateway has let go of a retracted text so long after the retraction was acknowledged, ms; or after it could hear of it. */
const GONE_MS = 2_000;

type Seeing = Extract<Line, { seen: readonly string[] }>;

/** I8, I9: no retracted text is read anywhere, and nobody reads of a briefing that he did not ask for. */
export const texts: Check = (evidence) => {
  const deadlines = deadlinesOf(evidence);
  return evidence.lines.flatMap((line) => ('seen' in line ? [...outlived(line, deadlines), ...foreign(line)] : []));
};

/** For each canary of a retracted update, when it must be gone, ms. */
function deadlinesOf(evidence: Evidence): Map<string, number> {
  const canaries = new Map<string, string[]>();
  const note = (update: string, text: string) =>
    canaries.set(update, [...(canaries.get(update) ?? []), ...canariesIn(text)]);
  for (const { article, texts } of evidence.of('article'))
    for (const [at, text] of texts.entries()) if (article !== undefined) note(`${article}.${at}`, text);
  for (const { update, text } of evidence.of('edit'))
    if (update !== undefined && text !== undefined) note(update, text);
  const deadlines = new Map<string, number>();
  for (const { change, result, update = '', return: returned } of evidence.of('edit')) {
    if (change !== 'retracted' || result !== 'ok' || evidence.mayBeLost(returned)) continue;
    const deadline = evidence.healed(returned, returned + GONE_MS) + GONE_MS;
    for (const canary of canaries.get(update) ?? []) deadlines.set(canary, deadline);
  }
  return deadlines;
}

function outlived(line: Seeing, deadlines: ReadonlyMap<string, number>): Violation[] {
  const late = line.seen.filter((canary) => line.at > (deadlines.get(canary) ?? Number.POSITIVE_INFINITY));
  return late.map((canary) => {
    const message = `${line.by} was shown ${canary} ${Math.round(line.at - (deadlines.get(canary) ?? 0))} ms after it had to be gone`;
    return { invariant: 'I8', kind: 'other', message, history: [line] };
  });
}

function foreign(line: Seeing): Violation[] {
  const others = line.seen.filter((canary) => briefingOfCanary(canary) !== line.briefing);
  return others.map((canary) => {
    const message = `${line.by} reads ${line.briefing} and was shown ${canary}`;
    return { invariant: 'I9', kind: 'other', message, history: [line] };
  });
}
