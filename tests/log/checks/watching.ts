import { expect } from 'vitest';
import { START } from '../../../src/protocol/cursor.ts';
import type { Check } from '../conformance.ts';
import { hearingOf } from '../hearing.ts';
import { refused } from '../writer.ts';
import { rich } from './reading.ts';

export function watchingChecks(check: Check): void {
  check('tells those who watch each entry as it reads, with the place before it', async (writer) => {
    const hearing = await hearingOf(writer.log);
    await writer.open({ title: 'q"\\/ \ud83c\udf29', summary: '\u2028' });
    await writer.write({ type: 'published', update: 'u1', content: rich });
    const correction = { note: 'Why' };
    await writer.write({ type: 'revised', update: 'u1', expected: 1, content: rich, correction });
    await writer.pin('u1');
    await writer.unpin('u1');
    await writer.describe({ title: 'Described' });
    await writer.end();
    await writer.reopen();

    const hints = await hearing.hints(8);
    const page = await writer.page(START);
    expect(hints.map(({ entry }) => entry)).toEqual(page?.entries);
    expect(hints.map(({ previous }) => previous)).toEqual([START, ...hints.slice(0, -1).map(({ id }) => id)]);
    expect(new Set(hints.map(({ epoch }) => epoch))).toEqual(new Set([page?.epoch]));
    expect(hints.at(-1)?.id).toBe(page?.head);

    await writer.retract('u1', 'Wrong');
    const [retraction] = (await hearing.hints(9)).slice(8);
    expect(retraction).toMatchObject({ previous: page?.head, entry: { type: 'retracted', id: 'u1', reason: 'Wrong' } });
    expect(retraction?.entry).toEqual((await writer.entries())[8]);
  });

  check('tells nothing of what it refused or had already', async (writer) => {
    await writer.open();
    const hearing = await hearingOf(writer.log);
    await writer.write({ type: 'described', briefing: { title: 'Once' } }, 'once');
    await writer.write({ type: 'described', briefing: { title: 'Once' } }, 'once');
    await refused(writer.revise('u1', 1), 'UPDATE_UNKNOWN');
    await writer.reopen();
    await writer.publish('u1');
    expect((await hearing.hints(2)).map(({ entry }) => entry.type)).toEqual(['described', 'published']);
  });

  check('tells all who watch, each until it leaves', async (writer) => {
    await writer.open();
    const [first, second] = [await hearingOf(writer.log), await hearingOf(writer.log)];
    await writer.publish('u1');
    await first.hints(1);
    await first.leave();
    await writer.publish('u2');
    await second.hints(2);
    expect(first.heard).toHaveLength(1);

    await second.leave();
    await writer.publish('u3');
    const third = await hearingOf(writer.log);
    await writer.publish('u4');
    expect(await third.hints(1)).toMatchObject([{ entry: { seq: 5 } }]);
    expect([first.heard.length, second.heard.length]).toEqual([1, 2]);
  });

  check('goes on telling those who stay when somebody leaves twice', async (writer) => {
    await writer.open();
    const [first, second] = [await hearingOf(writer.log), await hearingOf(writer.log)];
    await first.leave();
    await first.leave();
    await writer.publish('u1');
    expect(await second.hints(1)).toHaveLength(1);
  });

  check('tells nobody of another briefing', async (writer) => {
    await writer.open();
    const [storm, other] = [await hearingOf(writer.log), await hearingOf(writer.log, 'other')];
    await writer.publish('u1');
    await writer.log.append('other', 'o', { type: 'opened', briefing: { title: 'Other' } });
    expect(await other.hints(1)).toMatchObject([{ previous: START, entry: { type: 'opened' } }]);
    expect(await storm.hints(1)).toMatchObject([{ entry: { type: 'published' } }]);
    expect([storm.heard.length, other.heard.length]).toEqual([1, 1]);
  });
}
