import { type Cursor, parseCursor, seqOf } from '../../../src/protocol/cursor.ts';
import type { Check, Invariant, Kind, Violation } from '../checker.ts';
import type { Evidence, FinalLog, ReaderLine } from '../evidence.ts';
import type { LineOf, Told } from '../history.ts';

/** What a reader has: where it stands, and what came since its state was last set as a whole. */
type Reading = { position: Cursor | undefined; run: Told[]; isWhole: boolean; owedReset: boolean };

/** I2, I4, I5, I7, I11: each reader has a gapless run of the log, comes to its head, and is told when it cannot be so. */
export const readers: Check = (evidence) => {
  const found: Violation[] = [];
  const whole: (readonly [string, readonly Told[]])[] = [];
  for (const [name, lines] of evidence.readers) {
    const { reading, violations } = readerOf(lines, evidence);
    found.push(...violations);
    if (reading.isWhole && lines.at(-1)?.type !== 'left') whole.push([`${name} ${lines[0]?.briefing}`, reading.run]);
  }
  return [...found, ...differing(whole)];
};

function readerOf(lines: readonly ReaderLine[], evidence: Evidence): { reading: Reading; violations: Violation[] } {
  const reading: Reading = { position: undefined, run: [], isWhole: false, owedReset: false };
  const violations: Violation[] = [];
  const log = evidence.logs.get(lines[0]?.briefing ?? '');
  for (const [at, line] of lines.entries()) {
    const say = (invariant: Invariant, kind: Kind, message: string) =>
      violations.push({
        invariant,
        kind,
        message: `${line.by}: ${message}`,
        history: lines.slice(Math.max(0, at - 6), at + 1),
      });
    if (line.type === 'begin') begin(reading, line);
    if (line.type === 'reset') reset(reading, line, log, say);
    if (line.type === 'batch') batch(reading, line, log, say);
  }
  const last = lines.at(-1);
  if (last && last.type !== 'left') violations.push(...atTheEnd(reading, last, log, lines));
  return { reading, violations };
}

type Say = (invariant: Invariant, kind: Kind, message: string) => void;

function begin(reading: Reading, { cursor }: LineOf<'begin'>): void {
  if (reading.position === undefined) {
    reading.position = cursor;
    reading.isWhole = placeOf(cursor).seq === 0;
  } else reading.owedReset = cursor !== reading.position;
}

function reset(reading: Reading, { cursor }: LineOf<'reset'>, log: FinalLog | undefined, say: Say): void {
  if (reading.position !== undefined && isIn(log, reading.position))
    say('I11', 'other', `it was reset, although ${reading.position} is in the log`);
  Object.assign(reading, { position: cursor, run: [], isWhole: false, owedReset: false });
}

function batch(reading: Reading, line: LineOf<'batch'>, log: FinalLog | undefined, say: Say): void {
  if (reading.owedReset) say('I11', 'other', 'its place was gone, and it was not told');
  reading.owedReset = false;
  const stood = placeOf(reading.position ?? line.after);
  const { epoch, seq } = placeOf(line.after);
  if (epoch !== stood.epoch) say('I11', 'other', `another log goes on at ${line.after} without a reset`);
  else if (seq > stood.seq) say('I5', 'missing', `numbers ${stood.seq + 1} to ${seq} never came`);
  else if (seq < stood.seq) say('I2', 'doubled', `it stands at ${stood.seq} and is sent what comes after ${seq}`);
  let before = seq;
  for (const told of line.entries) {
    const here = seqOf(told.id);
    if (here === before) say('I2', 'doubled', `number ${here} came twice`);
    else if (here < before) say('I4', 'reordered', `number ${here} came after ${before}`);
    else if (here > before + 1) say('I5', 'missing', `number ${here} came after ${before}`);
    before = here;
    if (contradicts(log, told)) say('I5', 'other', `it was told ${JSON.stringify(told)}, which the log does not say`);
    reading.run.push(told);
  }
  if (placeOf(line.through).seq !== before) say('I4', 'other', `${line.through} is not where the batch ends`);
  reading.position = line.through;
}

/** The log has this very entry, and says something else. A text may be gone since. */
function contradicts(log: FinalLog | undefined, told: Told): boolean {
  const held = at(log, told);
  if (!held) return false;
  const { type, update, revision, text } = held;
  return (
    type !== told.type ||
    update !== told.update ||
    revision !== told.revision ||
    (text ?? told.text) !== (told.text ?? text)
  );
}

function atTheEnd(
  reading: Reading,
  last: ReaderLine,
  log: FinalLog | undefined,
  lines: readonly ReaderLine[],
): Violation[] {
  const history = lines.slice(-6);
  const vanished = reading.run.filter((told) => !at(log, told));
  if (vanished.length > 0) {
    const message = `${last.by}: holds ${vanished.length} entries that are in no log, and was not told (${vanished[0]?.id})`;
    return [{ invariant: 'I11', kind: 'other', message, history }];
  }
  const head = log?.told.at(-1)?.id;
  if (head === undefined || reading.position?.endsWith(`:${head}`)) return [];
  const message = `${last.by}: stands at ${reading.position ?? 'nothing'} in the end, and the log at ${head}`;
  return [{ invariant: 'I5', kind: 'missing', message, history }];
}

/** I7: whoever reads from the first entry is told the same, whether he saw it happen or comes when all is over. */
function differing(whole: readonly (readonly [string, readonly Told[]])[]): Violation[] {
  const oldest = new Map<string, readonly [string, readonly Told[]]>();
  const found: Violation[] = [];
  for (const [name, run] of whole) {
    const briefing = name.slice(name.lastIndexOf(' ') + 1);
    const first = oldest.get(briefing);
    if (!first) oldest.set(briefing, [name, run]);
    else if (sequenceOf(run) !== sequenceOf(first[1])) {
      const message = `${name} was told something else than ${first[0]}`;
      found.push({ invariant: 'I7', kind: 'other', message, history: [] });
    }
  }
  return found;
}

function sequenceOf(run: readonly Told[]): string {
  return run.map(({ id, type, update, revision }) => [id, type, update, revision].join()).join('\n');
}

function placeOf(cursor: Cursor): { epoch: string; seq: number } {
  const place = parseCursor(cursor);
  return place ? { epoch: place.epoch, seq: seqOf(place.id) } : { epoch: '', seq: -1 };
}

function at(log: FinalLog | undefined, { id }: Pick<Told, 'id'>): Told | undefined {
  const first = log?.told[0];
  const held = first && log?.told[seqOf(id) - seqOf(first.id)];
  return held?.id === id ? held : undefined;
}

function isIn(log: FinalLog | undefined, cursor: Cursor): boolean {
  const place = parseCursor(cursor);
  if (!log || !place || place.epoch !== log.epoch) return false;
  return seqOf(place.id) === 0 || at(log, place) !== undefined;
}
