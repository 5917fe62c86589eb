import { expect } from 'vitest';
import type { Check } from '../conformance.ts';
import { refused, type Writer } from '../writer.ts';

const FUTURE = '2199-01-01T00:00:00.000Z';
const PAST = '2001-01-01T00:00:00.000Z';
const statusOf = async ({ log }: Writer) => (await log.list({ limit: 1 })).briefings[0]?.status;

export function statusChecks(check: Check): void {
  check('takes no news once it has ended, but corrections and takedowns for ever', async (writer) => {
    await writer.open();
    await writer.publish('u1');
    await writer.publish('u2');
    await writer.end();
    await refused(writer.publish('u3'), 'BRIEFING_ENDED');
    const changes = [
      () => writer.revise('u1', 1),
      () => writer.pin('u1'),
      () => writer.unpin('u1'),
      () => writer.describe({ title: 'What the storm left' }),
      () => writer.retract('u2'),
    ];
    for (const change of changes) expect(await change()).toMatchObject({ result: 'ok' });
    await writer.reopen();
    expect(await writer.publish('u3')).toMatchObject({ result: 'ok' });
  });

  check('ends and reopens once, whoever asks again', async (writer) => {
    const { id: opened } = await writer.open();
    expect(await writer.reopen()).toMatchObject({ result: 'again', id: opened });
    const { id: ended } = await writer.end();
    expect(await writer.end()).toMatchObject({ result: 'again', id: ended });
    expect(await statusOf(writer)).toBe('ended');
    const { id: reopened } = await writer.reopen();
    expect(await writer.reopen()).toMatchObject({ result: 'again', id: reopened });
    expect(await statusOf(writer)).toBe('live');
    expect((await writer.entries()).map(({ type }) => type)).toEqual(['opened', 'ended', 'reopened']);
  });

  check('is scheduled until its first update when it is planned for later', async (writer) => {
    await writer.open({ title: 'The election', startsAt: FUTURE });
    expect(await statusOf(writer)).toBe('scheduled');
    await writer.describe({ title: 'The election night', startsAt: FUTURE });
    expect(await statusOf(writer)).toBe('scheduled');
    await writer.publish('u1');
    expect(await statusOf(writer)).toBe('live');
    const [briefing] = (await writer.log.list({ limit: 1 })).briefings;
    expect(briefing?.startedAt).toBe((await writer.entries()).at(-1)?.at);
  });

  check('is live from the start when its plan has passed or it has none', async (writer) => {
    await writer.open({ title: 'The storm', startsAt: PAST });
    expect(await statusOf(writer)).toBe('live');
    await writer.log.append('other', 'o', { type: 'opened', briefing: { title: 'Other' } });
    expect((await writer.log.list({ limit: 2 })).briefings.map(({ status }) => status)).toEqual(['live', 'live']);
  });

  check('is live after it was ended before it began and reopened', async (writer) => {
    await writer.open({ title: 'The match', startsAt: FUTURE });
    await writer.end();
    expect(await statusOf(writer)).toBe('ended');
    await writer.reopen();
    expect(await statusOf(writer)).toBe('live');
  });

  check('takes a description for the whole of it: what is not said any more is gone', async (writer) => {
    await writer.open({ title: 'The storm', language: 'en', summary: 'Wind.', startsAt: PAST });
    await writer.describe({ title: 'The flood', language: 'en-GB' });
    const [briefing] = (await writer.log.list({ limit: 1 })).briefings;
    expect(briefing).toMatchObject({ id: 'storm', title: 'The flood', language: 'en-GB' });
    expect(briefing).not.toHaveProperty('summary');
    expect(briefing).not.toHaveProperty('startsAt');
    const told = { id: 'storm', title: 'The flood', language: 'en-GB' };
    expect((await writer.entries())[1]).toMatchObject({ type: 'described', briefing: told });
  });
}
