import { seqOf, timeOf } from '../../../src/protocol/cursor.ts';
import type { Check, Violation } from '../checker.ts';
import type { Evidence, FinalLog } from '../evidence.ts';
import type { LineOf, Told } from '../history.ts';

/** I4: each log is in order by itself, and in the order in which its editors did things. */
export const order: Check = (evidence) => {
  const found: Violation[] = [];
  for (const [briefing, log] of evidence.logs)
    found.push(
      ...inItself(briefing, log, cutOff(briefing, evidence), evidence),
      ...inRealTime(briefing, log, evidence),
    );
  return found;
};

const reordered = (message: string, history: Violation['history'] = []): Violation => ({
  invariant: 'I4',
  kind: 'reordered',
  message,
  history,
});

/** The seq up to which somebody has cut the log by hand. */
function cutOff(briefing: string, evidence: Evidence): number {
  const cuts = evidence.of('fault').flatMap(({ loses }) => (loses && 'through' in loses ? [loses] : []));
  return Math.max(0, ...cuts.filter((cut) => cut.briefing === briefing).map(({ through }) => through));
}

function inItself(briefing: string, { told }: FinalLog, cut: number, evidence: Evidence): Violation[] {
  const found: Violation[] = [];
  const segments = new Map<string, Segment>();
  const revisions = new Map<string, number>();
  const gone = new Set<string>();
  let before = { seq: cut, ms: 0 };
  for (const one of told) {
    const here = { seq: seqOf(one.id), ms: timeOf(one.id) };
    const where = `${one.id} of ${briefing}`;
    if (here.seq !== before.seq + 1) found.push(reordered(`${where} follows number ${before.seq}`));
    if (here.ms < before.ms) found.push(reordered(`${where} is earlier than the entry before it`));
    found.push(...ofUpdate(one, where, { segments, revisions, gone }, cut > 0, evidence));
    before = here;
  }
  return found;
}

type Segment = { number: number; ms: number };
type Known = { segments: Map<string, Segment>; revisions: Map<string, number>; gone: Set<string> };

function ofUpdate(
  one: Told,
  where: string,
  { segments, revisions, gone }: Known,
  isCut: boolean,
  evidence: Evidence,
): Violation[] {
  const { type, update = '', revision = 0 } = one;
  if (type === 'retracted') gone.add(update);
  if (type !== 'published' && type !== 'revised') return [];
  const found: Violation[] = [];
  if (gone.has(update)) found.push(reordered(`${where} comes after its update was retracted`));
  const last = revisions.get(update) ?? (isCut ? revision - 1 : 0);
  if (revision !== last + 1) found.push(reordered(`${where} is revision ${revision} and follows ${last}`));
  revisions.set(update, revision);
  const [, article, segment] = /^(.+)\.(\d+)$/.exec(update) ?? [];
  if (type === 'published' && article !== undefined) {
    const here = { number: Number(segment), ms: timeOf(one.id) };
    const earlier = segments.get(article);
    // What was before it may have been lost, and published again: docs/faults.md says so.
    if (earlier && here.number <= earlier.number && !evidence.mayBeLost(earlier.ms))
      found.push(reordered(`${where}, segment ${segment}, follows segment ${earlier.number}`));
    segments.set(article, here);
  }
  return found;
}

/** What began after something else had been acknowledged stands after it. */
function inRealTime(briefing: string, { told }: FinalLog, evidence: Evidence): Violation[] {
  const edits = evidence.of('edit').filter((line) => line.briefing === briefing && line.result === 'ok');
  const done = edits.flatMap((edit) => {
    const seq = seqIn(told, edit);
    return seq === undefined ? [] : [{ edit, seq }];
  });
  const ended = done.toSorted((a, b) => a.edit.return - b.edit.return);
  const found: Violation[] = [];
  let latest: (typeof done)[number] | undefined;
  let at = 0;
  for (const one of done.toSorted((a, b) => a.edit.invoke - b.edit.invoke)) {
    for (let other = ended[at]; other && other.edit.return < one.edit.invoke; other = ended[++at])
      if (!latest || other.seq > latest.seq) latest = other;
    if (latest && latest.seq > one.seq)
      found.push(
        reordered(`number ${one.seq} of ${briefing} began after ${latest.seq} was acknowledged`, [
          latest.edit,
          one.edit,
        ]),
      );
  }
  return found;
}

/** Where the log has an edit; a change that was so already has no entry of its own. */
function seqIn(told: readonly Told[], { seq, change, update }: LineOf<'edit'>): number | undefined {
  const one = told.find(({ id }) => seqOf(id) === seq);
  return one?.type === change && one.update === update ? seq : undefined;
}
