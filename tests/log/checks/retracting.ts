import { expect } from 'vitest';
import type { Check } from '../conformance.ts';
import { paragraph, refused } from '../writer.ts';

export function retractingChecks(check: Check): void {
  check('takes the text of every revision away, and keeps place and number of each entry', async (writer) => {
    await writer.open();
    await writer.publish('u1', 'canary one');
    await writer.publish('u2', 'This stays.');
    const revision = { content: paragraph('canary two'), correction: { note: 'canary three' } };
    await writer.write({ type: 'revised', update: 'u1', expected: 1, ...revision });
    const before = await writer.entries();
    expect(JSON.stringify(before).match(/canary/g)).toHaveLength(3);
    await writer.retract('u1', 'A court order.');

    const after = await writer.entries();
    expect(JSON.stringify(after)).not.toContain('canary');
    const place = ({ seq, at }: { seq: number; at: string }) => ({ seq, at });
    expect(after).toEqual([
      before[0],
      { ...place(before[1]!), type: 'published', update: { id: 'u1', revision: 1, retracted: true } },
      before[2],
      { ...place(before[3]!), type: 'revised', update: { id: 'u1', revision: 2, retracted: true } },
      { seq: 5, at: expect.any(String), type: 'retracted', id: 'u1', reason: 'A court order.' },
    ]);
  });

  check('knows a retracted update as one without content', async (writer) => {
    await writer.open();
    await writer.publish('u1');
    await writer.revise('u1', 1, 'As it stands');
    expect(await writer.log.current('storm', 'u1')).toEqual({ revision: 2, content: paragraph('As it stands') });
    await writer.retract('u1');
    expect(await writer.log.current('storm', 'u1')).toEqual({ revision: 2 });
    expect((await writer.entries()).at(-1)).not.toHaveProperty('reason');
  });

  check('retracts once, whoever asks again and whatever revision was seen', async (writer) => {
    await writer.open();
    await writer.publish('u1');
    const { id } = await writer.retract('u1', 'First reason');
    expect(await writer.retract('u1', 'Second reason')).toMatchObject({ result: 'again', id, revision: 1 });
    expect(await writer.write({ type: 'retracted', update: 'u1', expected: 7 })).toMatchObject({ result: 'again' });
    expect(await writer.unpin('u1')).toMatchObject({ result: 'again' });
    expect(await writer.entries()).toHaveLength(3);
  });

  check('takes nothing more for an update that was retracted', async (writer) => {
    await writer.open();
    await writer.publish('u1');
    await writer.revise('u1', 1);
    await writer.retract('u1');
    for (const call of [writer.publish('u1'), writer.revise('u1', 2), writer.pin('u1')]) {
      await refused(call, 'UPDATE_RETRACTED', { revision: 2 });
    }
    await writer.end();
    await refused(writer.publish('u1'), 'UPDATE_RETRACTED', { revision: 2 });
  });

  check('leaves the texts of other updates alone, also of one whose id begins alike', async (writer) => {
    await writer.open();
    await writer.publish('u1', 'To go');
    await writer.publish('u11', 'To stay');
    await writer.publish('u1.1', 'To stay too');
    await writer.retract('u1');
    expect(await writer.log.current('storm', 'u11')).toEqual({ revision: 1, content: paragraph('To stay') });
    expect(await writer.log.current('storm', 'u1.1')).toEqual({ revision: 1, content: paragraph('To stay too') });
  });
}
