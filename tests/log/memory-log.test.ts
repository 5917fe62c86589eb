import { expect, test } from 'vitest';
import { createMemoryLog } from '../../src/log/memory-log.ts';
import { timeOf } from '../../src/protocol/cursor.ts';
import { eachLogCheck, expectSound } from './conformance.ts';
import { epochs } from './connecting.ts';
import { writerOf } from './writer.ts';

eachLogCheck('the log in memory', async ({ now = Date.now, limits } = {}) => ({
  log: createMemoryLog({ now, time: Date.now, epoch: epochs(), ...(limits && { limits }) }),
  close: async () => {},
}));

test('time does not go back in the log when the clock does', async () => {
  let time = 1_000_000;
  const clock = () => time;
  const log = createMemoryLog({ now: clock, time: clock, epoch: epochs() });
  const writer = writerOf(log);
  const ids = [await writer.open(), await writer.publish('u1')];
  time -= 30_000;
  ids.push(await writer.publish('u2'));
  time += 31_000;
  ids.push(await writer.publish('u3'));
  expect(ids.map(({ id }) => timeOf(id))).toEqual([1_000_000, 1_000_000, 1_000_000, 1_001_000]);
  await expectSound(log);
});
