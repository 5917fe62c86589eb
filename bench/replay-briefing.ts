import { Redis } from 'ioredis';
import { keysOf } from '../src/log/keys.ts';
import { createRedisLog } from '../src/log/redis-log.ts';
import { type EntryId, seqOf } from '../src/protocol/cursor.ts';

/** Where a briefing's entries are in time, ms from the first: irregular, as news is, and the same in every run. */
export function momentsOf(entries: number, span: number): number[] {
  let chance = 1;
  const gaps = Array.from({ length: entries - 1 }, () => {
    chance = (chance * 48_271) % 2_147_483_647; // Park and Miller's minimal standard generator
    return -Math.log(chance / 2_147_483_647);
  });
  const stretch = span / gaps.reduce((sum, gap) => sum + gap, 0);
  let at = 0;
  const later = gaps.map((gap) => {
    at += gap * stretch;
    return Math.round(at);
  });
  return [0, ...later];
}

/** Writes a log whose entries were published at these moments of the past: as any log, and then moved back in time. */
export async function writePast(url: string, briefing: string, moments: readonly number[]): Promise<number> {
  const [redis, subscriber] = [new Redis(url), new Redis(url)];
  const log = createRedisLog({ redis, subscriber }, { now: Date.now, epoch: () => 'benchlog' });
  await log.append(briefing, 'open', { type: 'opened', briefing: { title: 'A long day' } });
  const text = 'Officials said on Tuesday that the line would stay closed until the bridge has been inspected. '.repeat(
    3,
  );
  for (let seq = 2; seq <= moments.length; seq += 1) {
    const content = { kind: 'paragraph', text: `${seq}. ${text}` } as const;
    await log.append(briefing, `op-${seq}`, { type: 'published', update: `u${seq}`, content });
  }
  const began = Date.now() - 86_400_000;
  const keys = keysOf(briefing);
  const lines = await redis.xrange(keys.log, '-', '+');
  await redis.del(keys.log);
  let last = '';
  for (const [id, fields] of lines) {
    const seq = seqOf(id as EntryId);
    last = `${began + (moments[seq - 1] ?? 0)}-${seq}`;
    await redis.xadd(keys.log, last, ...fields);
  }
  await redis.hset(keys.meta, { last, opened: began, started: began + (moments[1] ?? 0) });
  redis.disconnect();
  subscriber.disconnect();
  return began;
}
