import { expect } from 'vitest';
import { CLOCK_SKEW_MS } from '../../../src/protocol/limits.ts';
import type { Check } from '../conformance.ts';
import { refused } from '../writer.ts';

const SECOND = 1_000; // more than a test takes from looking at one clock to looking at the other

export function limitChecks(check: Check): void {
  const limits = { entries: 5, pins: 2 };

  const pins = { limits: { entries: 100, pins: 2 } };
  check(
    'pins a few updates and no more',
    async (writer) => {
      await writer.open();
      for (const update of ['u1', 'u2', 'u3']) await writer.publish(update);
      expect(await writer.pin('u1')).toMatchObject({ result: 'ok' });
      expect(await writer.pin('u1')).toMatchObject({ result: 'again' });
      expect(await writer.pin('u2')).toMatchObject({ result: 'ok' });
      await refused(writer.pin('u3'), 'PINS_FULL');
      expect(await writer.pin('u2')).toMatchObject({ result: 'again' });
      await writer.unpin('u1');
      expect(await writer.unpin('u1')).toMatchObject({ result: 'again' });
      expect(await writer.pin('u3')).toMatchObject({ result: 'ok' });
      await refused(writer.pin('u1'), 'PINS_FULL');
    },
    pins,
  );

  check(
    'takes a retracted update from the pins',
    async (writer) => {
      await writer.open();
      for (const update of ['u1', 'u2', 'u3']) await writer.publish(update);
      await writer.pin('u1');
      await writer.pin('u2');
      await writer.retract('u1');
      expect(await writer.pin('u3')).toMatchObject({ result: 'ok' });
      await writer.retract('u2');
      await writer.retract('u3');
      for (const update of ['u4', 'u5']) {
        await writer.publish(update);
        expect(await writer.pin(update)).toMatchObject({ result: 'ok' });
      }
      await writer.publish('u6');
      await refused(writer.pin('u6'), 'PINS_FULL');
    },
    pins,
  );

  check(
    'is full at its limit, and can still lose texts and come to its end',
    async (writer) => {
      await writer.open();
      await writer.publish('u1');
      await writer.publish('u2');
      await writer.pin('u2');
      const last = await writer.write(
        { type: 'revised', update: 'u1', expected: 1, content: { kind: 'quote', text: 'Full.' } },
        'last',
      );
      await refused(writer.publish('u3'), 'BRIEFING_FULL');
      await refused(writer.revise('u1', 2), 'BRIEFING_FULL');
      await refused(writer.describe({ title: 'More' }), 'BRIEFING_FULL');
      await refused(writer.pin('u1'), 'BRIEFING_FULL');
      const again = await writer.write(
        { type: 'revised', update: 'u1', expected: 1, content: { kind: 'quote', text: 'Full.' } },
        'last',
      );
      expect(again).toEqual({ ...last, result: 'again' });

      expect(await writer.unpin('u2')).toMatchObject({ result: 'ok' });
      expect(await writer.retract('u1')).toMatchObject({ result: 'ok' });
      expect(await writer.end()).toMatchObject({ result: 'ok' });
      await refused(writer.reopen(), 'BRIEFING_FULL');
      expect(await writer.retract('u2')).toMatchObject({ result: 'ok' });
      expect(await writer.entries()).toHaveLength(9);
    },
    { limits },
  );

  for (const [sentence, skew] of [
    ['ahead of', CLOCK_SKEW_MS + SECOND],
    ['behind', -CLOCK_SKEW_MS - SECOND],
  ] as const) {
    let off = 0;
    check(
      `refuses a writer whose clock is too far ${sentence} its own`,
      async (writer) => {
        await writer.open();
        off = skew;
        await refused(writer.publish('u1'), 'CLOCK_SKEW');
        await refused(writer.log.append('other', 'o', { type: 'opened', briefing: { title: 'Other' } }), 'CLOCK_SKEW');
        expect(await writer.log.read('other', { after: '0-0', limit: 1 })).toBeUndefined();
        expect(await writer.log.briefing('other')).toBeUndefined();
        off = skew - Math.sign(skew) * 2 * SECOND;
        expect(await writer.publish('u1')).toMatchObject({ result: 'ok' });
      },
      { now: () => Date.now() + off },
    );
  }

  let off = 0;
  check(
    'answers a repeated operation whatever the clocks say: it is in the log already',
    async (writer) => {
      const opened = await writer.write({ type: 'opened', briefing: { title: 'The storm' } }, 'first');
      off = 2 * CLOCK_SKEW_MS;
      const again = await writer.write({ type: 'opened', briefing: { title: 'The storm' } }, 'first');
      expect(again).toEqual({ ...opened, result: 'again' });
    },
    { now: () => Date.now() + off },
  );
}
