import { expect } from 'vitest';
import type { Change } from '../../../src/log/log.ts';
import { seqOf, timeOf } from '../../../src/protocol/cursor.ts';
import type { Check } from '../conformance.ts';
import { paragraph, refused } from '../writer.ts';

/** A story that has each type of change in it. */
export const story: readonly Change[] = [
  { type: 'opened', briefing: { title: 'The storm' } },
  { type: 'described', briefing: { title: 'The storm in the north' } },
  { type: 'published', update: 'u1', content: paragraph('Trains stand still.'), article: { id: 'a1', version: 1 } },
  {
    type: 'revised',
    update: 'u1',
    expected: 1,
    content: paragraph('Trains run again.'),
    correction: { note: 'Late.' },
  },
  { type: 'pinned', update: 'u1' },
  { type: 'unpinned', update: 'u1' },
  { type: 'published', update: 'u2', content: paragraph('Roofs fly.') },
  { type: 'retracted', update: 'u1', expected: 2, reason: 'Not so.' },
  { type: 'ended' },
  { type: 'reopened' },
];

export function appendingChecks(check: Check): void {
  check('opens a briefing once', async (writer) => {
    expect(await writer.open({ title: 'First' })).toMatchObject({ result: 'ok', revision: 0 });
    await refused(writer.open({ title: 'Second' }), 'BRIEFING_EXISTS');
    expect(await writer.entries()).toMatchObject([
      { seq: 1, type: 'opened', briefing: { id: 'storm', title: 'First' } },
    ]);
  });

  check('gives each log an epoch of its own, and tells it with every answer', async (writer) => {
    const { epoch } = await writer.open();
    const other = await writer.log.append('other', 'o', { type: 'opened', briefing: { title: 'Other' } });
    expect(epoch).toMatch(/^[0-9a-z]{8}$/);
    expect(other.epoch).not.toBe(epoch);
    expect(await writer.publish('u1')).toMatchObject({ epoch });
    expect(await writer.page('0-0')).toMatchObject({ epoch });
  });

  check('refuses every change of a briefing that is not open', async (writer) => {
    for (const change of story.slice(1)) await refused(writer.write(change), 'BRIEFING_UNKNOWN');
    expect(await writer.page('0-0')).toBeUndefined();
  });

  check('makes ids of the time and a number without holes', async (writer) => {
    const since = Date.now();
    const ids = [(await writer.open()).id, (await writer.publish('u1')).id, (await writer.end()).id];
    expect(ids.map(seqOf)).toEqual([1, 2, 3]);
    const times = [since, ...ids.map(timeOf), Date.now()];
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  check('counts the revisions of an update', async (writer) => {
    await writer.open();
    expect(await writer.publish('u1')).toMatchObject({ revision: 1 });
    expect(await writer.revise('u1', 1)).toMatchObject({ revision: 2 });
    expect(await writer.pin('u1')).toMatchObject({ revision: 2 });
    expect(await writer.revise('u1', 2)).toMatchObject({ revision: 3 });
    expect(await writer.retract('u1')).toMatchObject({ revision: 3 });
  });

  check('takes an operation of any type once, however often and however late it comes again', async (writer) => {
    const ids = [];
    for (const [at, change] of story.entries()) {
      const first = await writer.write(change, `operation-${at}`);
      expect(first.result).toBe('ok');
      expect(await writer.write(change, `operation-${at}`)).toMatchObject({ result: 'again', id: first.id });
      ids.push(first.id);
    }
    const before = await writer.entries();
    for (const [at, change] of story.entries()) {
      expect(await writer.write(change, `operation-${at}`)).toMatchObject({ result: 'again', id: ids[at] });
    }
    expect(await writer.entries()).toEqual(before);
  });

  check('takes an operation once when it comes many times at once', async (writer) => {
    await writer.open();
    const change: Change = { type: 'described', briefing: { title: 'At once' } };
    const answers = await Promise.all(Array.from({ length: 20 }, () => writer.write(change, 'same')));
    expect(answers.filter(({ result }) => result === 'ok')).toHaveLength(1);
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    expect(await writer.entries()).toHaveLength(2);
  });

  check('refuses a revision of anything but the current one, and says which that is', async (writer) => {
    await writer.open();
    await writer.publish('u1');
    await writer.revise('u1', 1);
    await refused(writer.revise('u1', 1), 'REVISION_CONFLICT', { revision: 2 });
    await refused(writer.revise('u1', 3), 'REVISION_CONFLICT', { revision: 2 });
    const late: Change = { type: 'retracted', update: 'u1', expected: 1 };
    await refused(writer.write(late), 'REVISION_CONFLICT', { revision: 2 });
    await refused(writer.publish('u1'), 'REVISION_CONFLICT', { revision: 2 });
    expect(await writer.write({ ...late, expected: 2 })).toMatchObject({ result: 'ok' });
  });

  check('lets one of two editors revise who saw the same revision', async (writer) => {
    await writer.open();
    await writer.publish('u1');
    const both = await Promise.allSettled([writer.revise('u1', 1, 'Hers.'), writer.revise('u1', 1, 'His.')]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await writer.entries()).toHaveLength(3);
  });

  check('refuses changes of an update that never was', async (writer) => {
    await writer.open();
    for (const call of [writer.revise('u1', 1), writer.retract('u1'), writer.pin('u1'), writer.unpin('u1')]) {
      await refused(call, 'UPDATE_UNKNOWN');
    }
  });

  check('lets no older version of an article write after a newer one', async (writer) => {
    await writer.open();
    const version = (number: number, id = 'a1') => ({ article: { id, version: number } });
    const publish = (update: string, by: object) =>
      writer.write({ type: 'published', update, content: paragraph(update), ...by });
    await publish('u1', version(1));
    await publish('u2', version(3));
    await refused(publish('u3', version(2)), 'ARTICLE_SUPERSEDED', { version: 3 });
    const content = paragraph('Late');
    const late: Change = { type: 'revised', update: 'u1', expected: 1, content, ...version(1) };
    await refused(writer.write(late), 'ARTICLE_SUPERSEDED', { version: 3 });
    const takedown: Change = { type: 'retracted', update: 'u2', ...version(2) };
    await refused(writer.write(takedown), 'ARTICLE_SUPERSEDED', { version: 3 });

    expect(await publish('u4', version(3))).toMatchObject({ result: 'ok' });
    expect(await publish('u5', version(1, 'a2'))).toMatchObject({ result: 'ok' });
    expect(await writer.revise('u1', 1, 'By hand')).toMatchObject({ result: 'ok' });
    expect(await writer.write({ type: 'retracted', update: 'u2', ...version(4) })).toMatchObject({ result: 'ok' });
    await refused(publish('u6', version(3)), 'ARTICLE_SUPERSEDED', { version: 4 });
  });
}
