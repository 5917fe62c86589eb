import { expect } from 'vitest';
import type { Change, Log } from '../../src/log/log.ts';
import type { Description } from '../../src/protocol/briefing.ts';
import { type Code, Refusal } from '../../src/protocol/codes.ts';
import { type EntryId, entryId, START } from '../../src/protocol/cursor.ts';
import type { Entry } from '../../src/protocol/entries.ts';
import type { Content } from '../../src/protocol/update.ts';

export const paragraph = (text: string): Content => ({ kind: 'paragraph', text });

/** Somebody who writes to one briefing: each call is an operation of its own, unless it is given one. */
export function writerOf(log: Log, briefing = 'storm') {
  let operations = 0;
  const write = (change: Change, operation = `${briefing}-${++operations}`) => log.append(briefing, operation, change);
  return {
    log,
    briefing,
    write,
    open: (description: Description = { title: 'The storm' }) => write({ type: 'opened', briefing: description }),
    describe: (description: Description) => write({ type: 'described', briefing: description }),
    publish: (update: string, text = `${update}, first version`) =>
      write({ type: 'published', update, content: paragraph(text) }),
    revise: (update: string, expected: number, text = `${update}, revised`) =>
      write({ type: 'revised', update, expected, content: paragraph(text) }),
    retract: (update: string, reason?: string) =>
      write({ type: 'retracted', update, ...(reason !== undefined && { reason }) }),
    pin: (update: string) => write({ type: 'pinned', update }),
    unpin: (update: string) => write({ type: 'unpinned', update }),
    end: () => write({ type: 'ended' }),
    reopen: () => write({ type: 'reopened' }),
    entries: () => entriesOf(log, briefing),
    page: (after: EntryId, limit = 100, bytes?: number) =>
      log.read(briefing, bytes === undefined ? { after, limit } : { after, limit, bytes }),
  };
}
export type Writer = ReturnType<typeof writerOf>;

/** All that a log holds, page by page. */
export async function entriesOf(log: Log, briefing: string): Promise<Entry[]> {
  const all: Entry[] = [];
  for (;;) {
    const last = all.at(-1);
    const page = await log.read(briefing, { after: last ? entryId(last) : START, limit: 500 });
    expect(page?.found, 'the place that was read up to is in the log').toBe(true);
    if (!page || page.entries.length === 0) return all;
    all.push(...page.entries);
  }
}

/** Waits for the refusal, and looks at its code and at what it gives a client to go on with. */
export async function refused(call: Promise<unknown>, code: Code, extra: Record<string, unknown> = {}): Promise<void> {
  const outcome = await call.catch((error: unknown) => error);
  expect(outcome, `should be refused as ${code}`).toBeInstanceOf(Refusal);
  expect(outcome).toMatchObject({ code });
  expect((outcome as Refusal).extra).toEqual(extra);
}

/** Writes after this carry a later time than those before: the list is ordered by it. At most a millisecond. */
export function tick(): void {
  const before = Date.now();
  while (Date.now() === before);
}
