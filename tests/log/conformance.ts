import { describe, expect, test } from 'vitest';
import type { Log, LogLimits } from '../../src/log/log.ts';
import { EMPTY, fold } from '../../src/protocol/fold.ts';
import { appendingChecks } from './checks/appending.ts';
import { importingChecks } from './checks/importing.ts';
import { limitChecks } from './checks/limits.ts';
import { listingChecks } from './checks/listing.ts';
import { readingChecks } from './checks/reading.ts';
import { retractingChecks } from './checks/retracting.ts';
import { statusChecks } from './checks/status.ts';
import { supersedingChecks } from './checks/superseding.ts';
import { watchingChecks } from './checks/watching.ts';
import { entriesOf, type Writer, writerOf } from './writer.ts';

/** `now`: the writer's clock in place of the machine's; the log's own is the machine's. */
export type LogOptions = { now?: () => number; limits?: LogLimits };
export type CreateLog = (options?: LogOptions) => Promise<{ log: Log; close: () => Promise<void> }>;

/** One test: a log of its own, a writer to its briefing `storm`, and a look at the whole log afterwards. */
export type Check = (sentence: string, body: (writer: Writer) => Promise<void>, options?: LogOptions) => void;

/** What every log does, whatever holds it: called by the test of each implementation. */
export function eachLogCheck(name: string, createLog: CreateLog): void {
  const check: Check = (sentence, body, options) =>
    test(sentence, async () => {
      const { log, close } = await createLog(options);
      try {
        await body(writerOf(log));
        await expectSound(log);
      } finally {
        await close();
      }
    });

  describe(name, () => {
    appendingChecks(check);
    statusChecks(check);
    retractingChecks(check);
    supersedingChecks(check);
    limitChecks(check);
    readingChecks(check);
    listingChecks(check);
    watchingChecks(check);
    importingChecks(check);
  });
}

/** What holds for every log at any time: no number is missing, time does not go back, the list says what fold says. */
export async function expectSound(log: Log): Promise<void> {
  const { briefings } = await log.list({ limit: 200 });
  for (const briefing of briefings) {
    const entries = await entriesOf(log, briefing.id);
    expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, at) => at + 1));
    expect(entries.map(({ at }) => at)).toEqual(entries.map(({ at }) => at).sort());
    expect(briefing).toEqual(fold(EMPTY, entries).briefing);
    expect(await log.briefing(briefing.id)).toEqual(briefing);
  }
}
