import { expect } from 'vitest';
import type { ExportedLog, Log } from '../../../src/log/log.ts';
import { Refusal } from '../../../src/protocol/codes.ts';
import { START } from '../../../src/protocol/cursor.ts';
import type { Entry } from '../../../src/protocol/entries.ts';
import type { Check } from '../conformance.ts';
import { hearingOf } from '../hearing.ts';
import { entriesOf, paragraph, refused, type Writer, writerOf } from '../writer.ts';

const EPOCH = 'imported';
const BEGUN = Date.parse('2026-01-31T09:00:00.000Z');
const at = (seconds: number) => new Date(BEGUN + seconds * 1000).toISOString();
const update = (id: string, revision: number, text: string) => ({ id, revision, ...paragraph(text) });
const gone = (id: string, revision: number) => ({ id, revision, retracted: true as const });

/** A story from another server: an update that was corrected and pinned, and one that was revised and then retracted. */
const story: readonly Entry[] = [
  { seq: 1, at: at(0), type: 'opened', briefing: { id: 'match', title: 'The match', startsAt: at(60) } },
  { seq: 2, at: at(61), type: 'published', update: update('u1', 1, 'Kick-of') },
  { seq: 3, at: at(61), type: 'published', update: gone('u2', 1) },
  { seq: 4, at: at(70), type: 'revised', update: update('u1', 2, 'Kick-off'), correction: { note: 'A letter' } },
  { seq: 5, at: at(71), type: 'revised', update: gone('u2', 2) },
  { seq: 6, at: at(72), type: 'pinned', id: 'u1' },
  { seq: 7, at: at(80), type: 'retracted', id: 'u2', reason: 'Not so' },
  { seq: 8, at: at(90), type: 'described', briefing: { id: 'match', title: 'The final', language: 'en' } },
];
const ended: Entry = { seq: 9, at: at(99), type: 'ended' };

const exported = (entries: readonly Entry[], epoch = EPOCH): ExportedLog => ({
  epoch,
  async *entries() {
    yield* entries;
  },
});

async function imported({ log }: Writer, entries = story): Promise<Writer> {
  expect(await log.import('match', exported(entries))).toMatchObject({ result: 'ok' });
  return writerOf(log, 'match');
}

async function isNowhere(log: Log): Promise<void> {
  expect(await log.read('match', { after: START, limit: 1 })).toBeUndefined();
  expect(await log.briefing('match')).toBeUndefined();
  expect(await log.current('match', 'u1')).toBeUndefined();
  expect((await log.list({ limit: 10 })).briefings).toEqual([]);
}

export function importingChecks(check: Check): void {
  check('imports a log with its epoch, times, numbers, corrections and traces', async ({ log }) => {
    const id = `${BEGUN + 90_000}-8`;
    expect(await log.import('match', exported(story))).toEqual({ result: 'ok', epoch: EPOCH, id });
    expect(await entriesOf(log, 'match')).toEqual(story);
    expect(await log.read('match', { after: START, limit: 0 })).toMatchObject({ epoch: EPOCH, head: id });
    expect(await log.current('match', 'u1')).toEqual({ revision: 2, content: paragraph('Kick-off') });
    expect(await log.current('match', 'u2')).toEqual({ revision: 2 });
  });

  check('imports each status that a briefing can have', async ({ log }) => {
    const statusAfter = async (entries: readonly Entry[], briefing: string) => {
      await log.import(briefing, exported(entries));
      return (await log.briefing(briefing))?.status;
    };
    expect(await statusAfter(story.slice(0, 1), 'a')).toBe('scheduled');
    expect(await statusAfter(story, 'b')).toBe('live');
    expect(await statusAfter([...story, ended], 'c')).toBe('ended');
    expect(await statusAfter([...story, ended, { seq: 10, at: at(100), type: 'reopened' }], 'd')).toBe('live');
  });

  check('goes on after an import as after any other entry', async (writer) => {
    const match = await imported(writer);
    expect(await match.publish('u3')).toMatchObject({ result: 'ok', epoch: EPOCH, id: expect.stringMatching(/-9$/) });
    expect(await match.revise('u1', 2, 'Kick-off, late')).toMatchObject({ result: 'ok', revision: 3 });
    await refused(match.revise('u1', 2), 'REVISION_CONFLICT', { revision: 3 });
    await refused(match.publish('u1'), 'REVISION_CONFLICT', { revision: 3 });
    await refused(match.revise('u2', 2), 'UPDATE_RETRACTED', { revision: 2 });
    await refused(match.write({ type: 'opened', briefing: { title: 'Usurper' } }), 'BRIEFING_EXISTS');
    expect(await match.pin('u1')).toMatchObject({ result: 'again' });
    expect(await match.unpin('u1')).toMatchObject({ result: 'ok' });
    await match.end();
    await refused(match.publish('u4'), 'BRIEFING_ENDED');
  });

  check(
    'counts imported pins as others, and takes them off with what they pin',
    async (writer) => {
      const match = await imported(writer);
      await match.publish('u3');
      await refused(match.pin('u3'), 'PINS_FULL');
      await match.retract('u1');
      expect(await match.pin('u3')).toMatchObject({ result: 'ok' });
    },
    { limits: { entries: 100, pins: 1 } },
  );

  check('retracts what was imported, with every revision', async (writer) => {
    const match = await imported(writer);
    await match.retract('u1');
    const entries = await match.entries();
    expect(entries[1]).toEqual({ seq: 2, at: at(61), type: 'published', update: gone('u1', 1) });
    expect(entries[3]).toEqual({ seq: 4, at: at(70), type: 'revised', update: gone('u1', 2) });
    expect(JSON.stringify(entries)).not.toMatch(/Kick-of|A letter/);
  });

  check('changes nothing when it comes again, also when the log has gone on', async (writer) => {
    const match = await imported(writer);
    const again = { result: 'again', epoch: EPOCH, id: `${BEGUN + 90_000}-8` };
    expect(await match.log.import('match', exported(story))).toEqual(again);
    expect(await match.entries()).toEqual(story);
    await match.publish('u3');
    const since = await match.entries();
    expect(await match.log.import('match', exported(story))).toEqual(again);
    expect(await match.entries()).toEqual(since);
    expect(await match.log.import('match', exported(since))).toMatchObject({ result: 'again' });
  });

  check('does not bring back what was retracted after an export', async (writer) => {
    const match = await imported(writer);
    await match.retract('u1');
    const since = await match.entries();
    expect(await match.log.import('match', exported(story))).toMatchObject({ result: 'again' });
    expect(await match.entries()).toEqual(since);
    const other = story.map((entry) => (entry.seq === 4 ? { ...entry, update: update('u1', 3, 'Kick-off') } : entry));
    await refused(match.log.import('match', exported(other)), 'BRIEFING_EXISTS', { seq: 4 });
  });

  check('refuses what tells something else than the log that is there', async (writer) => {
    const match = await imported(writer);
    const differing = story.map((entry) => (entry.seq === 7 ? { ...entry, reason: 'So' } : entry));
    await refused(match.log.import('match', exported(differing)), 'BRIEFING_EXISTS', { seq: 7 });
    await refused(match.log.import('match', exported(story, 'another1')), 'BRIEFING_EXISTS', { seq: 1 });
    await refused(match.log.import('match', exported([...story, ended])), 'BRIEFING_EXISTS', { seq: 9 });
    await writer.open();
    await refused(writer.log.import('storm', exported(story)), 'BRIEFING_EXISTS', { seq: 1 });
    expect(await match.entries()).toEqual(story);
    expect(await writer.entries()).toHaveLength(1);
  });

  check('leaves nothing of a log that breaks off on its way in', async ({ log }) => {
    const broken: ExportedLog = {
      epoch: EPOCH,
      async *entries() {
        yield* story.slice(0, 5);
        throw new Refusal('BAD_REQUEST', 'The file is broken');
      },
    };
    await refused(log.import('match', broken), 'BAD_REQUEST');
    await isNowhere(log);
    expect(await log.import('match', exported(story))).toMatchObject({ result: 'ok' });
  });

  check('shows nothing of a log before all of it is in', async ({ log }) => {
    const looking: ExportedLog = {
      epoch: EPOCH,
      async *entries() {
        for (const entry of story) {
          yield entry;
          await isNowhere(log);
        }
      },
    };
    expect(await log.import('match', looking)).toMatchObject({ result: 'ok' });
  });

  check('imports a log once when it comes several times at once', async ({ log }) => {
    const all = await Promise.all([1, 2, 3, 4].map(() => log.import('match', exported(story))));
    expect(all.map(({ result }) => result).sort()).toEqual(['again', 'again', 'again', 'ok']);
    expect(await entriesOf(log, 'match')).toEqual(story);
  });

  check('lets a briefing that is opened meanwhile be', async ({ log }) => {
    const racing: ExportedLog = {
      epoch: EPOCH,
      async *entries() {
        yield* story;
        if (!(await log.briefing('match'))) await writerOf(log, 'match').open();
      },
    };
    await refused(log.import('match', racing), 'BRIEFING_EXISTS', { seq: 1 });
    expect(await entriesOf(log, 'match')).toHaveLength(1);
  });

  check('lists an imported briefing by when it was opened', async (writer) => {
    await writer.open();
    await imported(writer);
    expect((await writer.log.list({ limit: 10 })).briefings.map(({ id }) => id)).toEqual(['storm', 'match']);
  });

  check('tells those who watch to look, and then of what comes', async (writer) => {
    const before = await hearingOf(writer.log);
    await writer.open();
    await before.hints(1); // who watches is connected by now: what it is told from here on is of what happens
    const hearing = await hearingOf(writer.log, 'match');
    const match = await imported(writer);
    await hearing.until((heard) => heard.includes('gap'));
    await match.publish('u3');
    expect((await hearing.hints(1)).at(-1)).toMatchObject({ epoch: EPOCH, entry: { seq: 9, type: 'published' } });
  });
}
